/** Packed bytes → the bytes that were packed. */
import type {Readable} from 'node:stream'
import {InputError} from '../errors.ts'
import {gunzip, isGzip} from './gunzip.ts'
import type {Packing} from '../inputs.ts'
import {readFrom} from './intake.ts'
import {thousands} from './errors.ts'
import {isZstd, unzstd} from './unzstd.ts'

/**
 * Unpacks chunks as they come.
 *
 * @param chunks Their memory may be used again for the next one.
 * @throws InputError that says what is wrong with the data and where, after all that comes before it.
 */
export const unpack = (chunks: AsyncIterable<Uint8Array>, packed: Packing): AsyncGenerator<Buffer, void, undefined> =>
  readFrom(chunks, packed === 'gzip' ? gunzip : unzstd)

/** What comes from a stream, unpacked when it starts as packed data does. */
export const unpackedIfPacked = (stream: Readable): AsyncGenerator<Buffer, void, undefined> =>
  readFrom(stream, async function* (intake) {
    await intake.wait(4)
    if (isGzip(intake.waiting)) yield* gunzip(intake)
    else if (isZstd(intake.waiting)) yield* unzstd(intake)
    else while (await intake.wait(1)) yield intake.take(intake.waiting.length)
  })

/**
 * Unpacks a whole file.
 *
 * @param limit So many bytes may come out: a small file can hold terabytes of zeros.
 * @throws InputError when it is damaged, or more comes out.
 */
export async function unpackBytes(bytes: Uint8Array, packed: Packing, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of unpack(once(bytes), packed)) {
    length += chunk.length
    if (length > limit)
      throw new InputError(
        `Unexpected ${packed} data that unpacks to more than ${thousands(limit)} bytes, expected less`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
