/** Many at a time, and yet in order. */
import pLimit from 'p-limit'

/**
 * Works on many items at a time, and takes the results in the order of the items.
 *
 * @param jobs How many are worked on at a time. As many again are asked for ahead, so that no job waits for its item.
 * @param take Is given every result, and says what to wait for before the next, if anything.
 * @param signal Stops before the next result.
 */
export async function inTurn<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  jobs: number,
  work: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item) => Promise<void> | undefined,
  signal?: AbortSignal,
): Promise<void> {
  // p-limit keeps a closure for all that it is given (745 MB for a million), so it is given a window.
  const limit = pLimit(jobs)
  const ahead: {item: Item; result: Promise<Result>}[] = []
  const turn = async (): Promise<void> => {
    signal?.throwIfAborted()
    const next = ahead.shift()
    if (next) await take(await next.result, next.item)
  }
  try {
    for await (const item of items) {
      signal?.throwIfAborted()
      const result = limit(work, item)
      result.catch(() => undefined) // it is awaited when its turn comes
      ahead.push({item, result})
      if (ahead.length >= 2 * jobs) await turn()
    }
    while (ahead.length > 0) await turn()
  } finally {
    limit.clearQueue()
  }
}
