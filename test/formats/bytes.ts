/** Bytes in pieces, for the tests of formats. */
import type {Packing} from '../../src/io/inputs.ts'
import type {Sink} from '../../src/io/sink.ts'
import {unpack} from '../../src/io/packing/unpack.ts'

/** Bytes cut into pieces of these sizes, over and over. */
export function inPieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += sizes[(pieces.length - 1) % sizes.length]!)
    pieces.push(bytes.subarray(at, at + sizes[pieces.length % sizes.length]!))
  return pieces
}

export async function* coming<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item)
}

/** All that comes, and why no more does. */
export async function gathered(chunks: AsyncIterable<Buffer>): Promise<{content: Buffer; error: string | undefined}> {
  const parts: Buffer[] = []
  try {
    for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InputError') throw error
    return {content: Buffer.concat(parts), error: error.message}
  }
  return {content: Buffer.concat(parts), error: undefined}
}

export const unpacked = (pieces: readonly Buffer[], packed: Packing) => gathered(unpack(coming(pieces), packed))

/** A sink that keeps what it is given. */
export function memorySink(): Sink & {
  content: () => Buffer
  readonly isClosed: boolean
  readonly isDiscarded: boolean
} {
  const parts: Buffer[] = []
  let [isClosed, isDiscarded] = [false, false]
  return {
    text: (text) => void parts.push(Buffer.from(text)),
    bytes: (bytes) => void parts.push(Buffer.from(bytes)),
    drained: () => undefined,
    close: () => {
      isClosed = true
      return Promise.resolve()
    },
    discard: () => {
      isDiscarded = true
    },
    content: () => Buffer.concat(parts),
    get isClosed() {
      return isClosed
    },
    get isDiscarded() {
      return isDiscarded
    },
  }
}
