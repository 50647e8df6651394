/** What people judged on a review page, as documents to learn from. */
import {UsageError} from '../src/io/errors.ts'
import {readMarked} from '../src/io/marked.ts'
import type {Marked} from './shared.ts'

/**
 * Reads files of judgments, in their order. What is judged again counts as it was judged last. A text that is among the marked documents keeps its
 * marks: it was read whole by people who were looking for nothing else, and the floors are measured on it.
 *
 * Says on stderr what is left out, and ends the process with 2 when a file is not as it must be.
 */
export async function readJudgments(paths: readonly string[], gold: readonly Marked[]): Promise<Marked[]> {
  const keyOf = ({id, text}: Pick<Marked, 'id' | 'text'>): string => `${id}\n${text}`
  const known = new Set(gold.map(keyOf))
  const judged = new Map<string, Marked>()
  try {
    for (const path of paths)
      for await (const {place, ...document} of readMarked(path)) {
        const key = keyOf(document)
        if (known.has(key)) console.error(`untail: ${place}: "${document.id}" is a marked document: its marks stay`)
        else judged.set(key, {...document, lang: document.lang ?? '', stratum: 'judgment'})
      }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`untail: ${error.message}`)
    process.exit(2)
  }
  return [...judged.values()]
}
