/** Texts → a column chunk of a Parquet file. */
import {brotliCompressSync, gzipSync} from 'node:zlib'
import type {CompressionCodec} from 'hyparquet'
import {ByteWriter, ParquetWriter} from 'hyparquet-writer'
import {gzipLevel} from '../packing/pack.ts'
import {chunksIn, groupsIn, placeOfChunk} from './footer.ts'
import {readStruct, type ThriftStruct} from './thrift.ts'
import {loadZstd} from '../packing/zstd-library.ts'

/** The bytes of a text, or none. */
export type Value = Uint8Array | null

/** A chunk's pages, and its description as if they stood where `placeOfChunk` says. */
export interface PackedColumn {
  readonly chunk: ThriftStruct
  readonly pages: Uint8Array
}

/** @param codec Where it can't be written, it is Snappy. */
export type PackColumn = (
  name: string,
  values: readonly Value[],
  isRequired: boolean,
  codec: CompressionCodec,
) => PackedColumn

/** Readies the codecs. */
export async function createColumnPacker(): Promise<PackColumn> {
  const zstd = await loadZstd()
  const compressors = {
    GZIP: (bytes: Uint8Array) => gzipSync(bytes, {level: gzipLevel}),
    BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes),
    ZSTD: (bytes: Uint8Array) => zstd.compress(bytes),
  }
  const written = new Set<CompressionCodec>(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD'])
  return (name, values, isRequired, codec) => {
    // A file of this one column; its chunk is then taken out of it.
    const writer = new ByteWriter()
    const file = new ParquetWriter({
      writer,
      schema: [
        {name: 'root', num_children: 1},
        {name, type: 'BYTE_ARRAY', repetition_type: isRequired ? 'REQUIRED' : 'OPTIONAL'},
      ],
      codec: written.has(codec) ? codec : 'SNAPPY',
      compressors,
      statistics: false,
    })
    void file.write({
      columnData: [{name, data: [...values], encoding: 'PLAIN', offsetIndex: false}],
      rowGroupSize: values.length,
    })
    void file.finish()
    const bytes = Buffer.from(writer.getBuffer())
    const end = bytes.length - 8
    const footer = readStruct(bytes.subarray(end - bytes.readUInt32LE(end), end))
    const [chunk] = groupsIn(footer).flatMap(chunksIn)
    if (!chunk) throw new Error('Unexpected file without a column, expected the one that was written')
    const {start, length} = placeOfChunk(chunk)
    return {chunk, pages: bytes.subarray(start, start + length)}
  }
}
