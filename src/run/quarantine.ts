/** Inputs that failed, in a folder of their own with the reasons: to look at, to mend, to clean again. */
import {copyFileSync, mkdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {systemCode} from '../io/errors.ts'
import {appear, discard, fileSink, type FileSink, type Waiting} from '../io/sink.ts'
import type {Failure} from './piece.ts'

export interface Quarantine {
  add(failure: Failure): Promise<void>
  /** Everything appears. */
  close(): Promise<void>
  discard(): void
}

const REASONS = 'reasons.jsonl'

/**
 * Files are copied under their names; rows that failed stand in `<name>.rows.jsonl`, as they came. `reasons.jsonl` says why, in
 * the order of the run; it is of the last run alone, and so are the files that it names.
 *
 * @throws UsageError when the folder can't be written.
 */
export function openQuarantine(folder: string): Quarantine {
  const reasons = fileSink(join(folder, REASONS))
  const closed: Waiting[] = []
  let rows: {readonly name: string; readonly sink: FileSink} | undefined
  async function finish(): Promise<void> {
    await rows?.sink.close()
    if (rows) closed.push(rows.sink.file)
    rows = undefined
  }
  return {
    async add({id, name, place, reason, row, path}) {
      reasons.text(`${JSON.stringify({id, source: name, place, reason})}\n`)
      if (path !== undefined) copy(path, join(folder, name))
      if (!row) return
      if (rows?.name !== name) {
        await finish()
        rows = {name, sink: fileSink(join(folder, `${name}.rows.jsonl`))}
      }
      rows.sink.bytes(row)
    },
    async close() {
      await finish()
      await reasons.close()
      for (const file of [...closed, reasons.file]) appear(file)
    },
    discard() {
      rows?.sink.discard()
      reasons.discard()
      closed.forEach(discard)
    },
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), {recursive: true})
  try {
    copyFileSync(from, to)
  } catch (error) {
    // What can't be read can't be copied: its reason says so.
    if (systemCode(error) === undefined) throw error
  }
}
