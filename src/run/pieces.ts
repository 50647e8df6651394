/** Sources → pieces of work, in the order of the outputs. */
import type {Readable} from 'node:stream'
import {reasonOf} from '../io/errors.ts'
import {placeOf, type Source} from '../io/inputs.ts'
import {createRowReader, mostTrailingBlanks, type Fields, type Row} from '../io/jsonl.ts'
import {linesBefore} from '../io/parts.ts'
import {openRows} from '../io/rows.ts'
import {NEWLINE, linesIn, type FailedPiece, type RowsPiece} from './piece.ts'

/** About so many bytes of rows are a piece: enough that sending one costs nothing, and a few of them little memory. */
const SIZE = 1 << 20

/**
 * The rows of a source in pieces: whole lines each. Where reading breaks off, all whole lines before that come, and then why.
 *
 * @param joined The rows stand in one file with those of other sources.
 * @param columns Of Parquet: all, or only those that `fields` names, when the rows go back into Parquet.
 * @param size About how many bytes are a piece.
 */
export async function* rowPieces(
  source: Source,
  stdin: Readable,
  fields: Fields,
  {
    joined = false,
    columns = 'all',
    size = SIZE,
  }: {readonly joined?: boolean; readonly columns?: 'all' | 'named'; readonly size?: number} = {},
): AsyncGenerator<RowsPiece | FailedPiece> {
  const place = placeOf(source)
  const rows = {kind: 'rows', name: source.name, place, joined} as const
  const cutter = createCutter(size)
  let firstLine = 1
  let line = firstLine
  const piece = (bytes: Uint8Array): RowsPiece => {
    const first = line
    line += linesIn(bytes)
    return {...rows, bytes: joined && first === 1 ? withoutMark(bytes) : bytes, line: first}
  }
  try {
    if (source.part) line = firstLine = 1 + (await linesBefore(source.path, source.part.start))
    for await (const chunk of openRows(source, stdin, fields, columns)) {
      for (const bytes of cutter.push(chunk)) yield piece(bytes)
    }
    const rest = cutter.end()
    // A file without rows has an output as well.
    if (rest.length > 0 || line === firstLine) yield piece(rest)
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    const whole = cutter.whole()
    if (whole.length > 0) yield piece(whole)
    const isWhole = line === firstLine
    yield {kind: 'failed', source, place: isWhole ? place : `${place}:${line}`, reason, whole: isWhole}
  }
}

/** The rows of a piece. They must be used one by one. */
export function* rowsIn({name, place, bytes, line}: RowsPiece, fields: Fields): Generator<Row> {
  const reader = createRowReader(name, place, fields, line)
  yield* reader.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  yield* reader.end()
}

/** Cuts bytes that come in chunks behind lines. What it gives stands in shared memory, and isn't touched before it is given back. */
function createCutter(size: number) {
  let room = shared(size)
  let used = 0
  /** Takes the first `end` bytes away. */
  const take = (end: number): Buffer => {
    const taken = room.subarray(0, end)
    const rest = room.subarray(end, used)
    room = shared(Math.max(size, rest.length))
    room.set(rest)
    used = rest.length
    return taken
  }
  return {
    *push(chunk: Uint8Array): Generator<Buffer> {
      for (let at = 0; at < chunk.length;) {
        const some = Math.min(chunk.length - at, room.length - used)
        room.set(chunk.subarray(at, at + some), used)
        at += some
        used += some
        if (used < room.length) return
        const end = endOfRows(room)
        if (end > 0) yield take(end)
        // A line longer than that: it gets twice the room.
        else room = grown(room, used)
      }
    },
    /** What is left. */
    end: () => take(used),
    /** What is left of whole lines. */
    whole: () => take(endOfRows(room.subarray(0, used))),
  }
}

/**
 * The end of the last line that isn't blank; 0 when there is none. Blank lines at the end of a file are no articles, in its
 * middle they are mistakes: which they are is seen where the next line is. So many of them are never at the end.
 */
function endOfRows(bytes: Buffer): number {
  const last = bytes.lastIndexOf(NEWLINE)
  let end = last
  for (let blanks = 0; end !== -1 && blanks <= mostTrailingBlanks; blanks++) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1)
    if (bytes.subarray(before + 1, end).some((byte) => byte > 0x20)) return end + 1
    end = before
  }
  return end === -1 ? 0 : last + 1
}

/** Memory of pieces that are done. The collector would leave it lying about until a run has hundreds of MB. */
const spare: Buffer[] = []

/** Takes back the memory of a piece that is done: nothing of it may be read any more. */
export function giveBack({bytes}: RowsPiece): void {
  if (bytes.buffer.byteLength === SIZE) spare.push(Buffer.from(bytes.buffer))
}

/** A `Buffer` finds a byte sixty times as fast as other arrays do (0.013 and 0.8 ms a MB). */
const shared = (size: number): Buffer =>
  (size === SIZE ? spare.pop() : undefined) ?? Buffer.from(new SharedArrayBuffer(size))

function grown(room: Buffer, used: number): Buffer {
  const larger = shared(2 * room.length)
  larger.set(room.subarray(0, used))
  return larger
}

/** A byte order mark has no place in the middle of a file. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
