/** What a run has done so far: the record, line by line, and the counts. */
import type {Article, ArticleRecord, Category, Form, Outcome, Rendering} from '../model.ts'
import {failedRecord, recordOf} from '../record.ts'
import type {Render} from '../render.ts'
import type {Unit} from '../offsets.ts'
import type {Sink} from '../io/sink.ts'

/** The counts of a run. Characters are UTF-16 code units. */
export interface Counts {
  articles: number
  clean: number
  cleaned: number
  refused: number
  failed: number
  /** In the bodies that were read. */
  characters: number
  /** Taken out, by category. */
  removed: Partial<Record<Category, number>>
}

/** Cleans one article: pure and synchronous. */
export type Clean = (article: Article) => Outcome

/** An article that was read and cleaned, with its line of the record. */
export interface Settled {
  readonly record: ArticleRecord
  /** What is to be written, or `undefined` when the article failed. */
  readonly written: string | undefined
  /** The length of the source. */
  readonly characters: number
  /** What was taken out, by category. */
  readonly removed: readonly {readonly category: Category; readonly text: string}[]
}

/** Enters articles in their order. */
export interface Ledger {
  readonly counts: Counts
  /** Cleans an article without entering it. */
  settle(article: Article): Settled
  /** An article that failed, without entering it. */
  failed(id: string, reason: string, form?: Form): Settled
  /** @param place Where the article stands, for people: it is named when the article failed. */
  enter(settled: Settled, place: string): void
}

/**
 * @param rules The digest of the rules, for the record.
 * @param unit What the record counts offsets in.
 * @param to What pages are written as, and how.
 * @param record Where its lines go, when it goes anywhere.
 * @param report Is told of every article that failed.
 */
export function createLedger(
  clean: Clean,
  rules: string,
  unit: Unit,
  {to, render}: {to: Rendering; render: Render},
  record: Sink | undefined,
  report: (place: string, reason: string) => void,
): Ledger {
  const counts: Counts = {articles: 0, clean: 0, cleaned: 0, refused: 0, failed: 0, characters: 0, removed: {}}
  const failed = (id: string, reason: string, form: Form = 'text'): Settled => ({
    record: failedRecord(id, reason, rules, unit, form),
    written: undefined,
    characters: 0,
    removed: [],
  })
  return {
    counts,
    failed,
    settle(article) {
      try {
        const outcome = clean(article)
        if (outcome.status === 'failed') return failed(article.id, outcome.reason ?? '', article.form)
        const text = render(outcome, article)
        const written = article.form === 'text' || to === 'html' ? undefined : {as: to, text}
        return {
          record: recordOf(article, outcome, rules, unit, written),
          written: text,
          characters: article.body.length,
          removed: outcome.removals,
        }
      } catch (error) {
        // A bug in a signal must not cost the other ten million articles: this one fails, and says so.
        return failed(
          article.id,
          `Unexpected error while cleaning: ${error instanceof Error ? error.message : String(error)}`,
          article.form,
        )
      }
    },
    enter(settled, place) {
      counts.articles++
      counts[settled.record.status]++
      counts.characters += settled.characters
      for (const {category, text} of settled.removed)
        counts.removed[category] = (counts.removed[category] ?? 0) + text.length
      record?.text(JSON.stringify(settled.record))
      record?.text('\n')
      if (settled.record.status === 'failed') report(place, settled.record.reason ?? '')
    },
  }
}
