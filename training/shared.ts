/** The documents that untail is trained and measured on. They belong to their publishers and live outside the repo. */
import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {gunzipSync} from 'node:zlib'
import type {Article, Category, Form} from '../src/model.ts'

/** A hand-marked document. Offsets are UTF-16 code units of `text`. */
export interface Marked {
  /** Default: `text`. */
  readonly form?: Form
  readonly id: string
  readonly lang: string
  readonly host: string | null
  readonly stratum: string
  readonly title: string | null
  readonly text: string
  readonly noise: readonly {readonly start: number; readonly end: number; readonly category: Category | 'unsure'}[]
}

/** A document that nobody has marked. */
export type Unmarked = Pick<Marked, 'form' | 'id' | 'lang' | 'host' | 'title' | 'text'>

/** Where the documents are: `UNTAIL_SHARED`, or `../shared` beside the checkout. */
export const shared = resolve(process.env['UNTAIL_SHARED'] ?? '../shared')
export const hasShared = existsSync(resolve(shared, 'gold/dev.jsonl.gz'))

export const files = {
  gold: resolve(shared, 'gold/dev.jsonl.gz'),
  seeds: resolve(shared, 'gold/seeds.jsonl'),
  pages: resolve(shared, 'html/dev.jsonl.gz'),
  poolAr: resolve(shared, 'pool/ar.jsonl.gz'),
  poolOther: resolve(shared, 'pool/other.jsonl.gz'),
}

/** The rows of a `.jsonl` or `.jsonl.gz` file. */
export function rows<Row>(file: string): Row[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

export const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** A document as the cleaner takes it. */
export const articleOf = ({form = 'text', id, host, title, text}: Unmarked): Article => ({
  id,
  form,
  body: text,
  ...(host !== null && {host}),
  ...(title !== null && {title}),
})

/** The outlet of a document; documents of no known outlet stand each for itself. */
export const outletOf = ({id, host}: {id: string; host: string | null}): string => host ?? id

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
