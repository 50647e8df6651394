/** A piece of work: what goes to a worker at once, and what comes back. Both can be sent between threads. */
import {addReport, type Report} from '../report.ts'
import type {Packing, Source} from '../io/inputs.ts'

/** A file of one article, and where it goes. */
export interface FileTask {
  readonly source: Source
  /** Where its clean form belongs, when that is a file of its own in a folder. */
  readonly target?: FileTarget
}
export interface FileTarget {
  readonly path: string
  readonly packed?: Packing
  /** Where it waits until the run is over. */
  readonly staged: string
}

/** So many files of a piece are read or written at a time. */
export const FILES_AT_A_TIME = 8

export type Piece = FilesPiece | RowsPiece | FailedPiece

/** Files of one article each. */
export interface FilesPiece {
  readonly kind: 'files'
  /** They are written as files of their own by the worker; or they come back, as rows or as they are. */
  readonly into: 'files' | 'rows' | 'whole'
  readonly tasks: readonly FileTask[]
  /** What to say of them instead of cleaning them: they have cost a worker its life. */
  readonly fatal?: string
}

/** Rows of a JSONL source, whole lines of them. */
export interface RowsPiece {
  readonly kind: 'rows'
  /** The source's name in ids of rows that have none, and in places, for people. */
  readonly name: string
  readonly place: string
  /** In shared memory, so that sending it copies nothing and loses nothing when a worker dies. */
  readonly bytes: Uint8Array
  /** The number of the first line in its file, from 1 up. */
  readonly line: number
  /** Its rows stand in one file with those of other sources. */
  readonly joined: boolean
  readonly fatal?: string
}

/** A source, or the rest of one, that can't be read. */
export interface FailedPiece {
  readonly kind: 'failed'
  readonly source: Source
  readonly place: string
  readonly reason: string
  /** Nothing of the source could be read: nothing is written for it. */
  readonly whole: boolean
}

/** What a piece comes to. */
export interface Done {
  /** Clean rows. */
  readonly rows: Uint8Array<ArrayBuffer>
  /** For every file of the piece: it waits where it was staged, because it is new. */
  readonly staged: readonly boolean[]
  readonly record: Uint8Array<ArrayBuffer>
  /** Entries for the state. */
  readonly entries: Uint8Array<ArrayBuffer>
  readonly report: Report
  readonly failures: readonly Failure[]
  /** How many bytes of sources were read. */
  readonly read: number
}

/** An article that failed. */
export interface Failure {
  readonly id: string
  readonly place: string
  readonly reason: string
  /** The name of its source. */
  readonly name: string
  /** Its row, when it is one; else its file, when that is known. */
  readonly row?: Uint8Array
  readonly path?: string
}

/** Where pieces are worked on. */
export type Desk = (piece: Piece) => Promise<Done>

/** A piece as two, or `undefined` when it is one article. */
export function halves(piece: Piece): readonly [Piece, Piece] | undefined {
  if (piece.kind === 'failed') return undefined
  if (piece.kind === 'files') {
    const {tasks} = piece
    const middle = tasks.length >> 1
    return middle === 0
      ? undefined
      : [
          {...piece, tasks: tasks.slice(0, middle)},
          {...piece, tasks: tasks.slice(middle)},
        ]
  }
  const {bytes, line} = piece
  const last = bytes.length - 1
  const ahead = bytes.indexOf(NEWLINE, bytes.length >> 1)
  const cut = ahead === -1 || ahead === last ? bytes.lastIndexOf(NEWLINE, Math.min(bytes.length >> 1, last - 1)) : ahead
  if (cut === -1) return undefined
  const first = bytes.subarray(0, cut + 1)
  return [
    {...piece, bytes: first},
    {...piece, bytes: bytes.subarray(cut + 1), line: line + linesIn(first)},
  ]
}

/** What two pieces in a row come to together. */
export function joined(first: Done, second: Done): Done {
  const both = (bytes: 'rows' | 'record' | 'entries') => new Uint8Array(Buffer.concat([first[bytes], second[bytes]]))
  addReport(first.report, second.report)
  return {
    rows: both('rows'),
    record: both('record'),
    entries: both('entries'),
    staged: [...first.staged, ...second.staged],
    report: first.report,
    failures: [...first.failures, ...second.failures],
    read: first.read + second.read,
  }
}

export const NEWLINE = 10

export function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}
