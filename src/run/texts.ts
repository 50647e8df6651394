/** `.txt` files: many at a time, entered in their order. */
import pLimit from 'p-limit'
import {InputError} from '../io/errors.ts'
import {placeOf} from '../io/inputs.ts'
import type {Task} from '../io/outputs.ts'
import {readText, writeText} from '../io/text.ts'
import type {Ledger, Settled} from './ledger.ts'

/** So many files a job are started ahead of the one whose turn it is: enough that no job waits, and no more in memory. */
const aheadPerJob = 4

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
  // p-limit keeps a closure for all that it is given (745 MB for a million), so it is given a window.
  const limit = pLimit(jobs)
  const ahead: {task: Task; settled: Promise<Settled>}[] = []
  let next = 0
  try {
    while (next < tasks.length || ahead.length > 0) {
      signal?.throwIfAborted()
      for (let task = tasks[next]; task && ahead.length < jobs * aheadPerJob; task = tasks[++next]) {
        const settled = limit(cleanText, task, ledger)
        settled.catch(() => undefined) // it is awaited below, when its turn comes
        ahead.push({task, settled})
      }
      const turn = ahead.shift()
      if (!turn) return
      ledger.enter(await turn.settled, placeOf(turn.task.source))
      await entered()
    }
  } finally {
    limit.clearQueue()
  }
}

async function cleanText({source, target}: Task, ledger: Ledger): Promise<Settled> {
  try {
    const settled = ledger.settle(await readText(source.path, source.name))
    if (settled.clean !== undefined) await writeText(target, settled.clean)
    return settled
  } catch (error) {
    if (error instanceof InputError) return ledger.failed(source.name, error.message)
    throw error
  }
}
