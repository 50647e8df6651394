/** WARC, the format of web archives (ISO 28500): records of headers and a block, one behind the other. */
import type {Intake} from '../packing/intake.ts'
import {cutOff, thousands} from '../packing/errors.ts'

/** Header names in lower case, and their values. Of a name that stands twice the first value counts. */
export type Headers = ReadonlyMap<string, string>

export interface WarcRecord {
  readonly headers: Headers
  /** Only good until the next record is asked for. */
  readonly block: Buffer
}

/** A stretch that is no record, or a broken one. */
export interface WarcDamage {
  /** Those of the broken record, as far as there is one. */
  readonly headers?: Headers
  /** Where it starts in the unpacked file. */
  readonly position: number
  readonly reason: string
}

/** More headers than that are none. */
const mostHeaders = 64 << 10
/** A page that is larger is none that was written to be read; Common Crawl cuts them at 5 MiB. */
const mostBlock = 256 << 20
const version = 'WARC/'
const nextRecord = `\n${version}1.`
const [lf, cr] = [10, 13]

/**
 * Reads records. What is broken is passed over up to the next `WARC/1.` at the start of a line, and named.
 *
 * @param isWanted Says by the headers whether a record is to be read; the others' blocks are not kept in memory.
 * @throws InputError when the file ends inside a record, after all records before that.
 */
export async function* readRecords(
  intake: Intake,
  isWanted: (headers: Headers) => boolean,
): AsyncGenerator<WarcRecord | WarcDamage, void, undefined> {
  while (await passNewlines(intake)) {
    const {position} = intake
    await intake.wait(version.length)
    const start = intake.waiting.toString('latin1', 0, version.length)
    if (start !== version) {
      if (version.startsWith(start)) throw cutOff('WARC', intake)
      await toNextRecord(intake)
      yield {position, reason: `Unexpected bytes from byte ${thousands(position)} on, expected "WARC/1.0" of a record`}
      continue
    }
    const head = await readHead(intake)
    if (head === undefined) {
      await toNextRecord(intake)
      yield {
        position,
        reason: `Unexpected record at byte ${thousands(position)}, expected a blank line after its headers`,
      }
      continue
    }
    const headers = parseHeaders(head)
    const length = lengthIn(headers)
    if (typeof length === 'string') {
      await toNextRecord(intake)
      yield {headers, position, reason: `${length} of the record at byte ${thousands(position)}, expected a number`}
    } else if (!isWanted(headers)) {
      await pass(intake, length)
    } else if (length > mostBlock) {
      await pass(intake, length)
      const reason = `Unexpected record of ${thousands(length)} bytes, expected ${thousands(mostBlock)} at most`
      yield {headers, position, reason}
    } else {
      const isThere = await intake.wait(length)
      if (isThere && (await endsAt(intake, length))) {
        yield {headers, block: intake.waiting.subarray(0, length)}
        intake.take(length)
      } else {
        if (!isThere && !intake.waiting.includes(nextRecord)) throw cutOff('WARC', intake)
        await toNextRecord(intake)
        const reason = `Unexpected Content-Length ${length} of the record at byte ${thousands(position)}, expected it to lead to the record's end`
        yield {headers, position, reason}
      }
    }
  }
}

/** Steps over the ends of lines; `false` at the end of the file. */
async function passNewlines(intake: Intake): Promise<boolean> {
  while (await intake.wait(1)) {
    const {waiting} = intake
    let at = 0
    while (waiting[at] === cr || waiting[at] === lf) at++
    intake.take(at)
    if (at < waiting.length) return true
  }
  return false
}

/** The version and headers, without the blank line that ends them. */
async function readHead(intake: Intake): Promise<string | undefined> {
  for (let seen = 0; ;) {
    const {waiting} = intake
    const end = endOfHeaders(waiting, Math.max(0, seen - 3))
    if (end) {
      const head = waiting.toString('utf8', 0, end.start)
      intake.take(end.end)
      return head
    }
    seen = waiting.length
    if (seen > mostHeaders) return undefined
    if (!(await intake.wait(seen + 1))) throw cutOff('WARC', intake)
  }
}

/** Where the blank line stands that ends headers. CRLF is the rule; there are writers that leave out the CR. */
export function endOfHeaders(bytes: Buffer, from: number): {start: number; end: number} | undefined {
  const strict = bytes.indexOf('\r\n\r\n', from)
  const loose = (strict === -1 ? bytes : bytes.subarray(0, strict)).indexOf('\n\n', from)
  if (loose !== -1) return {start: loose, end: loose + 2}
  return strict === -1 ? undefined : {start: strict, end: strict + 4}
}

/** Headers below a first line. A line that starts with a blank goes on with the one before it. */
export function parseHeaders(head: string): Headers {
  const headers = new Map<string, string>()
  const [, ...lines] = head.replaceAll(/\r?\n[ \t]+/g, ' ').split('\n')
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return headers
}

/** The length, or what is there in its place. */
function lengthIn(headers: Headers): number | string {
  const value = headers.get('content-length')
  if (value === undefined) return 'Unexpected headers without a Content-Length'
  const length = /^\d+$/.test(value) ? Number(value) : NaN
  return Number.isSafeInteger(length) ? length : `Unexpected Content-Length ${JSON.stringify(value.slice(0, 40))}`
}

/** Whether a block of that length is followed by blank lines and a record, or by nothing. */
async function endsAt(intake: Intake, length: number): Promise<boolean> {
  for (let at = length; ;) {
    if (at - length === 4 && intake.waiting.toString('latin1', length, at) === '\r\n\r\n') return true
    if (!(await intake.wait(at + 1))) return true
    const byte = intake.waiting[at]
    if (byte !== cr && byte !== lf) return at > length && byte === version.charCodeAt(0)
    at++
  }
}

async function pass(intake: Intake, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    if (!(await intake.wait(1))) throw cutOff('WARC', intake)
    left -= intake.take(left).length
  }
}

/** Goes on to the next record, or to the end. */
async function toNextRecord(intake: Intake): Promise<void> {
  for (;;) {
    const found = intake.waiting.indexOf(nextRecord)
    if (found !== -1) {
      intake.take(found + 1)
      return
    }
    intake.take(intake.waiting.length - nextRecord.length + 1)
    if (!(await intake.wait(nextRecord.length))) {
      intake.take(intake.waiting.length)
      return
    }
  }
}
