/** The library that packs zstd, made fast. */
import type {Zstd} from '@hpcc-js/wasm-zstd'

/** What the library keeps of the memory of its module. */
interface Memory {
  heapView(place: unknown): Uint8Array
  heapToUint8Array(place: unknown): Uint8Array
}

/**
 * Loads the library.
 *
 * It copies what it has packed by a spread of single bytes, which takes twice as long as packing it (1.12.5). A copy at once
 * is put in its place, as long as that is where it is expected.
 */
export async function loadZstd(): Promise<Zstd> {
  const library = await import('@hpcc-js/wasm-zstd')
  const zstd = await library.Zstd.load()
  const memory: unknown = Reflect.get(zstd, '_mainModule')
  if (isMemory(memory)) memory.heapToUint8Array = (place) => memory.heapView(place).slice()
  return zstd
}

const isMemory = (value: unknown): value is Memory =>
  typeof value === 'object' &&
  value !== null &&
  'heapView' in value &&
  typeof value.heapView === 'function' &&
  'heapToUint8Array' in value &&
  typeof value.heapToUint8Array === 'function'
