/**
 * What earlier runs did, in a folder: `articles.jsonl`, with an entry for every article; `runs/<n>.jsonl`, the same of runs
 * that broke off; `sources.jsonl`, what was read and where it went; `manifest.json`, written last.
 *
 * Entries are appended while the run goes on, so a run that is killed loses the piece it was at and no more. A line that
 * isn't whole is no entry.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {UsageError, systemCode} from '../io/errors.ts'
import {isObject} from '../io/paths.ts'
import {writeWhole} from '../io/sink.ts'
import {indexOf, type Ground, type Index} from './entries.ts'
import type {Counts} from '../report.ts'

/** A source of a run, and what was written for it. */
export interface Written {
  /** Its name, for people, and where it was: an absolute path. */
  readonly source: string
  readonly path: string
  readonly target: string
}

export interface State {
  readonly index: Index
  /** What whole runs read, and wrote to folders. */
  readonly before: readonly Written[]
  /** Keeps entries. */
  add(entries: Uint8Array): void
  /** Makes what was added the state that the next run goes by. */
  close(written: readonly Written[], counts: Counts): void
  /**
   * Leaves what was added for the next run, which goes by it too.
   *
   * @param isWhole All articles are in it: what earlier runs have left is no longer needed.
   */
  leave(isWhole: boolean): void
}

const ARTICLES = 'articles.jsonl'
const RUNS = 'runs'
const SOURCES = 'sources.jsonl'
const MANIFEST = 'manifest.json'

/**
 * Opens a state, or begins one.
 *
 * @param ground What the outcomes of this run depend on, for the manifest.
 * @throws UsageError when the folder can't be made, read or written.
 */
export function openState(folder: string, ground: Ground): State {
  const at = (name: string) => join(folder, name)
  try {
    mkdirSync(at(RUNS), {recursive: true})
    const left = readdirSync(at(RUNS))
      .filter((name) => /^\d+\.jsonl$/.test(name))
      .map((name) => parseInt(name))
      .toSorted((a, b) => a - b)
    const run = (number: number) => at(join(RUNS, `${number}.jsonl`))
    const next = run((left.at(-1) ?? 0) + 1)
    const index = indexOf([at(ARTICLES), ...left.map(run)])
    const before = writtenBefore(at(SOURCES))
    const journal = openSync(next, 'w')
    return {
      index,
      before,
      add: (entries) => {
        writeSync(journal, entries)
      },
      close(written, counts) {
        fsyncSync(journal)
        closeSync(journal)
        renameSync(next, at(ARTICLES))
        for (const number of left) rmSync(run(number))
        writeWhole(at(SOURCES), written.map((one) => `${JSON.stringify(one)}\n`).join(''))
        writeWhole(at(MANIFEST), `${JSON.stringify({...ground, ...counts}, null, 2)}\n`)
      },
      leave(isWhole) {
        closeSync(journal)
        if (isWhole) for (const number of left) rmSync(run(number))
      },
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot open the state "${folder}": ${code}`, {cause: error})
  }
}

function writtenBefore(path: string): Written[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const written = readWritten(line)
    if (written) return [written]
    throw new UsageError(
      `Unexpected content of "${path}" in line ${index + 1}, expected a source and its output: delete the line, and --prune forgets that output`,
    )
  })
}

function readWritten(line: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isWritten = isObject(value) && ['source', 'path', 'target'].every((key) => typeof value[key] === 'string')
    return isWritten ? (value as unknown as Written) : undefined
  } catch {
    return undefined
  }
}
