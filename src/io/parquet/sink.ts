/** Rows back into the Parquet file that they came from: the texts are new, everything else is as it was. */
import type {CompressionCodec, SchemaElement} from 'hyparquet'
import type {Rendering} from '../../model.ts'
import {UsageError} from '../errors.ts'
import {placeOf, type Source} from '../inputs.ts'
import {createRowReader, valueIn, type Fields, type Row} from '../jsonl.ts'
import {createColumnPacker, type PackColumn, type Value} from './column.ts'
import {openParquet, type ParquetFile} from './file.ts'
import {chunksIn, footerWith, groupWith, groupsIn, movedChunk, placeOfChunk} from './footer.ts'
import type {Sink} from '../sink.ts'
import {readStruct, writeStruct, type ThriftStruct} from './thrift.ts'

/** A column whose values may be replaced. */
interface Column {
  readonly name: string
  /** Its place among the leaves of the schema, and so in each row group; `undefined` when it is added. */
  readonly leaf: number | undefined
  readonly isRequired: boolean
}

const magic = Buffer.from('PAR1')
/** Bytes that are copied at a time. */
const copied = 4 << 20

/**
 * A sink that takes the rows of a Parquet file as JSONL, in their order and all of them, and writes the file with the texts
 * that they have now. Rows whose text is no string leave it as it was.
 *
 * All other columns are copied byte for byte, row group by row group. Their indexes and Bloom filters are left out, as what
 * they point to moves. When pages are written as text and there is no column for that, it is added.
 *
 * @param sink Where the file goes. It is closed or discarded with this one.
 * @param fields As for the rows.
 * @param to What pages are written as.
 * @throws UsageError when texts have no column of their own to go to; InputError when the source is damaged.
 */
export async function parquetSink(sink: Sink, source: Source, fields: Fields, to: Rendering): Promise<Sink> {
  const file = await openParquet(source.path)
  try {
    const columns = planColumns(file, source, fields, to)
    return sinkOf(sink, source, file, columns, fields, await createColumnPacker())
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The columns that texts go to. */
function planColumns(file: ParquetFile, source: Source, {text, html}: Fields, to: Rendering): readonly Column[] {
  const has = (field: string) => file.columns.some(({name}) => name === field.split('.')[0])
  const refuse = (field: string, what: string): never => {
    throw new UsageError(
      `Unexpected ${what} "${field}" in "${placeOf(source)}", expected a column of texts: only rows of --out x.jsonl can hold it`,
    )
  }
  const find = (field: string): Column => {
    if (field.includes('.')) return refuse(field, 'field of a column')
    const column = file.columns.find(({name}) => name === field)
    if (column?.type !== 'BYTE_ARRAY' || column.repetition_type === 'REPEATED') return refuse(field, 'column')
    const leaf = leavesBefore(file.metadata.schema, column)
    return {name: field, leaf, isRequired: column.repetition_type === 'REQUIRED'}
  }
  if (to === 'html') return [...new Set([text, html])].filter(has).map(find)
  if (has(text)) return [find(text)]
  if (!has(html)) return []
  return text.includes('.') ? [find(text)] : [{name: text, leaf: undefined, isRequired: false}]
}

/** How many columns without columns in them stand before one. */
const leavesBefore = (schema: readonly SchemaElement[], column: SchemaElement): number =>
  schema.slice(0, schema.indexOf(column)).filter((element) => !element.num_children).length

function sinkOf(
  sink: Sink,
  source: Source,
  file: ParquetFile,
  columns: readonly Column[],
  fields: Fields,
  pack: PackColumn,
): Sink {
  const footer = readStruct(file.footer)
  const groupsBefore = groupsIn(footer)
  const written: ThriftStruct[] = []
  let position = 0
  let isDiscarded = false
  const put = (bytes: Uint8Array): void => {
    // A file that was closed may have given its number to another one.
    if (isDiscarded) throw new Error('Unexpected bytes for a sink that was discarded')
    sink.bytes(bytes)
    position += bytes.length
  }
  put(magic)

  const copyChunk = async (chunk: ThriftStruct): Promise<ThriftStruct> => {
    const to = position
    const {start, length} = placeOfChunk(chunk)
    for (let at = 0; at < length; at += copied) {
      put(await file.read(start + at, Math.min(copied, length - at)))
      await sink.drained()
    }
    return movedChunk(chunk, to - start)
  }

  const writeChunk = ({name, isRequired}: Column, values: readonly Value[], codec: CompressionCodec): ThriftStruct => {
    const to = position
    const {chunk, pages} = pack(name, values, isRequired, codec)
    put(pages)
    return movedChunk(chunk, to - placeOfChunk(chunk).start)
  }

  const writeGroup = async (index: number, group: ThriftStruct, texts: readonly (readonly Value[])[]) => {
    const start = position
    const replaced = await replacements(file, index, columns, texts)
    const codecs = file.metadata.row_groups[index]?.columns.map((column) => column.meta_data?.codec) ?? []
    const chunks: ThriftStruct[] = []
    for (const [leaf, chunk] of chunksIn(group).entries()) {
      const column = columns.find((one) => one.leaf === leaf)
      const values = column && replaced.get(column)
      chunks.push(values ? writeChunk(column, values, codecs[leaf] ?? 'SNAPPY') : await copyChunk(chunk))
    }
    for (const [place, column] of columns.entries())
      if (column.leaf === undefined) chunks.push(writeChunk(column, texts[place] ?? [], codecs[0] ?? 'SNAPPY'))
    const leaves = new Set([...replaced.keys()].flatMap(({leaf}) => (leaf === undefined ? [] : [leaf])))
    written.push(groupWith(group, chunks, start, position, leaves))
  }

  let work: Promise<void> | undefined
  let failure: {readonly error: unknown} | undefined
  const enqueue = (task: () => Promise<void>): void => {
    const done = (work ?? Promise.resolve()).then(task)
    work = done.catch((error: unknown) => {
      failure ??= {error}
    })
  }

  let group = 0
  let rows = 0
  let texts: Value[][] = columns.map(() => [])
  /** Writes the groups that are whole; one without rows is left out. */
  const finishGroups = (): void => {
    for (let size = file.groups[group]; size !== undefined && rows === size; size = file.groups[group]) {
      const [index, before, its] = [group, groupsBefore[group], texts]
      if (size > 0 && before) enqueue(() => writeGroup(index, before, its))
      texts = columns.map(() => [])
      rows = 0
      group++
    }
  }
  const take = (row: Row): void => {
    if (row.kind === 'blank') return
    if (group >= file.groups.length) throw new Error(`Unexpected row ${row.place}, expected those of the source`)
    for (const [place, {name}] of columns.entries()) {
      const value = row.kind === 'article' ? valueIn(row, name) : undefined
      texts[place]?.push(typeof value === 'string' ? Buffer.from(value) : null)
    }
    rows++
    finishGroups()
  }
  finishGroups()

  const reader = createRowReader(source.name, placeOf(source), fields)
  const bytes = (added: Uint8Array): void => {
    for (const row of reader.push(Buffer.from(added.buffer, added.byteOffset, added.byteLength))) take(row)
  }
  const settled = async (): Promise<void> => {
    for (let last = work; last; last = work) {
      await last
      if (work === last) work = undefined
    }
    if (failure) throw failure.error
    await sink.drained()
  }
  return {
    bytes,
    text: (text) => bytes(Buffer.from(text)),
    drained: () => (work ? settled() : sink.drained()),
    async close() {
      for (const row of reader.end()) take(row)
      await settled()
      if (group < file.groups.length) throw new Error('Unexpected end of the rows, expected all of the source')
      const end = writeStruct(footerWith(footer, written, columns.find(({leaf}) => leaf === undefined)?.name))
      const length = Buffer.alloc(4)
      length.writeUInt32LE(end.length)
      for (const part of [end, length, magic]) put(part)
      await file.close()
      await sink.close()
    },
    discard() {
      isDiscarded = true
      sink.discard()
      void (work ?? Promise.resolve()).then(() => file.close())
    },
  }
}

/** The new values of columns that have any: the texts, and where there is none what was there. */
async function replacements(
  file: ParquetFile,
  group: number,
  columns: readonly Column[],
  texts: readonly (readonly Value[])[],
): Promise<ReadonlyMap<Column, readonly Value[]>> {
  const replaced = new Map<Column, readonly Value[]>()
  for (const [place, column] of columns.entries()) {
    const its = texts[place] ?? []
    if (column.leaf === undefined || its.every((text) => text === null)) continue
    const before = (await file.rows(group, [column.name])).map((row) => bytesOr(row[column.name]))
    const isOther = (text: Value, index: number) => text !== null && !equal(text, before[index] ?? null)
    if (its.some(isOther))
      replaced.set(
        column,
        its.map((text, index) => text ?? before[index] ?? null),
      )
  }
  return replaced
}

const bytesOr = (value: unknown): Value => (value instanceof Uint8Array ? value : null)
const equal = (a: Uint8Array, b: Value): boolean => b !== null && Buffer.compare(a, b) === 0
