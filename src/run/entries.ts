/** What a state keeps of an article, and where it stands: a line with its key, its record, and what was written of it. */
import {createHash} from 'node:crypto'
import {closeSync, openSync, readSync} from 'node:fs'
import {systemCode} from '../io/errors.ts'
import type {Article, ArticleRecord, Rendering} from '../model.ts'
import type {Unit} from '../offsets.ts'

/** An article that was done before. */
export interface Entry {
  readonly record: ArticleRecord
  /** What was written, where the record and the source don't give it. */
  readonly written?: string
}

/** Finds what was made of an article, by its key. */
export type Carried = (key: string) => Entry | undefined

/** What the outcome of an article depends on, besides the article. */
export interface Ground {
  /** The digest of packs, weights, profile and policies. */
  readonly rules: string
  readonly offsets: Unit
  readonly to: Rendering
}

/** sha256 in hex of all that the outcome of an article and its record depend on: equal keys, equal records. */
export function keyOf({id, form, title, host, url, encoding, body}: Article, {rules, offsets, to}: Ground): string {
  const head = JSON.stringify([rules, offsets, to, id, form, title, host, url, encoding])
  return createHash('sha256').update(`${head}\n`).update(body).digest('hex')
}

const HEAD = '{"key":"'

/** The line that is kept: `written` where the record and the source don't give it. */
export function entryText(key: string, {record, written}: Entry): string {
  return `${HEAD}${key}","record":${JSON.stringify(record)}${written === undefined ? '' : `,"written":${JSON.stringify(written)}`}}\n`
}

/** Where the entries stand, by key, in memory that workers share: 36 to 72 bytes an article. */
export interface Index {
  readonly files: readonly string[]
  /** Open addressing: the first 48 bits of the key plus one, or 0 for an empty slot. */
  readonly keys: Float64Array
  /** In which file the entry's line stands, and where it starts. */
  readonly file: Uint16Array
  readonly starts: Float64Array
}

/** Looks entries up. Each worker has a look of its own, over the same index. */
export function carriedBy(index: Index): Carried {
  const files = index.files.map((path) => openSync(path, 'r'))
  return (key) => {
    const slot = slotOf(index, numberOf(key))
    if (index.keys[slot] === 0) return undefined
    const line = lineAt(files[index.file[slot]!]!, index.starts[slot]!)
    return line.startsWith(HEAD + key) ? readEntry(line) : undefined // two keys may begin alike
  }
}

/**
 * Finds the entries of files; those that aren't there have none. Of entries with one key the first counts. A last line that
 * isn't whole, as a run leaves it that was killed, is no entry.
 */
export function indexOf(paths: readonly string[]): Index {
  let index: Index = {files: paths.filter(canBeRead), ...slots(1 << 10)}
  let used = 0
  for (const [file, path] of index.files.entries())
    for (const {key, start} of entriesIn(path)) {
      if (2 * used > index.keys.length) index = larger(index)
      const slot = slotOf(index, key)
      if (index.keys[slot] !== 0) continue
      used++
      index.keys[slot] = key
      index.file[slot] = file
      index.starts[slot] = start
    }
  return index
}

/** A line that a disk has spoiled is no entry: its article is done again. */
function readEntry(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry
  } catch {
    return undefined
  }
}

const numberOf = (key: string): number => parseInt(key.slice(0, 12), 16) + 1

/** Where a key stands, or the empty slot where it would. */
function slotOf({keys}: Index, key: number): number {
  let slot = key % keys.length
  while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) % keys.length
  return slot
}

const slots = (count: number) => ({
  keys: new Float64Array(new SharedArrayBuffer(8 * count)),
  file: new Uint16Array(new SharedArrayBuffer(2 * count)),
  starts: new Float64Array(new SharedArrayBuffer(8 * count)),
})

function larger(index: Index): Index {
  const next: Index = {files: index.files, ...slots(2 * index.keys.length)}
  for (const [from, key] of index.keys.entries()) {
    if (key === 0) continue
    const slot = slotOf(next, key)
    next.keys[slot] = key
    next.file[slot] = index.file[from]!
    next.starts[slot] = index.starts[from]!
  }
  return next
}

const CHUNK = 1 << 20

function* entriesIn(path: string): Generator<{key: number; start: number}> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    let start = 0
    let head = Buffer.alloc(0)
    for (let at = 0, read; (read = readSync(file, chunk, 0, CHUNK, at)) > 0; at += read) {
      let from = 0
      for (let end = chunk.indexOf(10); end !== -1 && end < read; end = chunk.indexOf(10, from)) {
        const line = head.length === 0 ? chunk.subarray(from, end) : Buffer.concat([head, chunk.subarray(from, end)])
        const key = line.toString('latin1', HEAD.length, HEAD.length + 12)
        if (/^[0-9a-f]{12}$/.test(key)) yield {key: numberOf(key), start}
        head = Buffer.alloc(0)
        from = end + 1
        start = at + from
      }
      head = Buffer.concat([head, chunk.subarray(from, read)])
    }
  } finally {
    closeSync(file)
  }
}

const LINE = 1 << 14

function lineAt(file: number, start: number): string {
  for (let length = LINE; ; length *= 4) {
    const bytes = Buffer.allocUnsafe(length)
    const read = readSync(file, bytes, 0, length, start)
    const end = bytes.subarray(0, read).indexOf(10)
    if (end !== -1) return bytes.toString('utf8', 0, end)
    if (read < length) return ''
  }
}

function canBeRead(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'))
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
