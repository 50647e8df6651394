/** Files of one article each: many at a time, entered in their order. */
import pLimit from 'p-limit'
import {InputError} from '../io/errors.ts'
import {placeOf} from '../io/inputs.ts'
import type {Task} from '../io/outputs.ts'
import {readArticle, writeText} from '../io/text.ts'
import type {Ledger, Settled} from './ledger.ts'

/** So many files a job are started ahead of the one whose turn it is: enough that no job waits, and no more in memory. */
const aheadPerJob = 4

/**
 * Works on many items at a time, and takes the results in the order of the items.
 *
 * @param jobs How many are worked on at a time.
 * @param take Is given every result, and says what to wait for before the next, if anything.
 * @param signal Stops before the next result.
 */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item) => Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  // p-limit keeps a closure for all that it is given (745 MB for a million), so it is given a window.
  const limit = pLimit(jobs)
  const ahead: {item: Item; result: Promise<Result>}[] = []
  let next = 0
  try {
    while (next < items.length || ahead.length > 0) {
      signal?.throwIfAborted()
      for (let item = items[next]; item && ahead.length < jobs * aheadPerJob; item = items[++next]) {
        const result = limit(work, item)
        result.catch(() => undefined) // it is awaited below, when its turn comes
        ahead.push({item, result})
      }
      const turn = ahead.shift()
      if (!turn) return
      await take(await turn.result, turn.item)
    }
  } finally {
    limit.clearQueue()
  }
}

/**
 * Reads, cleans and writes files. One that can't be read or written is entered as failed, and not written.
 *
 * @param jobs How many are read or written at a time; it changes no byte of the output.
 * @param signal Stops before the next file.
 */
export async function cleanTexts(
  tasks: readonly Task[],
  ledger: Ledger,
  jobs: number,
  entered: () => Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const enter = (settled: Settled, {source}: Task) => {
    ledger.enter(settled, placeOf(source))
    return entered()
  }
  await inTurn(tasks, jobs, (task) => cleanText(task, ledger), enter, signal)
}

async function cleanText({source, target}: Task, ledger: Ledger): Promise<Settled> {
  try {
    const settled = ledger.settle(await readArticle(source))
    if (settled.written !== undefined) await writeText(target, settled.written)
    return settled
  } catch (error) {
    if (error instanceof InputError)
      return ledger.failed(source.name, error.message, source.kind === 'html' ? 'html' : 'text')
    throw error
  }
}
