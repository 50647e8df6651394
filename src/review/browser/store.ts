/** The data blocks of the page: unpacked when they are looked for. */
import type {ArticleData, Index} from '../data.ts'

/** So many unpacked chunks are kept. */
const KEPT = 8

export interface Store {
  readonly index: Index
  /** The article of a number. */
  readonly article: (number: number) => Promise<ArticleData>
  /** How many chunks there are. */
  readonly chunks: number
  /** The articles of a chunk; unlike those of single articles they are not kept. */
  readonly chunk: (number: number) => Promise<readonly ArticleData[]>
}

/**
 * Reads the index of the page.
 *
 * @throws Error when it has none or a block is damaged.
 */
export async function openStore(page: ParentNode): Promise<Store> {
  const [first] = page.querySelectorAll('script.index')
  if (!first) throw new Error('Unexpected page without data, expected a block of class "index"')
  const index = (await unpack(first)) as Index
  const blocks = [...page.querySelectorAll('script.chunk')]
  // In the order in which they were last asked for.
  const kept = new Map<number, Promise<readonly ArticleData[]>>()
  const read = async (number: number): Promise<readonly ArticleData[]> => {
    const block = blocks[number]
    if (!block) throw new Error(`Unexpected page of ${blocks.length} chunks, expected a chunk ${number}`)
    return (await unpack(block)) as readonly ArticleData[]
  }
  return {
    index,
    chunks: blocks.length,
    chunk: (number) => kept.get(number) ?? read(number),
    article: async (number) => {
      const at = Math.floor(number / index.chunk)
      const chunk = kept.get(at) ?? read(at)
      kept.delete(at)
      kept.set(at, chunk)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break
        kept.delete(oldest)
      }
      const data = (await chunk)[number % index.chunk]
      if (!data)
        throw new Error(`Unexpected chunk ${at} without article ${number}, expected ${index.chunk} articles in it`)
      return data
    },
  }
}

async function unpack(block: Element): Promise<unknown> {
  const packed = atob(block.textContent)
  const bytes = new Uint8Array(packed.length)
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at)
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json()
}
