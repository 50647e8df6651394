/** A line of the record, and its article where that is there → what the page shows. */
import {paste} from '../cut.ts'
import {fromUnit, inUtf16} from '../offsets.ts'
import type {Article, ArticleRecord, Category, Removal, Suspect} from '../model.ts'
import {siteOf} from '../profile.ts'
import {sha256} from '../record.ts'
import type {ArticleData, Entry, Mark} from './data.ts'
import {readable} from '../readable.ts'

/** There is something to look at: something went, was doubted, or kept the article from being cleaned. */
export const isShown = ({status, suspects}: ArticleRecord): boolean => status !== 'clean' || suspects.length > 0

/** Removed characters by category, in the unit of the record. */
export function removedIn({removals}: ArticleRecord): Partial<Record<Category, number>> {
  const removed: Partial<Record<Category, number>> = {}
  for (const {category, start, end} of removals) removed[category] = (removed[category] ?? 0) + end - start
  return removed
}

/** An article in the list. */
export function entryOf(line: ArticleRecord, article?: Article): Entry {
  const {id, form, status, source, removals, suspects} = line
  return {
    id,
    site: article ? siteOf(article) : '',
    ...(article?.title !== undefined && {title: article.title}),
    form,
    status,
    characters: source?.length ?? 0,
    removed: removedIn(line),
    ...(removals.length > 0 && {least: Math.min(...removals.map(({confidence}) => confidence))}),
    suspects: suspects.map(({category}) => category),
  }
}

/**
 * The source that a line of the record is of: the article itself, or, of a clean one, what it was.
 *
 * @returns `undefined` when it is neither.
 */
export function sourceOf(line: ArticleRecord, {body}: Article): string | undefined {
  const digest = sha256(body)
  if (digest === line.source?.sha256) return body
  if (digest !== line.clean?.sha256) return undefined
  const source = paste(body, fromUnit(line.offsets, body, line.removals))
  return sha256(source) === line.source?.sha256 ? source : undefined
}

/** An article as it is shown, in whole where its source is there. */
export function dataOf(line: ArticleRecord, body?: string, article?: Article): ArticleData {
  const {reason, form, offsets, removals, suspects} = line
  const placed = (stretches: readonly Suspect[]) => (body === undefined ? stretches : inUtf16(offsets, body, stretches))
  const marks = [
    ...placed(removals).map((removal) => markOf('removal', removal, body === undefined)),
    ...placed(suspects).map((suspect) => markOf('suspect', suspect, body === undefined)),
  ].toSorted((a, b) => a.start - b.start)
  const cuts = marks.flatMap(({start, end}) => [start, end])
  return {
    ...(article?.language !== undefined && {language: article.language}),
    ...(reason !== undefined && {reason}),
    ...(body !== undefined && {body}),
    ...(body !== undefined && form === 'html' && {shown: readable(body, cuts)}),
    marks,
  }
}

function markOf(kind: Mark['kind'], stretch: Removal & Suspect, hasText: boolean): Mark {
  const {text, ...mark} = stretch
  return {kind, ...mark, ...(hasText && {text})}
}
