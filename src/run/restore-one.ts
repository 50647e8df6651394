/** The source of a single article again, found by its id. */
import type {Readable, Writable} from 'node:stream'
import {InputError, UsageError} from '../io/errors.ts'
import {placeOf, type Source} from '../io/inputs.ts'
import {createRowReader, valueIn, type Fields, type Row} from '../io/jsonl.ts'
import {finish, openOutput} from '../io/open.ts'
import type {Group} from '../io/outputs.ts'
import {readRecord} from '../io/record-lines.ts'
import {openRows} from '../io/rows.ts'
import {readText} from '../io/text.ts'
import type {ArticleRecord} from '../model.ts'
import {sha256} from '../record.ts'
import {idOf, restoredText, restoreRow, type Report, type Restored} from './restore.ts'

/**
 * Restores the article of an id: a file, or a row as a row. An id may come twice: the digest tells which line of the record is of
 * which clean text. Of an article that was edited since nothing is written.
 *
 * @param groups As `planOne` gives them.
 * @throws UsageError when the record or the inputs don't have it, or the record is broken.
 */
export async function restoreOne(
  groups: readonly Group[],
  id: string,
  record: string,
  streams: {readonly stdin: Readable; readonly stdout: Writable},
  fields: Fields,
  report: Report,
): Promise<Restored> {
  const lines: ArticleRecord[] = []
  for await (const line of readRecord(record)) if (line.id === id) lines.push(line)
  const [first] = lines
  if (!first) throw new UsageError(`No article "${id}" in the record "${record}"`)
  const lineOf = (clean: string): ArticleRecord => {
    const digest = sha256(clean)
    return lines.find((line) => line.clean?.sha256 === digest) ?? first
  }
  const sources = groups.flatMap((group) => group.sources)
  /** A row without an id is called after its file, which may have another name by now, and its line. */
  const isIt = (row: Exclude<Row, {kind: 'blank'}>): boolean =>
    idOf(row) === id || (!row.named && sources.length === 1 && numberOf(row.place) === numberOf(id))
  const counts = {articles: 0, failed: 0}

  /** The sources of the articles of the id in a file of clean texts. */
  async function* restoredFrom(source: Source, form: Group['form']): AsyncGenerator<string> {
    if (form === 'file') {
      counts.articles++
      const clean = await readText(source)
      yield restoredText(clean, lineOf(clean))
      return
    }
    const reader = createRowReader(source.name, placeOf(source), fields)
    const restored = function* (row: Row): Generator<string> {
      if (row.kind === 'blank' || !isIt(row)) return
      counts.articles++
      const clean = row.kind === 'article' ? valueIn(row, fields[first!.form]) : undefined
      yield restoredRow(row, typeof clean === 'string' ? lineOf(clean) : first!, fields)
    }
    for await (const chunk of openRows(source, streams.stdin, fields))
      for (const row of reader.push(chunk)) yield* restored(row)
    for (const row of reader.end()) yield* restored(row)
  }

  for (const {sources: ofGroup, form, target, packed} of groups) {
    const parts: string[] = []
    const failedBefore = counts.failed
    for (const source of ofGroup)
      try {
        for await (const part of restoredFrom(source, form)) parts.push(part)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        counts.failed++
        report(placeOf(source), error.message)
      }
    if (parts.length === 0 || counts.failed > failedBefore) continue
    const out = await openOutput(target, streams.stdout, packed)
    out.text(parts.join(''))
    await finish(out)
  }
  if (counts.articles + counts.failed === 0)
    throw new UsageError(`No article "${id}" in the inputs, expected it as the record "${record}" has it`)
  return counts
}

const numberOf = (place: string): string => place.slice(place.lastIndexOf(':') + 1)

/** The row as it was, with an end of its line: others may follow. */
function restoredRow(row: Exclude<Row, {kind: 'blank'}>, line: ArticleRecord, fields: Fields): string {
  const parts: string[] = []
  const sink = {
    text: (text: string) => parts.push(text),
    bytes: (bytes: Uint8Array) => parts.push(Buffer.from(bytes).toString()),
  }
  restoreRow(sink, row, line, fields)
  const text = parts.join('').replace(/^\uFEFF/, '')
  return text.endsWith('\n') ? text : `${text}\n`
}
