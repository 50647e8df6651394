/**
 * What a shard has counted for the profile of its corpus, in a file: a line of JSON that says what follows, and the rows of each
 * table, as arrays lie in memory (little end first).
 */
import {closeSync, openSync, readSync} from 'node:fs'
import {UsageError, systemCode} from '../io/errors.ts'
import {isObject} from '../io/paths.ts'
import type {Sink} from '../io/sink.ts'
import {tables, type Counted} from '../tally.ts'
import type {Left} from './shard.ts'

/** The line of JSON. */
export interface TallyHead extends Left {
  /** sha256 of the names and sizes of all that was shared out. */
  readonly inputs: string
  /** The digest of the packs and all else that articles are read by. */
  readonly rules: string
  readonly articles: number
  /** How many keys and cells each table has. */
  readonly sizes: Readonly<Record<keyof Counted, {readonly keys: number; readonly cells: number}>>
}

const VERSION = 1
/** More than the line of JSON ever has. */
const HEAD = 4096

/** Writes what was counted. */
export async function writeTally(
  sink: Sink,
  counted: Counted,
  head: Pick<TallyHead, 'shard' | 'inputs' | 'rules' | 'articles'>,
): Promise<void> {
  const sizes = Object.fromEntries(
    tables.map((table) => [table, {keys: counted[table].keys.length, cells: counted[table].cells.length}]),
  )
  sink.text(`${JSON.stringify({untail: 'tally', version: VERSION, ...head, sizes})}\n`)
  for (const table of tables)
    for (const array of [counted[table].keys, counted[table].cells]) {
      sink.bytes(bytesOf(array))
      await sink.drained()
    }
}

/**
 * Reads the head of a file of counts.
 *
 * @throws UsageError when the file can't be read or is none.
 */
export const readHead = (path: string): TallyHead => opened(path, (file) => headIn(file, path).head)

/**
 * Reads what was counted.
 *
 * @throws UsageError when the file can't be read, or is not whole.
 */
export const readCounted = (path: string): Counted =>
  opened(path, (file) => {
    const {head, end} = headIn(file, path)
    let at = end
    const fill = <T extends Float64Array | Uint32Array>(array: T): T => {
      const bytes = bytesOf(array)
      for (let read = 0; read < bytes.length;) {
        const some = readSync(file, bytes, read, Math.min(bytes.length - read, 1 << 30), at)
        if (some === 0) throw new UsageError(`${path}: Unexpected end at byte ${at}, expected a whole file of counts`)
        read += some
        at += some
      }
      return array
    }
    const rows = tables.map((table) => {
      const {keys, cells} = head.sizes[table]
      return [table, {keys: fill(new Float64Array(keys)), cells: fill(new Uint32Array(cells))}]
    })
    return Object.fromEntries(rows) as Counted
  })

const bytesOf = ({buffer, byteOffset, byteLength}: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function opened<T>(path: string, read: (file: number) => T): T {
  try {
    const file = openSync(path, 'r')
    try {
      return read(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read "${path}": ${code}`, {cause: error})
  }
}

function headIn(file: number, path: string): {readonly head: TallyHead; readonly end: number} {
  const start = Buffer.alloc(HEAD)
  const length = readSync(file, start, 0, HEAD, 0)
  const end = start.subarray(0, length).indexOf(0x0a) + 1
  const head = parsed(start.toString('utf8', 0, end))
  if (isHead(head)) return {head: {...head, path}, end}
  throw new UsageError(`${path}: Unexpected content, expected what "untail learn --shard" wrote`)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const isHead = (value: unknown): value is Omit<TallyHead, 'path'> =>
  isObject(value) &&
  value['untail'] === 'tally' &&
  value['version'] === VERSION &&
  isObject(value['shard']) &&
  isObject(value['sizes'])
