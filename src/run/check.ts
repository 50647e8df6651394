/** Sources → what is found in them, in order. Nothing is written. */
import type {Readable} from 'node:stream'
import type {Source} from '../io/inputs.ts'
import type {Fields} from '../io/jsonl.ts'
import {addReport, noReport, type Report} from '../report.ts'
import type {Crew} from './crew.ts'
import type {Finding, Refusal} from './findings.ts'
import {jobsOf, type Job} from './jobs.ts'
import type {Done, Failure} from './piece.ts'
import {giveBack} from './pieces.ts'
import {inTurn} from './turn.ts'

/** How to check. */
export interface CheckOptions {
  readonly fields: Fields
  /** Is given what is found in the order of the sources, and says what to wait for before there is more. */
  readonly found: (found: Finding | Refusal) => void
  readonly drained: () => Promise<void> | undefined
  /** Is told of every article that failed. */
  readonly failed: (failure: Failure) => void
  readonly signal?: AbortSignal
}

/**
 * Looks through all sources.
 *
 * @param crew Its desks look for findings.
 * @returns The report of a run that would clean them.
 */
export async function check(
  [first, ...others]: readonly Source[],
  crew: Crew,
  {stdin}: {readonly stdin: Readable},
  {fields, found, drained, failed, signal}: CheckOptions,
): Promise<Report> {
  const report = noReport()
  if (!first) return report
  const take = async (done: Done, {piece}: Job): Promise<void> => {
    addReport(report, done.report)
    for (const failure of done.failures) failed(failure)
    for (const line of Buffer.from(done.rows).toString().split('\n'))
      if (line !== '') found(JSON.parse(line) as Finding | Refusal)
    await drained()
    if (piece.kind === 'rows') giveBack(piece)
  }
  // One output for all, which nothing is written to.
  const groups = [{form: 'rows', target: '-', sources: [first, ...others]}] as const
  const jobs = jobsOf({groups: [...groups], record: undefined}, stdin, fields)
  await inTurn(jobs, crew.size, ({piece}) => crew.work(piece), take, signal)
  return report
}
