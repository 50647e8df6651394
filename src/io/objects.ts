/** JSONL that holds no articles to clean, packed or not → its objects. */
import {InputError, UsageError, systemCode} from './errors.ts'
import {partsOf} from './inputs.ts'
import {createRowReader, defaultFields, readChunks, type ArticleRow, type Row} from './jsonl.ts'
import {unpack} from './packing/unpack.ts'

/**
 * Reads the objects of a file, one at a time.
 *
 * @param field What each must have as a string.
 * @param what The file in words: "the record".
 * @throws UsageError when it can't be read, or a line of it is no such object; the place is named.
 */
export async function* readObjects(
  path: string,
  field: string,
  what: string,
): AsyncGenerator<ArticleRow, void, undefined> {
  const reader = createRowReader('', path, {...defaultFields, text: field})
  const {packed} = partsOf(path)
  const chunks = packed ? unpack(readChunks(path), packed) : readChunks(path)
  try {
    for await (const chunk of chunks) for (const row of reader.push(chunk)) yield* objectIn(row)
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read ${what} "${path}": ${code}`, {cause: error})
  }
  for (const row of reader.end()) yield* objectIn(row)
}

function objectIn(row: Row): ArticleRow[] {
  if (row.kind === 'blank') return []
  if (row.kind === 'failed') throw new UsageError(`${row.place}: ${row.reason}`)
  return [row]
}
