/** Any source of rows → its rows as JSONL. */
import type {Readable} from 'node:stream'
import {readChunks, type Fields} from './jsonl.ts'
import type {Source} from './inputs.ts'
import {crawlRows} from './crawl/rows.ts'
import {unpack, unpackedIfPacked} from './packing/unpack.ts'

/**
 * The rows of a source, as the bytes of a JSONL file. JSONL comes as it is, all else a line a row.
 *
 * The memory of a chunk may be used again for the next one. What comes from stdin may be packed.
 *
 * @param fields Where rows that are made here have their texts, ids and URLs.
 * @param columns Of Parquet: all, or only those that `fields` names, when the rows go back into Parquet.
 * @throws Error with a system code when the source can't be read; InputError when it is damaged, after the rows before that.
 */
export function openRows(
  source: Source,
  stdin: Readable,
  fields: Fields,
  columns: 'all' | 'named' = 'all',
): AsyncIterable<Buffer> {
  const {kind, path, name, packed, part} = source
  if (path === '-') return unpackedIfPacked(stdin)
  if (kind === 'parquet') return parquetRows(path, fields, columns)
  const chunks = packed ? unpack(readChunks(path), packed) : readChunks(path, kind === 'jsonl', part)
  return kind === 'wet' || kind === 'warc' ? crawlRows(chunks, kind, name, fields) : chunks
}

/** Parquet takes 60 ms to load, which nobody else is to wait for. */
async function* parquetRows(path: string, fields: Fields, columns: 'all' | 'named'): AsyncGenerator<Buffer> {
  const parquet = await import('./parquet/rows.ts')
  yield* parquet.parquetRows(path, fields, columns)
}
