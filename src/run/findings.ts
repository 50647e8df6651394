/** A record → what is found in an article, at places that people and editors go by. */
import {location} from 'vfile-location'
import type {ArticleRow} from '../io/jsonl.ts'
import {offsetsIn, valueSpan} from '../io/splice.ts'
import type {ArticleRecord, Category, Evidence, Form, Suspect} from '../model.ts'
import {readable} from '../readable.ts'

/** Something that would go, or is doubted. */
export interface Finding extends Partial<Place> {
  readonly kind: 'removal' | 'suspect'
  /** What the file is called, `stdin` for stdin. */
  readonly path: string
  readonly id: string
  /** From 1 on. Of rows that stand in no lines of text (of archives and Parquet) the row. */
  readonly line: number
  readonly category: Category
  readonly confidence: number
  /** What stands there as it reads, without the white space around it. */
  readonly text: string
  readonly evidence: readonly Evidence[]
  /** What held a suspect back, when it was a guard. */
  readonly guard?: string
}

/** From the first sign of a stretch to behind its last, from 1 on. Columns count UTF-16 code units. Absent where there is no text file. */
interface Place {
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** An article that would pass as it is, because it can't be cut. */
export interface Refusal {
  readonly kind: 'refused'
  /** `file` or `file:line` */
  readonly place: string
  readonly reason: string
}

/** A stretch of an article → where that is in its file. No stretch may stand before the one asked for last. */
export type Locate = (start: number, end: number) => {readonly line: number} & Partial<Place>

/**
 * Removals, and suspects on request, in the order of the source.
 *
 * @param record Its offsets count UTF-16 code units.
 * @param body The source.
 * @param locate Is asked when something is found.
 */
export function findingsIn(
  {id, form, removals, suspects}: ArticleRecord,
  body: string,
  path: string,
  locate: () => Locate,
  withSuspects: boolean,
): Finding[] {
  const found = [
    ...removals.map((removal): Suspect & Pick<Finding, 'kind'> => ({kind: 'removal', ...removal})),
    ...(withSuspects ? suspects : []).map((suspect) => ({kind: 'suspect' as const, ...suspect})),
  ].toSorted((a, b) => a.start - b.start)
  if (found.length === 0) return []
  const place = locate()
  const read = readerOf(form, body, found)
  return found.map(({kind, start, end, category, confidence, evidence, guard}) => {
    const seen = read(start, end)
    return {
      path,
      id,
      ...place(seen.start, seen.end),
      kind,
      category,
      confidence,
      text: seen.text,
      evidence,
      ...(guard !== undefined && {guard}),
    }
  })
}

/** Places in a file that is the article. A byte order mark is no column. */
export function locateInFile(body: string): Locate {
  const points = location(body)
  const mark = body.startsWith('\uFEFF') ? 1 : 0
  const pointOf = (offset: number) => {
    const {line, column} = points.toPoint(offset)!
    return {line, column: column - (line === 1 ? mark : 0)}
  }
  return (start, end) => {
    const [first, last] = [pointOf(start), pointOf(end)]
    return {...first, endLine: last.line, endColumn: last.column}
  }
}

/**
 * Places in a line of a JSONL file: those of the removed signs in the row's string, however they are escaped.
 *
 * @param field The field that holds the article.
 * @param line The number of the row's line.
 */
export function locateInRow(row: ArticleRow, field: string, line: number): Locate {
  const place = offsetsIn(row.line, valueSpan(row.line, field.split('.'))!.start)
  const mark = row.line.startsWith('\uFEFF') ? 1 : 0
  const columnOf = (offset: number): number => place(offset) + 1 - mark
  return (start, end) => ({line, column: columnOf(start), endLine: line, endColumn: columnOf(end)})
}

/** What is read of a stretch, and where, without the white space around it. */
type Read = (start: number, end: number) => Stretch & {readonly text: string}
interface Stretch {
  readonly start: number
  readonly end: number
}

/** @param stretches All that will be asked for, rising. */
export const readerOf = (form: Form, body: string, stretches: readonly Stretch[]): Read =>
  form === 'html' ? readerOfPage(body, stretches) : readerOfText(body)

function readerOfText(body: string): Read {
  return (start, end) => {
    const stretch = body.slice(start, end)
    const text = stretch.trim()
    const first = start + stretch.indexOf(text)
    return {start: first, end: first + text.length, text}
  }
}

/** Reads a page without its tags. */
function readerOfPage(body: string, stretches: readonly Stretch[]): Read {
  const pieces = readable(
    body,
    stretches.flatMap(({start, end}) => [start, end]),
  )
  let next = 0
  return (start, end) => {
    while (next < pieces.length && pieces[next]!.start < start) next++
    const first = next
    while (next < pieces.length && pieces[next]!.start < end) next++
    const inside = pieces.slice(first, next)
    const words = inside.filter(({text}) => text.trim() !== '')
    // Markup alone is where it is.
    if (words.length === 0) return {start, end, text: ''}
    const text = inside.map(({text: part, opens}) => (opens ? `\n${part}` : part)).join('')
    return {start: words[0]!.start, end: words.at(-1)!.end, text: text.trim()}
  }
}
