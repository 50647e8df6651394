/** Looks for words in the texts, chunk by chunk: the page goes on in between. */
import {isIn} from './filters.ts'
import type {Store} from './store.ts'

export interface Search {
  /** The articles that have the words, as far as has been looked. */
  readonly found: ReadonlySet<number>
  /** The share of the chunks that have been looked through; 1 when all, or when there is nothing to look for. */
  readonly done: number
  readonly stop: () => void
}

/** Shorter words than this are in nearly every text. */
const SHORTEST = 2

/** @param onProgress Called after each chunk. */
export function startSearch(store: Store, words: string, onProgress: () => void): Search {
  const found = new Set<number>()
  const stop = new AbortController()
  let next = words.length < SHORTEST ? store.chunks : 0
  const look = async (): Promise<void> => {
    while (next < store.chunks && !stop.signal.aborted) {
      // What can't be read has nothing that is found; it is named when it is opened.
      const articles = await store.chunk(next).catch(() => [])
      for (const [at, article] of articles.entries()) if (isIn(words, article)) found.add(next * store.index.chunk + at)
      next++
      if (!stop.signal.aborted) onProgress()
      // Unpacking alone may never leave room for what people do.
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  void look()
  return {
    found,
    get done() {
      return store.chunks > 0 ? next / store.chunks : 1
    },
    stop: () => stop.abort(),
  }
}
