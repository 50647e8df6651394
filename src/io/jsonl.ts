/** JSONL: one JSON object a line. Reads a line at a time from big chunks, and writes a row back with one string set. */
import {isAscii} from 'node:buffer'
import {open} from 'node:fs/promises'
import type {Article, Form} from '../model.ts'
import {decode} from './bytes.ts'
import {InputError, systemCode} from './errors.ts'
import type {Part} from './inputs.ts'
import {isObject, valueAt} from './paths.ts'
import type {Sink} from './sink.ts'
import {quote, spotFor} from './splice.ts'

/** The names of a row's fields. A dot steps into an object: `metadata.body`. */
export interface Fields {
  readonly text: string
  /** The source of a page. */
  readonly html: string
  /** Which of the two counts where a row has both. */
  readonly first: Form
  readonly id: string
  readonly title: string
  readonly host: string
  readonly url: string
  readonly language: string
}
export const defaultFields: Fields = {
  text: 'text',
  html: 'html',
  first: 'text',
  id: 'id',
  title: 'title',
  host: 'host',
  url: 'url',
  language: 'language',
}

/** A line of a JSONL file. `bytes` is the whole line with its end, and is only good until the next line is read. */
export type Row = ArticleRow | FailedRow | BlankRow
export interface ArticleRow {
  readonly kind: 'article'
  readonly bytes: Buffer
  readonly line: string
  readonly article: Article
  /** `file:line` */
  readonly place: string
  /** The id stands in the row; else it is `<file name>:<line>`. */
  readonly named: boolean
}
export interface FailedRow {
  readonly kind: 'failed'
  readonly bytes: Buffer
  readonly id: string
  readonly named: boolean
  /** `file:line` */
  readonly place: string
  readonly reason: string
}
/** A blank line at the end of the file: no article, but part of the file. */
export interface BlankRow {
  readonly kind: 'blank'
  readonly bytes: Buffer
}

/** Turns chunks of a file into rows. The rows of one `push` must be used before the next. */
export interface RowReader {
  push(chunk: Buffer): Generator<Row>
  end(): Generator<Row>
}

const chunkSize = 4 << 20
/** So many blank lines wait for the end of the file at most; more are no slip of an editor. */
export const mostTrailingBlanks = 1000

/**
 * The bytes of a file in chunks of up to 4 MiB. A chunk's memory is used again for the next. A file that grows is read as far
 * as it was when it was opened; to the end of its last line, when it has lines. Of a part, that stretch alone.
 *
 * @throws Error with a system code when the file can't be opened or read.
 */
export async function* readChunks(
  path: string,
  hasLines = false,
  part?: Part,
): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path)
  try {
    const found = await file.stat()
    let left = part ? part.end - part.start : found.isFile() ? found.size : Infinity
    const buffer = Buffer.allocUnsafeSlow(chunkSize)
    let at = part ? part.start : null // where the last read ended
    for (;;) {
      const {bytesRead} = await file.read(buffer, 0, chunkSize, at)
      if (at !== null) at += bytesRead
      if (bytesRead === 0) return
      const end = hasLines ? buffer.subarray(0, bytesRead).indexOf(NEWLINE, Math.max(0, left - 1)) + 1 : left
      const isLast = left <= bytesRead && end > 0
      yield buffer.subarray(0, isLast ? end : bytesRead)
      if (isLast) return
      left -= bytesRead
    }
  } finally {
    await file.close()
  }
}

const NEWLINE = 10

/**
 * Reads rows out of chunks.
 *
 * A line that holds no article comes as a `failed` row and takes nothing else down. CRLF, a byte order mark, and a last
 * line without an end are fine.
 *
 * @param name The file's name in ids of rows that have none.
 * @param path The file's name in places, for people.
 * @param firstLine The number of the first line that comes, when what comes is a part of the file.
 */
export function createRowReader(name: string, path: string, fields: Fields, firstLine = 1): RowReader {
  const paths = {
    text: fields.text.split('.'),
    html: fields.html.split('.'),
    id: fields.id.split('.'),
    title: fields.title.split('.'),
    host: fields.host.split('.'),
    url: fields.url.split('.'),
    language: fields.language.split('.'),
  }
  let number = firstLine - 1
  let pieces: Buffer[] = []
  let blanks: {bytes: Buffer; number: number}[] = []

  const failed = (bytes: Buffer, line: number, reason: string, id?: string): FailedRow => ({
    kind: 'failed',
    bytes,
    id: id ?? `${name}:${line}`,
    named: id !== undefined,
    place: `${path}:${line}`,
    reason,
  })

  function* rows(bytes: Buffer): Generator<Row> {
    number++
    const row = read(bytes)
    if (row.kind === 'blank' && blanks.length < mostTrailingBlanks) {
      blanks.push({bytes: Buffer.from(bytes), number})
      return
    }
    for (const blank of blanks) yield failed(blank.bytes, blank.number, blankReason)
    blanks = []
    yield row.kind === 'blank' ? failed(bytes, number, blankReason) : row
  }

  function read(bytes: Buffer): Row {
    let line: string
    try {
      line = decode(bytes)
    } catch (error) {
      if (error instanceof InputError) return failed(bytes, number, error.message)
      const code = systemCode(error) // a line beyond the longest string
      if (code === undefined) throw error
      return failed(bytes, number, `Unexpected line of ${bytes.length} bytes (${code}), expected a shorter one`)
    }
    const json = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line
    if (!json.startsWith('{') && json.trim() === '') return {kind: 'blank', bytes}
    const value = parse(json)
    if (value === undefined) return failed(bytes, number, 'Unexpected text that is not JSON, expected a JSON object')
    if (!isObject(value)) return failed(bytes, number, `Unexpected ${kindOf(value)}, expected a JSON object`)
    const found = valueAt(value, paths.id)
    const id = typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
    const form = formOf(value)
    const body = form && valueAt(value, paths[form])
    if (form === undefined || typeof body !== 'string') return failed(bytes, number, unreadable(value), id)
    const title = valueAt(value, paths.title)
    const host = valueAt(value, paths.host)
    const url = valueAt(value, paths.url)
    const language = valueAt(value, paths.language)
    const article: Article = {
      id: id ?? `${name}:${number}`,
      form,
      body,
      ...(typeof title === 'string' && {title}),
      ...(typeof host === 'string' && {host}),
      ...(typeof url === 'string' && {url}),
      ...(typeof language === 'string' && {language}),
      rest: value,
    }
    return {kind: 'article', bytes, line, article, place: `${path}:${number}`, named: id !== undefined}
  }

  /** A row is an article of the first of its two fields that holds a string. */
  function formOf(row: Record<string, unknown>): Form | undefined {
    const [first, second] = fields.first === 'text' ? (['text', 'html'] as const) : (['html', 'text'] as const)
    return typeof valueAt(row, paths[first]) === 'string'
      ? first
      : typeof valueAt(row, paths[second]) === 'string'
        ? second
        : undefined
  }

  function unreadable(row: Record<string, unknown>): string {
    const [text, html] = [valueAt(row, paths.text), valueAt(row, paths.html)]
    const found = `Unexpected ${kindOf(text)} as "${fields.text}"`
    // Whoever made the row may say why there is no article in it, as the readers of archives and Parquet here do.
    const why = typeof row['error'] === 'string' ? ` ("error": ${JSON.stringify(row['error'].slice(0, 300))})` : ''
    if (html === undefined && fields.first === 'text') return `${found}, expected a string${why}`
    return `${found} and ${kindOf(html)} as "${fields.html}", expected a string in one of them${why}`
  }

  return {
    *push(chunk) {
      let start = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        let line = chunk.subarray(start, end + 1)
        start = end + 1
        if (pieces.length > 0) {
          line = Buffer.concat([...pieces, line])
          pieces = []
        }
        yield* rows(line)
      }
      if (start < chunk.length) pieces.push(Buffer.from(chunk.subarray(start)))
    },
    *end() {
      if (pieces.length > 0) yield* rows(Buffer.concat(pieces))
      for (const blank of blanks) yield {kind: 'blank', bytes: blank.bytes}
    },
  }
}

const blankReason = 'Unexpected blank line, expected a JSON object'

/**
 * Writes a row with `value` at `field`; everything else stays as it was, to the byte. A row that has that value already is
 * copied.
 *
 * @throws InputError when the object that the field belongs to isn't there.
 */
export function writeRow(sink: Pick<Sink, 'text' | 'bytes'>, row: ArticleRow, value: string, field: string): void {
  if (value === valueIn(row, field)) {
    sink.bytes(row.bytes)
    return
  }
  const manner = {ascii: isAscii(row.bytes)}
  const spot = spotFor(row.line, field.split('.'), manner)
  if (!spot) {
    const around = field.slice(0, field.lastIndexOf('.'))
    const found = kindOf(valueIn(row, around))
    throw new InputError(`Unexpected ${found} as "${around}", expected an object to write "${field}" into`)
  }
  sink.text(row.line.slice(0, spot.start) + spot.before)
  sink.text(quote(value, manner))
  sink.text(row.line.slice(spot.end))
}

/** What a row has at `field`. */
export function valueIn(row: ArticleRow, field: string): unknown {
  return valueAt(row.article.rest ?? {}, field.split('.'))
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // JSON knows no undefined: it stands for text that isn't JSON
  }
}

/** What a JSON value is, in words for people. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
