/** A corpus → what its articles have in common, for a profile. */
import {InputError} from '../io/errors.ts'
import {placeOf, type Source} from '../io/inputs.ts'
import {readArticle} from '../io/text.ts'
import type {Article} from '../model.ts'
import {readRows} from './rows.ts'
import {chunksOf, untilAborted, type RunOptions, type Streams} from './run.ts'
import {inTurn} from './texts.ts'

/** How many articles were looked at, those that failed among them. */
export interface Learned {
  articles: number
  failed: number
}

/**
 * Gives every article of the sources to `add`. The order has no meaning to it.
 *
 * @param add Counts one article, or says why it can't be read: pure and synchronous.
 * @throws Error with a system code when a file can't be read to its end.
 */
export async function learn(
  sources: readonly Source[],
  add: (article: Article) => string | undefined,
  {stdin}: Pick<Streams, 'stdin'>,
  {fields, jobs, report, signal}: Pick<RunOptions, 'fields' | 'jobs' | 'report' | 'signal'>,
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
    sources.filter(({kind}) => kind !== 'jsonl'),
    jobs,
    articleOrReason,
    (read, source) => {
      if (typeof read === 'string') fail(placeOf(source), read)
      else count(read, placeOf(source))
      return undefined
    },
    signal,
  )
  for (const source of sources) {
    if (source.kind !== 'jsonl') continue
    const reason = await readRows(source, untilAborted(chunksOf(source, stdin), signal), fields, (row) => {
      if (row.kind === 'article') count(row.article, row.place)
      else if (row.kind === 'failed') fail(row.place, row.reason)
      return undefined
    })
    if (reason !== undefined) fail(placeOf(source), reason)
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
