/** What a run writes. It waits under other names until all is whole, and then appears. */
import {rmSync} from 'node:fs'
import type {Writable} from 'node:stream'
import {stageOf, type Group, type Outputs} from '../io/outputs.ts'
import {openGroup, openOutput, type Output} from '../io/open.ts'
import {appear, appearInFolder, discard, leaveBeside, type Waiting} from '../io/sink.ts'
import type {Job} from './jobs.ts'
import {partsOf} from '../io/inputs.ts'
import type {Fields} from '../io/jsonl.ts'
import type {Rendering} from '../model.ts'
import type {Done, Piece} from './piece.ts'

export interface Writing {
  /** Takes what a piece came to, in the order of the outputs. */
  take(done: Done, job: Job): Promise<void>
  /** Everything is whole. */
  close(): Promise<void>
  /** Everything appears: outputs, then the record. */
  appear(): void
  /** Nothing appears, but stays where it can be looked at. */
  wait(): string[]
  /** Takes everything back. */
  discard(): void
}

/** @throws UsageError when the record can't be opened. */
export async function openWriting(
  {folder, record: recordPath}: Outputs,
  stdout: Writable,
  {fields, to}: {readonly fields: Fields; readonly to: Rendering},
): Promise<Writing> {
  // What a killed run has left, or a guard.
  if (folder !== undefined) rmSync(stageOf(folder), {recursive: true, force: true})
  const record = recordPath === undefined ? undefined : await openOutput(recordPath, stdout, partsOf(recordPath).packed)
  const closed: Waiting[] = []
  const staged: Waiting[] = []
  let current: {readonly group: Group; readonly output: Output} | undefined

  async function finish(): Promise<void> {
    if (!current) return
    const {output} = current
    await output.close()
    if (output.file) closed.push(output.file)
    current = undefined
  }

  async function outputOf(group: Group): Promise<Output> {
    if (current?.group === group) return current.output
    await finish()
    const output = await openGroup(group, stdout, fields, to)
    current = {group, output}
    return output
  }
  const rowFiles = (): Waiting[] => [...closed, ...(record?.file ? [record.file] : [])]
  const clear = (): void => {
    if (folder !== undefined) rmSync(stageOf(folder), {recursive: true, force: true})
  }

  return {
    async take(done, {piece, group}) {
      record?.bytes(done.record)
      if (piece.kind === 'files' && piece.into === 'files') {
        for (const [index, {target}] of piece.tasks.entries())
          if (target && done.staged[index]) staged.push({temporary: target.staged, target: target.path})
      } else if (piece.kind === 'failed' && group.form === 'parquet') {
        // There is no Parquet of a part of its rows.
        current?.output.discard()
        current = undefined
      } else if (isWritten(piece, done)) {
        const output = await outputOf(group)
        output.bytes(done.rows)
        await output.drained()
      }
      await record?.drained()
    },
    async close() {
      await finish()
      await record?.close()
    },
    appear() {
      for (const file of staged) appearInFolder(file)
      rowFiles().forEach(appear)
      clear()
    },
    wait: () => [
      ...(folder !== undefined && staged.length > 0 ? [stageOf(folder)] : []),
      ...rowFiles().map(leaveBeside),
    ],
    discard() {
      current?.output.discard()
      record?.discard()
      closed.forEach(discard)
      clear()
    },
  }
}

/** A source of which nothing could be read has no output, and neither has a file whose one article failed. */
const isWritten = (piece: Piece, {report}: Done): boolean =>
  piece.kind === 'failed' ? !piece.whole : piece.kind === 'rows' || piece.into === 'rows' || report.all.failed === 0
