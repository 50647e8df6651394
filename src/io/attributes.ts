/** The record as attributes of Dolma: what was taken out of a document, as spans beside it. */
import type {ArticleRecord, Removal} from '../model.ts'

/** How the record is written. */
export const recordShapes = ['untail', 'dolma'] as const
export type RecordShape = (typeof recordShapes)[number]

/**
 * A line of the record as a line of an attributes file, with its end. There is one for each document, in their order, as
 * Dolma's mixer reads both files side by side.
 *
 * Removals are `untail__untail__<category>`, what was doubted but kept is `untail__suspects__<category>`: lists of
 * `[start, end, confidence]`, counted in code points as Python counts. They are of the document's text, or of its page when
 * that was cleaned.
 *
 * @throws RangeError when the record counts in something else.
 */
export function dolmaLine({id, offsets, removals, suspects}: ArticleRecord): string {
  if (offsets !== 'code-point') throw new RangeError(`Unexpected offsets in ${offsets}, expected code points`)
  const attributes = {...spansOf('untail__untail__', removals), ...spansOf('untail__suspects__', suspects)}
  return `${JSON.stringify({id, attributes})}\n`
}

type Span = readonly [start: number, end: number, score: number]

function spansOf(prefix: string, stretches: readonly Removal[]): Record<string, readonly Span[]> {
  const spans: Record<string, Span[]> = {}
  for (const {category, start, end, confidence} of stretches)
    (spans[prefix + category] ??= []).push([start, end, confidence])
  return spans
}
