/** A corpus → what its articles have in common, for a profile. */
import {InputError} from '../io/errors.ts'
import {isRows, placeOf, type Source} from '../io/inputs.ts'
import type {Fields} from '../io/jsonl.ts'
import {readArticle} from '../io/text.ts'
import type {Article} from '../model.ts'
import {giveBack, rowPieces, rowsIn} from './pieces.ts'
import type {Streams} from './run.ts'
import {inTurn} from './turn.ts'

/** How to read a corpus. */
export interface LearnOptions {
  readonly fields: Fields
  /** How many files are read at a time. */
  readonly jobs: number
  /** Is told of every article that failed. */
  readonly report: (place: string, reason: string) => void
  readonly signal?: AbortSignal
}

/** How many articles were looked at, those that failed among them. */
export interface Learned {
  articles: number
  failed: number
}

/**
 * Gives every article of the sources to `add`. The order has no meaning to it.
 *
 * @param add Counts one article, or says why it can't be read: pure and synchronous.
 */
export async function learn(
  sources: readonly Source[],
  add: (article: Article) => string | undefined,
  {stdin}: Pick<Streams, 'stdin'>,
  {fields, jobs, report, signal}: LearnOptions,
): Promise<Learned> {
  const counts = {articles: 0, failed: 0}
  const fail = (place: string, reason: string): void => {
    counts.articles++
    counts.failed++
    report(place, reason)
  }
  const count = (article: Article, place: string): void => {
    try {
      const reason = add(article)
      if (reason === undefined) counts.articles++
      else fail(place, reason)
    } catch (error) {
      // As in cleaning, a bug costs one article and not the others.
      fail(place, `Unexpected error while learning: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await inTurn(
    sources.filter((source) => !isRows(source)),
    jobs,
    articleOrReason,
    (read, source) => {
      if (typeof read === 'string') fail(placeOf(source), read)
      else count(read, placeOf(source))
      return undefined
    },
    signal,
  )
  for (const source of sources.filter(isRows))
    for await (const piece of rowPieces(source, stdin, fields)) {
      signal?.throwIfAborted()
      if (piece.kind === 'failed') {
        fail(piece.place, piece.reason)
        continue
      }
      for (const row of rowsIn(piece, fields))
        if (row.kind === 'article') count(row.article, row.place)
        else if (row.kind === 'failed') fail(row.place, row.reason)
      giveBack(piece)
    }
  return counts
}

async function articleOrReason(source: Source): Promise<Article | string> {
  try {
    return await readArticle(source)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}
