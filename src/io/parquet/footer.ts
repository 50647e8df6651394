/** The footer of a Parquet file, as far as its columns move to other places. Numbers of fields are those of parquet.thrift. */
import {InputError} from '../errors.ts'
import {
  integer,
  integerAt,
  list,
  struct,
  structAt,
  structsAt,
  text,
  textAt,
  withFields,
  type ThriftStruct,
} from './thrift.ts'

const footerFields = {schema: 2, groups: 4, keyValues: 5, orders: 7} as const
const groupFields = {columns: 1, totalSize: 2, sorting: 4, offset: 5, compressedSize: 6} as const
const chunkFields = {path: 1, offset: 2, metadata: 3, encryption: 8, encrypted: 9} as const
const columnFields = {uncompressed: 6, compressed: 7, data: 9, index: 10, dictionary: 11} as const
/** Indexes and Bloom filters stand elsewhere in the file and hold places in it: they are left out, as they may be. */
const withoutIndexes = {4: undefined, 5: undefined, 6: undefined, 7: undefined}
const withoutBloom = {14: undefined, 15: undefined}

const [i32, i64] = [5, 6] as const
const structType = 12

/** What describes all columns and would be wrong with one more: readers believe it. */
const descriptions = new Set(['ARROW:schema', 'pandas', 'huggingface'])

export const groupsIn = (footer: ThriftStruct): readonly ThriftStruct[] => structsAt(footer, footerFields.groups)
export const chunksIn = (group: ThriftStruct): readonly ThriftStruct[] => structsAt(group, groupFields.columns)

/**
 * Where the pages of a column chunk stand.
 *
 * @throws InputError when they are encrypted, or in another file.
 */
export function placeOfChunk(chunk: ThriftStruct): {readonly start: number; readonly length: number} {
  const metadata = structAt(chunk, chunkFields.metadata)
  if (chunk.fields.has(chunkFields.encryption) || chunk.fields.has(chunkFields.encrypted))
    throw new InputError('Unexpected encrypted column, expected Parquet that can be read')
  if (chunk.fields.has(chunkFields.path))
    throw new InputError('Unexpected column in another file, expected Parquet that is one file')
  const data = metadata && integerAt(metadata, columnFields.data)
  const length = metadata && integerAt(metadata, columnFields.compressed)
  if (!metadata || data === undefined || length === undefined)
    throw new InputError('Unexpected column without a place in the file, expected Parquet that can be read')
  const dictionary = integerAt(metadata, columnFields.dictionary) ?? 0n
  return {start: Number(dictionary > 0n && dictionary < data ? dictionary : data), length: Number(length)}
}

/** A column chunk whose pages stand `distance` bytes further on. */
export function movedChunk(chunk: ThriftStruct, distance: number): ThriftStruct {
  const metadata = structAt(chunk, chunkFields.metadata) ?? struct([])
  const moved = (field: number) => {
    const offset = integerAt(metadata, field)
    return offset === undefined || offset <= 0n ? {} : {[field]: integer(i64, offset + BigInt(distance))}
  }
  const {start} = placeOfChunk(chunk)
  return withFields(chunk, {
    ...withoutIndexes,
    [chunkFields.offset]: integer(i64, start + distance),
    [chunkFields.metadata]: withFields(metadata, {
      ...withoutBloom,
      ...moved(columnFields.data),
      ...moved(columnFields.index),
      ...moved(columnFields.dictionary),
    }),
  })
}

/** A row group of other chunks, from `start` to `end` of the file. What it is sorted by is left out when that was replaced. */
export function groupWith(
  group: ThriftStruct,
  chunks: readonly ThriftStruct[],
  start: number,
  end: number,
  replaced: ReadonlySet<number>,
): ThriftStruct {
  const size = chunks.reduce((sum, chunk) => {
    const metadata = structAt(chunk, chunkFields.metadata)
    return sum + ((metadata && integerAt(metadata, columnFields.uncompressed)) ?? 0n)
  }, 0n)
  const sorting = structsAt(group, groupFields.sorting).map((column) => Number(integerAt(column, 1)))
  return withFields(group, {
    [groupFields.columns]: list(structType, chunks),
    [groupFields.totalSize]: integer(i64, size),
    [groupFields.offset]: integer(i64, start),
    [groupFields.compressedSize]: integer(i64, end - start),
    ...(sorting.some((leaf) => replaced.has(leaf)) && {[groupFields.sorting]: undefined}),
  })
}

/** A footer of other row groups, and with one more column of texts behind the others when `added` names one. */
export function footerWith(
  footer: ThriftStruct,
  groups: readonly ThriftStruct[],
  added: string | undefined,
): ThriftStruct {
  const regrouped = withFields(footer, {[footerFields.groups]: list(structType, groups)})
  if (added === undefined) return regrouped
  const [root = struct([]), ...elements] = structsAt(footer, footerFields.schema)
  const children = 5
  const keyValues = structsAt(footer, footerFields.keyValues).filter((pair) => !descriptions.has(textAt(pair, 1) ?? ''))
  const orders = structsAt(footer, footerFields.orders)
  return withFields(regrouped, {
    [footerFields.schema]: list(structType, [
      withFields(root, {[children]: integer(i32, (integerAt(root, children) ?? 0n) + 1n)}),
      ...elements,
      textElement(added),
    ]),
    [footerFields.keyValues]: keyValues.length > 0 ? list(structType, keyValues) : undefined,
    ...(orders.length > 0 && {
      [footerFields.orders]: list(structType, [...orders, struct([[1, struct([])]])]),
    }),
  })
}

/** An optional column of texts in the schema. */
const textElement = (name: string): ThriftStruct => {
  const [byteArray, optional, utf8] = [6, 1, 0]
  return struct([
    [1, integer(i32, byteArray)],
    [3, integer(i32, optional)],
    [4, text(name)],
    [6, integer(i32, utf8)],
    [10, struct([[1, struct([])]])],
  ])
}
