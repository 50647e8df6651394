/** The worker's end of a crew: a piece comes, what it comes to goes back. */
import {parentPort} from 'node:worker_threads'
import {systemCode} from '../io/errors.ts'
import type {Answer} from './crew.ts'
import type {Desk, Piece} from './piece.ts'

/** Answers every piece that comes from the thread that started this one. */
export function serve(desk: Desk): void {
  parentPort?.on('message', (piece: Piece) => {
    desk(piece).then(
      (done) => send({done}, [done.rows.buffer, done.record.buffer, done.entries.buffer]),
      (error: unknown) => send({error: inParts(error)}),
    )
  })
}

const send = (answer: Answer, transferred: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(answer, transferred)

/** An error loses all but its words when it is sent. */
function inParts(error: unknown) {
  const {message, stack} = error instanceof Error ? error : new Error(String(error))
  const code = systemCode(error)
  return {message, ...(stack !== undefined && {stack}), ...(code !== undefined && {code})}
}
