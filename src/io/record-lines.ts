/** A record → its lines. */
import type {ArticleRecord} from '../model.ts'
import {units} from '../offsets.ts'
import {UsageError, InputError, systemCode} from './errors.ts'
import {partsOf} from './inputs.ts'
import {createRowReader, defaultFields, readChunks, type Row} from './jsonl.ts'
import {unpack} from './packing/unpack.ts'

/** The lines of a record, one at a time. */
export type RecordLines = AsyncGenerator<ArticleRecord, void, undefined>

/**
 * Reads a record, packed or not, in its own order.
 *
 * @throws UsageError when it can't be read, or a line of it is none; the place is named.
 */
export async function* readRecord(path: string): RecordLines {
  // A record is JSONL as well. Its rows hold no text, so the status is read in the text's place.
  const reader = createRowReader('', path, {...defaultFields, text: 'status', title: '', host: '', url: ''})
  const {packed} = partsOf(path)
  const chunks = packed ? unpack(readChunks(path), packed) : readChunks(path)
  try {
    for await (const chunk of chunks) for (const row of reader.push(chunk)) yield* recordIn(row)
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read the record "${path}": ${code}`, {cause: error})
  }
  for (const row of reader.end()) yield* recordIn(row)
}

function recordIn(row: Row): ArticleRecord[] {
  if (row.kind === 'blank') return []
  if (row.kind === 'failed') throw new UsageError(`${row.place}: ${row.reason}`)
  const line: unknown = row.article.rest
  if (row.named && isRecord(line)) return [line]
  throw new UsageError(`${row.place}: Unexpected object, expected a line of a record`)
}

function isRecord(value: unknown): value is ArticleRecord {
  if (typeof value !== 'object' || value === null) return false
  return (
    'offsets' in value &&
    units.some((unit) => unit === value.offsets) &&
    'removals' in value &&
    Array.isArray(value.removals)
  )
}
