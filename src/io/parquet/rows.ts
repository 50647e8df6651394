/** The rows of a Parquet file → JSONL. */
import {decode} from '../bytes.ts'
import {InputError} from '../errors.ts'
import type {Fields} from '../jsonl.ts'
import {inChunks} from '../make-rows.ts'
import {openParquet, type ParquetFile} from './file.ts'

/**
 * The rows of a Parquet file as JSONL, a row group at a time.
 *
 * Integers beyond 2^53 are strings, times are ISO 8601, bytes that are no UTF-8 are Base64. A text that is no UTF-8 is a row
 * with an `error` and no article.
 *
 * @param columns All of them, or only those that `fields` names.
 * @throws Error with a system code when the file can't be read; InputError when it is damaged, after the row groups before.
 */
export async function* parquetRows(
  path: string,
  fields: Fields,
  columns: 'all' | 'named',
): AsyncGenerator<Buffer, void, undefined> {
  const file = await openParquet(path)
  try {
    yield* inChunks(linesOf(file, fields, columns))
  } finally {
    await file.close()
  }
}

async function* linesOf(file: ParquetFile, fields: Fields, columns: 'all' | 'named'): AsyncGenerator<string> {
  const {text, html, id, title, host, url} = fields
  const named = new Set([text, html, id, title, host, url].map((field) => field.split('.')[0]))
  const read = file.columns.map(({name}) => name).filter((name) => columns === 'all' || named.has(name))
  const bodies = new Set([text, html])
  for (const group of file.groups.keys())
    for (const row of await file.rows(group, read)) yield lineOf(row, read, bodies)
}

function lineOf(
  row: Readonly<Record<string, unknown>>,
  columns: readonly string[],
  bodies: ReadonlySet<string>,
): string {
  let error: string | undefined
  const members = columns.map((column) => {
    const value = row[column]
    if (!(value instanceof Uint8Array) || !bodies.has(column)) return `${JSON.stringify(column)}:${jsonOf(value)}`
    try {
      return `${JSON.stringify(column)}:${JSON.stringify(textOf(value))}`
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown
      error = thrown.message
      return `${JSON.stringify(column)}:null`
    }
  })
  if (error !== undefined) members.push(`"error":${JSON.stringify(error)}`)
  return `{${members.join(',')}}`
}

const textOf = (bytes: Uint8Array): string => decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))

function jsonOf(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`
  if (value instanceof Uint8Array) return JSON.stringify(textOrBase64(value))
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`
  if (ArrayBuffer.isView(value)) return jsonOf(Object.values(value))
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${jsonOf(inner)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

function textOrBase64(bytes: Uint8Array): string {
  try {
    return textOf(bytes)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return Buffer.from(bytes).toString('base64')
  }
}
