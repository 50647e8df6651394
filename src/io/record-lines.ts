/** A record → its lines. */
import type {ArticleRecord} from '../model.ts'
import {units} from '../offsets.ts'
import {UsageError} from './errors.ts'
import {readObjects} from './objects.ts'
import {isObject} from './paths.ts'

/** The lines of a record, one at a time. */
export type RecordLines = AsyncGenerator<ArticleRecord, void, undefined>

/**
 * Reads a record, packed or not, in its own order.
 *
 * @throws UsageError when it can't be read, or a line of it is none; the place is named.
 */
export async function* readRecord(path: string): RecordLines {
  // Its lines hold no text, so the status is read in the text's place.
  for await (const {article, named, place} of readObjects(path, 'status', 'the record')) {
    const line: unknown = article.rest
    if (!named || !isRecord(line)) throw new UsageError(`${place}: Unexpected object, expected a line of a record`)
    yield line
  }
}

function isRecord(value: unknown): value is ArticleRecord {
  if (!isObject(value)) return false
  const {offsets, rules, removals, suspects} = value
  return units.some((unit) => unit === offsets) && typeof rules === 'string' && areCuts(removals) && areCuts(suspects)
}

const areCuts = (list: unknown): boolean => Array.isArray(list) && list.every(isCut)

const isCut = (value: unknown): boolean =>
  isObject(value) &&
  ['start', 'end', 'confidence'].every((key) => typeof value[key] === 'number') &&
  ['category', 'text'].every((key) => typeof value[key] === 'string') &&
  Array.isArray(value['evidence'])
