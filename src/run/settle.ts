/** One article of a run: cleaned, or carried over from an earlier run. */
import {cut} from '../cut.ts'
import type {Article, ArticleRecord, Form, Outcome, Rendering} from '../model.ts'
import {failedRecord, recordOf} from '../record.ts'
import {renderer} from '../render.ts'
import {entryText, keyOf, type Carried, type Ground} from './entries.ts'

/** Cleans one article: pure and synchronous. */
export type Clean = (article: Article) => Outcome

/** An article that is done, with what is to be written. */
export interface Settled {
  readonly record: ArticleRecord
  /** The record as it is written. */
  readonly line: string
  /** `undefined` when the article failed. */
  readonly written: string | undefined
  /** What the state keeps of it. What failed is tried again next time. */
  readonly entry?: string
}

export interface Settler {
  readonly settle: (article: Article) => Settled
  /** An article that failed. */
  readonly failed: (id: string, reason: string, form: Form) => Settled
}

/** Whether a page is written as something else than a page. */
export const isRendered = (form: Form, to: Rendering): to is Exclude<Rendering, 'html'> =>
  form === 'html' && to !== 'html'

/**
 * @param clean A bug in it costs one article: that fails, and says so.
 * @param lineOf How a record is written. It may fail: a record can grow longer than a string may be.
 * @param hasState Entries for a state are wanted.
 * @param carried What earlier runs did.
 */
export async function createSettler(
  clean: Clean,
  ground: Ground,
  lineOf: (record: ArticleRecord) => string,
  hasState: boolean,
  carried?: Carried,
): Promise<Settler> {
  const {rules, offsets, to} = ground
  const render = await renderer(to)

  function failed(id: string, reason: string, form: Form): Settled {
    const record = failedRecord(id, reason, rules, offsets, form)
    return {record, line: lineOf(record), written: undefined}
  }

  function cleaned(article: Article, key: string | undefined): Settled {
    const outcome = clean(article)
    if (outcome.status === 'failed') return failed(article.id, outcome.reason ?? '', article.form)
    const written = render(outcome, article)
    const rendered = isRendered(article.form, to) ? {as: to, text: written} : undefined
    const record = recordOf(article, outcome, rules, offsets, rendered)
    const line = lineOf(record)
    if (key === undefined) return {record, line, written}
    // A cut by the record gives all else again.
    const isKept = rendered !== undefined || offsets !== 'utf-16'
    return {record, line, written, entry: entryText(key, isKept ? {record, written} : {record})}
  }

  return {
    failed,
    settle(article) {
      try {
        const key = hasState ? keyOf(article, ground) : undefined
        const entry = key === undefined ? undefined : carried?.(key)
        if (key === undefined || !entry) return cleaned(article, key)
        const {record, written = cut(article.body, record.removals)} = entry
        return {record, line: lineOf(record), written, entry: entryText(key, entry)}
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return failed(article.id, `Unexpected error while cleaning: ${message}`, article.form)
      }
    },
  }
}
