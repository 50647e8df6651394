/** The batch: every source cleaned, written and entered in the record, in order. Nothing appears before all is done. */
import {existsSync, rmSync} from 'node:fs'
import {resolve} from 'node:path'
import type {Readable, Writable} from 'node:stream'
import type {Fields} from '../io/jsonl.ts'
import type {Rendering} from '../model.ts'
import {isWithin, type Outputs} from '../io/outputs.ts'
import {addReport, noReport, type Report} from '../report.ts'
import type {Crew} from './crew.ts'
import {tripped, type Guards} from './guards.ts'
import {jobsOf, type Job} from './jobs.ts'
import {NEWLINE, type Done, type Failure} from './piece.ts'
import {giveBack} from './pieces.ts'
import type {Quarantine} from './quarantine.ts'
import type {State, Written} from './state.ts'
import {inTurn} from './turn.ts'
import {openWriting} from './writing.ts'

/** The ends of a run that are no files. */
export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable
}

/** How to run. */
export interface RunOptions {
  /** The names of the fields of rows. */
  readonly fields: Fields
  /** What pages are written as. */
  readonly to: Rendering
  readonly guards: Guards
  /** Keeps what was done for the next run. */
  readonly state?: State
  /** Outputs of sources that the last run read and that are gone are removed. */
  readonly prune: boolean
  readonly quarantine?: Quarantine
  /** Is told of every article that failed. */
  readonly failed: (failure: Failure) => void
  /** Is told after every piece: what was done so far, and how many bytes of sources were read for it. */
  readonly progress: (report: Report, bytes: number) => void
  /** Is asked before anything appears: throws when it may not. */
  readonly check: () => void
  /** Stops the run between two pieces of work; what isn't whole is taken back. */
  readonly signal?: AbortSignal
}

/** What a run came to. */
export interface Result {
  readonly report: Report
  readonly bytes: number
  /** How many sources could not be read, or not to their end. */
  readonly broken: number
  /** Guards that tripped: nothing was replaced. */
  readonly tripped: readonly string[]
  /** Where the new outputs wait then. */
  readonly waiting: readonly string[]
  /** Sources that the last run read and that are gone, and whether their outputs are too. */
  readonly vanished: readonly string[]
  readonly pruned: boolean
}

/**
 * Cleans all sources. The record has one line an article, in the order of the outputs and of the rows in them.
 *
 * All outputs appear under their names when all are whole: a run that breaks off, or that a guard stops, leaves the old ones.
 *
 * @throws UsageError when an output can't be opened; an `Error` with a system code when one can't be written to its end.
 */
export async function run(outputs: Outputs, crew: Crew, streams: Streams, options: RunOptions): Promise<Result> {
  const {state, quarantine, signal} = options
  const writing = await openWriting(outputs, streams.stdout, options)
  const report = noReport()
  let bytes = 0
  let broken = 0
  const take = async (done: Done, job: Job): Promise<void> => {
    addReport(report, done.report)
    bytes += done.read
    if (job.piece.kind === 'failed' || done.failures.some(isCutOff)) broken++
    state?.add(done.entries)
    for (const failure of done.failures) {
      options.failed(failure)
      await quarantine?.add(failure)
    }
    await writing.take(done, job)
    if (job.piece.kind === 'rows') giveBack(job.piece)
    options.progress(report, bytes)
  }
  try {
    await inTurn(jobsOf(outputs, streams.stdin, options.fields), crew.size, (job) => crew.work(job.piece), take, signal)
    await writing.close()
    signal?.throwIfAborted()
    options.check()
  } catch (error) {
    // Pieces are still worked on: files that are written later would be left behind.
    await crew.close()
    writing.discard()
    quarantine?.discard()
    state?.leave(false)
    throw error
  }
  const stopped = tripped(report.all, options.guards)
  await quarantine?.close()
  if (stopped.length > 0) {
    state?.leave(true)
    return {report, bytes, broken, tripped: stopped, waiting: writing.wait(), vanished: [], pruned: false}
  }
  const now = writtenOf(outputs)
  const {vanished, others} = sortOut(state?.before ?? [], now, outputs)
  if (options.prune) for (const {target} of vanished) rmSync(target, {force: true})
  writing.appear()
  state?.close([...now, ...others, ...(options.prune ? [] : vanished)], report.all)
  return {
    report,
    bytes,
    broken,
    tripped: [],
    waiting: [],
    vanished: vanished.map(({source}) => source),
    pruned: options.prune,
  }
}

/** A row that failed and has no end of a line is the last of its source, and the rest of it is missing. */
const isCutOff = ({row}: Failure): boolean => row !== undefined && row.at(-1) !== NEWLINE

/** The outputs in a folder, by their sources. */
const writtenOf = ({groups, folder}: Outputs): Written[] =>
  folder === undefined
    ? []
    : groups.map(({sources: [{name, path}], target}) => ({source: name, path: resolve(path), target: resolve(target)}))

/**
 * What earlier runs have written and this one has not: `vanished` in this folder, for sources that are gone or are written
 * elsewhere now; `others` for sources that this run was not asked to read, and in other folders.
 */
function sortOut(before: readonly Written[], now: readonly Written[], {folder}: Outputs) {
  const targets = new Set(now.map(({target}) => target))
  const read = new Set(now.map(({path}) => path))
  const [vanished, others]: [Written[], Written[]] = [[], []]
  for (const one of before) {
    if (targets.has(one.target)) continue
    const isHere = folder !== undefined && isWithin(one.target, folder)
    if (isHere && (read.has(one.path) || !existsSync(one.path))) vanished.push(one)
    else others.push(one)
  }
  return {vanished, others}
}
