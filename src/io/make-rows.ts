/** Rows that are made here, as JSONL. */
import {withValue, type JsonObject} from './paths.ts'

const chunkSize = 1 << 20

/**
 * A row with values at paths; `undefined` leaves a path out.
 *
 * @param values By path: a dot steps into an object.
 */
export function rowWith(values: JsonObject): JsonObject {
  let row: JsonObject = {}
  for (const [path, value] of Object.entries(values))
    if (value !== undefined) row = withValue(row, path.split('.'), value)
  return row
}

/** Rows of JSON as lines, in chunks of about 1 MiB whose memory is used again. */
export async function* inChunks(rows: AsyncIterable<string>): AsyncGenerator<Buffer, void, undefined> {
  const chunk = Buffer.allocUnsafeSlow(chunkSize)
  let used = 0
  try {
    for await (const row of rows) {
      const line = `${row}\n`
      const most = line.length * 3 // a UTF-16 code unit takes three bytes at most
      if (most > chunkSize - used && used > 0) {
        yield chunk.subarray(0, used)
        used = 0
      }
      if (most > chunkSize) yield Buffer.from(line)
      else used += chunk.write(line, used)
    }
  } catch (error) {
    // What was made before the damage counts.
    if (used > 0) yield chunk.subarray(0, used)
    throw error
  }
  if (used > 0) yield chunk.subarray(0, used)
}
