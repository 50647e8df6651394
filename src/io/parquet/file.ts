/** A Parquet file on disk: its footer, its columns and their values. */
import {open, type FileHandle} from 'node:fs/promises'
import {brotliDecompressSync, gunzipSync} from 'node:zlib'
import type {Zstd} from '@hpcc-js/wasm-zstd'
import {decompress} from 'fzstd'
import {
  parquetMetadata,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet'
import {compressors} from 'hyparquet-compressors'
import {InputError, systemCode} from '../errors.ts'
import {thousands} from '../packing/errors.ts'
import {loadZstd} from '../packing/zstd-library.ts'

/** A file that is open. */
export interface ParquetFile {
  readonly metadata: FileMetaData
  /** The footer as it stands there. */
  readonly footer: Buffer
  /** The columns of the top level. */
  readonly columns: readonly SchemaElement[]
  /** The numbers of rows in its row groups. */
  readonly groups: readonly number[]
  /**
   * The rows of a row group: texts are bytes, dates and times are ISO 8601.
   *
   * @throws InputError when it is damaged.
   */
  rows(group: number, columns: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Bytes of the file. */
  read(start: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

const magic = 'PAR1'
/** The footer's length and the magic bytes, at the end. */
const tailLength = 8

/** The library has decompressors of its own in JavaScript: Node's, and that of zstd, are two to four times as fast. */
async function unpackersFor(metadata: FileMetaData): Promise<Compressors> {
  const usesZstd = metadata.row_groups.some(({columns}) => columns.some((column) => column.meta_data?.codec === 'ZSTD'))
  return {
    ...compressors,
    GZIP: (packed) => gunzipSync(packed),
    BROTLI: (packed) => brotliDecompressSync(packed),
    ...(usesZstd && {ZSTD: unpackerOf(await loadZstd())}),
  }
}

/** A page is a frame that says how much is in it. One that does not is left to the slower library, which needs no place for it. */
const unpackerOf =
  (zstd: Zstd) =>
  (packed: Uint8Array): Uint8Array => {
    try {
      return zstd.decompress(packed)
    } catch {
      return decompress(packed)
    }
  }

const parsers = {
  // A buffer and no array: the keys of maps are made of them by `String`.
  stringFromBytes: (bytes: Uint8Array | undefined) =>
    ifThere(bytes, ({buffer, byteOffset, byteLength}) => Buffer.from(buffer, byteOffset, byteLength)),
  jsonFromBytes: (bytes: Uint8Array | undefined) => ifThere(bytes, parsedOr),
  timestampFromMilliseconds: (time: bigint | undefined) => ifThere(time, (there) => isoOf(there, 1000n, 3)),
  timestampFromMicroseconds: (time: bigint | undefined) => ifThere(time, (there) => isoOf(there, 1_000_000n, 6)),
  timestampFromNanoseconds: (time: bigint | undefined) => ifThere(time, (there) => isoOf(there, 1_000_000_000n, 9)),
  dateFromDays: (days: number | undefined) =>
    ifThere(days, (there) => isoOf(BigInt(there) * 86_400n, 1n, 0).replace('T00:00:00Z', '')),
}

/**
 * Opens a file and reads its footer.
 *
 * @throws Error with a system code when it can't be read; InputError when it is no Parquet file.
 */
export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await open(path)
  try {
    const {size} = await file.stat()
    const read = (start: number, length: number) => readAt(file, start, length)
    const footer = await readFooter(size, read)
    const metadata = parsed(footer)
    const buffer: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => (await read(start, end - start)).buffer,
    }
    const unpackers = await unpackersFor(metadata)
    const groups = metadata.row_groups.map((group) => Number(group.num_rows))
    const starts: number[] = []
    groups.reduce((start, count, index) => (starts[index] = start) + count, 0)
    return {
      metadata,
      footer,
      columns: topLevel(metadata.schema),
      groups,
      read,
      close: () => file.close(),
      rows: (group, columns) =>
        orDamaged(`row group ${group + 1} of ${groups.length}`, async () => {
          const [rowStart = 0, count = 0] = [starts[group], groups[group]]
          if (count === 0) return []
          const rows: Record<string, unknown>[] = await parquetReadObjects({
            file: buffer,
            metadata,
            columns: [...columns],
            rowStart,
            rowEnd: rowStart + count,
            compressors: unpackers,
            parsers,
          })
          if (rows.length !== count) throw new RangeError(`${rows.length} rows of ${count}`)
          return rows
        }),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readAt(file: FileHandle, start: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length))
  for (let at = 0; at < length;) {
    const {bytesRead} = await file.read(bytes, at, length - at, start + at)
    if (bytesRead === 0)
      throw new InputError(
        `Unexpected end of the file after ${thousands(start + at)} bytes, expected more Parquet data`,
      )
    at += bytesRead
  }
  return bytes
}

async function readFooter(size: number, read: ParquetFile['read']): Promise<Buffer> {
  const least = magic.length + tailLength
  const tail = size < least ? Buffer.alloc(0) : await read(size - tailLength, tailLength)
  if (tail.toString('latin1', 4) !== magic)
    throw new InputError(
      `Unexpected end of the file after ${thousands(size)} bytes, expected "${magic}" there, as Parquet has it`,
    )
  const length = tail.readUInt32LE(0)
  if (length > size - least)
    throw new InputError(
      `Unexpected length ${thousands(length)} of the footer of a Parquet file, expected it in the file`,
    )
  return read(size - tailLength - length, length)
}

function parsed(footer: Buffer): FileMetaData {
  try {
    const tail = Buffer.alloc(tailLength)
    tail.writeUInt32LE(footer.length)
    tail.write(magic, 4)
    const whole = new Uint8Array(footer.length + tailLength)
    whole.set(footer)
    whole.set(tail, footer.length)
    return parquetMetadata(whole.buffer, {geoparquet: false})
  } catch (error) {
    throw damaged('the footer', error)
  }
}

/** The schema is a tree in one list, every element before those in it. */
function topLevel(schema: readonly SchemaElement[]): SchemaElement[] {
  const found: SchemaElement[] = []
  const pass = (at: number): number => {
    let next = at + 1
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = pass(next)
    return next
  }
  for (let at = 1; at < schema.length; at = pass(at)) found.push(schema[at]!)
  return found
}

async function orDamaged<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InputError || systemCode(error) !== undefined) throw error
    throw damaged(where, error)
  }
}

const damaged = (where: string, error: unknown): InputError =>
  new InputError(
    `Unexpected data in ${where}, expected Parquet that can be read (${error instanceof Error ? error.message : String(error)})`,
    {cause: error},
  )

const ifThere = <T, U>(value: T | undefined, use: (there: T) => U): U | undefined =>
  value === undefined ? undefined : use(value)

function parsedOr(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return bytes
  }
}

/** A time as ISO 8601 with all of its digits; one that a `Date` can't hold as its number. */
function isoOf(time: bigint, second: bigint, digits: number): string {
  const rest = ((time % second) + second) % second
  const seconds = (time - rest) / second
  if (seconds > 8_640_000_000_000n || seconds < -8_640_000_000_000n) return String(time)
  const whole = new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, '')
  return `${whole}${digits === 0 ? '' : `.${String(rest).padStart(digits, '0')}`}Z`
}
