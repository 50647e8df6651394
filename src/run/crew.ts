/** Workers, each with a desk of its own: pieces go to whoever is free. One that dies costs one article at most. */
import type {Worker} from 'node:worker_threads'
import {halves, joined, type Desk, type Done, type Piece} from './piece.ts'

export interface Crew {
  /** How many pieces are worked on at a time. */
  readonly size: number
  work(piece: Piece): Promise<Done>
  close(): Promise<void>
}

/** What a worker answers to a piece. */
export type Answer = {readonly done: Done} | {readonly error: ErrorParts}

/** An error as it is sent. */
export interface ErrorParts {
  readonly message: string
  readonly stack?: string
  readonly code?: string
}

/** A desk in this thread. */
export const crewOf = (desk: Desk): Crew => ({size: 1, work: desk, close: () => Promise.resolve()})

/**
 * @param start Starts a worker that answers every piece.
 * @param size How many are started at most, each when it is needed first.
 */
export function createCrew(start: () => Worker, size: number): Crew {
  const alive = new Set<Worker>()
  const free: Worker[] = []
  let isClosed = false

  function hired(): Worker {
    const worker = start()
    alive.add(worker)
    worker.once('exit', () => alive.delete(worker))
    return worker
  }

  /** @returns Why the worker died, when it did. */
  async function ask(piece: Piece): Promise<Done | string> {
    const worker = free.pop() ?? hired()
    const answer = await answerOf(worker, piece)
    if (typeof answer === 'string') return answer
    free.push(worker)
    if ('error' in answer) throw Object.assign(new Error(), answer.error)
    return answer.done
  }

  async function work(piece: Piece): Promise<Done> {
    const done = await ask(piece)
    if (typeof done !== 'string') return done
    if (isClosed) throw new Error(done)
    // What has killed it is among these articles. They are done again in halves until it is alone: that one fails.
    const parts = halves(piece)
    if (parts) return joined(await work(parts[0]), await work(parts[1]))
    if (piece.kind === 'failed' || piece.fatal !== undefined) throw new Error(done)
    return work({...piece, fatal: done})
  }

  const close = async (): Promise<void> => {
    isClosed = true
    await Promise.all([...alive].map((worker) => worker.terminate()))
  }
  return {size, work, close}
}

/** The worker's answer, or why it died instead. */
function answerOf(worker: Worker, piece: Piece): Promise<Answer | string> {
  return new Promise((resolve, reject) => {
    const answered = (answer: Answer): void => end(() => resolve(answer))
    const failed = (error: NodeJS.ErrnoException): void =>
      end(() => (error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(TOO_LARGE) : reject(error)))
    const left = (code: number): void =>
      end(() => resolve(`Unexpected end of a worker (exit ${code}), expected it to go on`))
    // One by one: to take all listeners away would take Node's own along, and no answer would come any more.
    const end = (settle: () => void): void => {
      worker.off('message', answered).off('error', failed).off('exit', left)
      settle()
    }
    worker.on('message', answered).on('error', failed).on('exit', left)
    worker.postMessage(piece, [])
  })
}

const TOO_LARGE = 'Unexpected need for memory, expected an article that a worker has room for'
