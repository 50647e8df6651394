// Makes the bench's input: Arabic rows of the pool, over and over, until there is enough.
import {createWriteStream, readFileSync} from 'node:fs'
import {once} from 'node:events'
import {gunzipSync} from 'node:zlib'

/** The rows of the pool, a `.jsonl.gz` file. */
export const poolRows = (pool) =>
  gunzipSync(readFileSync(pool))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/**
 * @param {string} pool A `.jsonl.gz` file.
 * @param {string} file Where the rows go; ids are made unique.
 * @param {number} megabytes How many, of 10^6 bytes.
 */
export async function makeCorpus(pool, file, megabytes) {
  const rows = poolRows(pool)
  const out = createWriteStream(file)
  let written = 0
  for (let index = 0; written < megabytes * 1e6; index++) {
    const row = rows[index % rows.length]
    const line = Buffer.from(`${JSON.stringify({...row, id: `${index}`})}\n`)
    written += line.length
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return written
}
