/** Rows in the shapes that search engines and corpus tools take. */
import {hash} from 'node:crypto'
import type {Fields} from './jsonl.ts'
import {isObject, valueAt, withoutValue, type JsonObject} from './paths.ts'

export const shapes = ['jsonl', 'pipe', 'es-bulk', 'opensearch', 'meilisearch', 'typesense', 'datatrove'] as const
export type Shape = (typeof shapes)[number]

/**
 * The lines for a row, with their ends. Pure.
 *
 * @param row The row as it is to be, its clean text in it.
 * @param id What the article is called, also when its row does not say.
 */
export type ShapeRow = (row: JsonObject, id: string) => string

/** The longest `_id` of Elasticsearch and OpenSearch, in bytes of UTF-8. */
const longestId = 512
/** What Meilisearch takes as a primary key: up to 511 bytes, all of them of these letters. */
const meilisearchKey = /^[\w-]{1,511}$/

/**
 * How rows are written.
 *
 * - `jsonl`: as they are.
 * - `pipe`: as they are, but without raw CR and TAB; see `pipe.ts`.
 * - `es-bulk`, `opensearch`: for `_bulk`, a line that says what to do and one with the document.
 * - `meilisearch`: the primary key is `id`. One that Meilisearch would refuse becomes a hash, and is kept as `source_id`.
 * - `typesense`: for `documents/import`, `id` is a string.
 * - `datatrove`: `text` (or the page), `id`, and all else as `metadata`.
 *
 * A row that failed has no article to index: it is not given to these, but for `jsonl` and `pipe`.
 *
 * @param index Where Elasticsearch and OpenSearch put the documents; without it the request has to say.
 */
export const shapeOf = (shape: Shape, fields: Fields, index?: string): ShapeRow => makers[shape](fields, index)

const bulk =
  (_: Fields, index: string | undefined): ShapeRow =>
  (row, id) => {
    const isTooLong = id === '' || Buffer.byteLength(id) > longestId
    const action = {...(index !== undefined && {_index: index}), _id: isTooLong ? digest(id) : id}
    // A document that names its own `_id` is refused.
    return line({index: action}) + line(withoutValue(row, ['_id']))
  }

const makers: Readonly<Record<Shape, (fields: Fields, index: string | undefined) => ShapeRow>> = {
  jsonl: () => line,
  pipe: () => line,
  'es-bulk': bulk,
  opensearch: bulk,
  meilisearch: () => (row, id) => line(keyed(row, id, meilisearchKey.test(id) ? id : digest(id).slice(0, 32))),
  typesense: () => (row, id) => line(keyed(row, id, id === '' ? digest(id) : id)),
  datatrove: (fields) => (row, id) => line(documentOf(row, id, fields)),
}

/** A row whose `id` is `key`. What stood there, or else the id, is kept as `source_id` when it is another. */
function keyed(row: JsonObject, id: string, key: string): JsonObject {
  const {id: own, ...rest} = row
  const source = own ?? id
  const isSame = source === key || (typeof source === 'number' && String(source) === key)
  return {id: key, ...rest, ...(!isSame && {source_id: source})}
}

/** A document of datatrove, whose readers take other keys for metadata, and whose writers write it as such. */
function documentOf(row: JsonObject, id: string, {text, html, id: named}: Fields): JsonObject {
  const field = (typeof valueAt(row, text.split('.')) === 'string' ? text : html).split('.')
  const {media, metadata, ...rest} = withoutValue(withoutValue(row, field), named.split('.'))
  return {
    text: valueAt(row, field),
    id,
    ...(media !== undefined && {media}),
    metadata: {...(isObject(metadata) ? metadata : metadata === undefined ? {} : {metadata}), ...rest},
  }
}

const line = (value: JsonObject): string => `${JSON.stringify(value)}\n`
const digest = (id: string): string => hash('sha256', id)
