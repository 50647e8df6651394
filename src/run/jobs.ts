/** Outputs → pieces of work with what they are written to, in order. */
import type {Readable} from 'node:stream'
import {isRows} from '../io/inputs.ts'
import type {Fields} from '../io/jsonl.ts'
import {stagedIn, type Group, type Outputs} from '../io/outputs.ts'
import type {FileTask, FilesPiece, Piece} from './piece.ts'
import {rowPieces} from './pieces.ts'

/** A piece, and what it is written to: many files, or a part of one. */
export interface Job {
  readonly piece: Piece
  readonly group: Group
}

/** So many files of one article each are a piece. */
const FILES = 64

/** In the order of the outputs: that of the record. */
export async function* jobsOf({groups, folder}: Outputs, stdin: Readable, fields: Fields): AsyncGenerator<Job> {
  let tasks: FileTask[] = []
  function* gathered(group: Group): Generator<Job> {
    if (tasks.length > 0) yield {group, piece: {kind: 'files', into: 'files', tasks}}
    tasks = []
  }
  for (const group of groups) {
    if (group.form === 'file' && folder !== undefined) {
      const {target, packed, sources} = group
      const staged = stagedIn(folder, target)
      tasks.push({source: sources[0], target: {path: target, staged, ...(packed && {packed})}})
      if (tasks.length === FILES) yield* gathered(group)
      continue
    }
    yield* gathered(group)
    yield* jobsOfGroup(group, stdin, fields)
  }
  const last = groups.at(-1)
  if (last) yield* gathered(last)
}

async function* jobsOfGroup(group: Group, stdin: Readable, fields: Fields): AsyncGenerator<Job> {
  const into = group.form === 'file' ? 'whole' : 'rows'
  const {joined = false} = group
  const columns = group.form === 'parquet' ? 'named' : 'all'
  let tasks: FileTask[] = []
  const files = (): FilesPiece => ({kind: 'files', into, tasks})
  for (const source of group.sources) {
    if (!isRows(source)) {
      tasks.push({source})
      if (tasks.length < FILES) continue
    }
    if (tasks.length > 0) yield {group, piece: files()}
    tasks = []
    if (isRows(source))
      for await (const piece of rowPieces(source, stdin, fields, {joined, columns})) yield {group, piece}
  }
  if (tasks.length > 0) yield {group, piece: files()}
}
