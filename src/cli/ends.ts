/** How a run begins and ends: what it locks, and what it says of itself when all is done. */
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {workFolder, type Outputs} from '../io/outputs.ts'
import {besideOf, writeWhole} from '../io/sink.ts'
import {lastSuccessIn, metricsText} from '../metrics.ts'
import type {Result} from '../run/run.ts'
import {exitCodes} from './surroundings.ts'

/** What is said of a run. */
export type Ended = Pick<Result, 'report' | 'bytes' | 'tripped'>

/**
 * The exit code of a run that came to its end.
 *
 * @param failed What counts as failed. Default: articles.
 */
export const codeOf = ({tripped, report}: Ended, failed = report.all.failed): number =>
  tripped.length > 0 ? exitCodes.guarded : failed > 0 ? exitCodes.someFailed : exitCodes.done

/** One run at a time writes an output, and one goes by a state. */
export function locksOf(
  {target, folder, record}: {readonly target?: string | undefined} & Pick<Outputs, 'folder' | 'record'>,
  state?: string,
): (readonly [path: string, what: string])[] {
  const file = target === '-' ? record : target
  const locks: (readonly [string, string])[] = []
  if (folder !== undefined) locks.push([join(workFolder(folder), 'lock'), `the output "${folder}"`])
  else if (file !== undefined && file !== '-' && (statSync(file, {throwIfNoEntry: false})?.isFile() ?? true))
    locks.push([besideOf(file, 'lock'), `the output "${file}"`])
  if (state !== undefined) locks.push([join(state, 'lock'), `the state "${state}"`])
  return locks
}

/** @param result `undefined` when the run broke off. */
export function writeMetrics(path: string, result: Ended | undefined, code: number, seconds: number): void {
  const ended = Math.round(Date.now() / 1000)
  const isReplaced = code === exitCodes.done || code === exitCodes.someFailed
  const lastSuccess = isReplaced ? ended : existsSync(path) ? lastSuccessIn(readFileSync(path, 'utf8')) : undefined
  const facts = {code, ended, seconds, bytes: result?.bytes ?? 0, guardsTripped: result?.tripped.length ?? 0}
  writeWhole(path, metricsText(result?.report, {...facts, ...(lastSuccess !== undefined && {lastSuccess})}))
}
