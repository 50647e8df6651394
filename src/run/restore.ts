/** Clean texts and their record → the sources again, byte for byte. */
import type {Readable, Writable} from 'node:stream'
import {paste} from '../cut.ts'
import {InputError} from '../io/errors.ts'
import {placeOf} from '../io/inputs.ts'
import {createRowReader, kindOf, valueIn, writeRow, type Fields, type Row} from '../io/jsonl.ts'
import {renderedName, type Group} from '../io/outputs.ts'
import {readRecord, type RecordLines} from '../io/record-lines.ts'
import {openRows} from '../io/rows.ts'
import {finish, openGroup} from '../io/open.ts'
import type {Sink} from '../io/sink.ts'
import {readText, writeText} from '../io/text.ts'
import type {ArticleRecord} from '../model.ts'
import {fromUnit} from '../offsets.ts'
import {sha256} from '../record.ts'
import type {Streams} from './run.ts'

/** How many articles were given back, and how many couldn't be. */
export interface Restored {
  articles: number
  failed: number
}

export type Report = (place: string, reason: string) => void

/**
 * Restores sources. The record is read along with the clean texts, both in the order of the run that made them, so
 * nothing has to be kept: lines of articles that aren't there are stepped over.
 *
 * A clean text that was edited since is refused, and so is what was written of a page that is not the page; a JSONL file
 * with such a row is not written at all. Files are written in UTF-8: of a page in another encoding its text comes back, and
 * not its bytes.
 *
 * @throws UsageError when the record is broken.
 */
export async function restore(
  groups: readonly Group[],
  record: string,
  streams: Streams,
  fields: Fields,
  report: Report,
): Promise<Restored> {
  const lines = readRecord(record)
  const counts = {articles: 0, failed: 0}
  try {
    for (const group of groups) {
      if (group.form !== 'file') await restoreRows(group, lines, streams, fields, counts, report)
      else await restoreText(group, lines, counts, report)
    }
  } finally {
    await lines.return(undefined)
  }
  return counts
}

async function restoreText(
  {sources: [source], target, packed}: Group,
  lines: RecordLines,
  counts: Restored,
  report: Report,
): Promise<void> {
  counts.articles++
  try {
    const text = await readText(source)
    const line = await lineOf(source.name, lines, isFileOf)
    await writeText(target, restoredText(text, line), packed)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    counts.failed++
    report(placeOf(source), error.message)
  }
}

async function restoreRows(
  group: Group,
  lines: RecordLines,
  streams: {stdin: Readable; stdout: Writable},
  fields: Fields,
  counts: Restored,
  report: Report,
): Promise<void> {
  const [source] = group.sources
  const out = await openGroup(group, streams.stdout, fields, 'html')
  const failedBefore = counts.failed
  const pass = async (row: Row) => {
    if (row.kind === 'blank') return out.bytes(row.bytes)
    counts.articles++
    try {
      // A row without an id is called after its file, which may have another name by now: its turn tells its line.
      const line = row.named ? await lineOf(idOf(row), lines) : await nextLine(lines)
      restoreRow(out, row, line, fields)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      counts.failed++
      report(row.place, error.message)
    }
    return undefined
  }
  let whole = false
  try {
    const reader = createRowReader(source.name, placeOf(source), fields)
    for await (const chunk of openRows(source, streams.stdin, fields, group.form === 'parquet' ? 'named' : 'all')) {
      for (const row of reader.push(chunk)) {
        await pass(row)
        await out.drained()
      }
    }
    for (const row of reader.end()) await pass(row)
    whole = counts.failed === failedBefore
    if (whole) await finish(out)
  } catch (error) {
    whole = false
    if (!(error instanceof InputError)) throw error
    counts.failed++
    report(placeOf(source), error.message)
  } finally {
    if (!whole) out.discard()
  }
}

/** The source of a file's clean text. */
export function restoredText(clean: string, line: ArticleRecord): string {
  refuseRendered(line, '')
  return sourceOf(clean, line)
}

/** Writes a row with its source in the clean text's place. */
export function restoreRow(
  out: Pick<Sink, 'text' | 'bytes'>,
  row: Exclude<Row, {kind: 'blank'}>,
  line: ArticleRecord,
  fields: Fields,
): void {
  // It was copied when it failed to be read; it would fail now for another reason only if it was edited.
  if (line.status === 'failed') return out.bytes(row.bytes)
  if (row.kind === 'failed') throw new InputError(row.reason)
  refuseRendered(line, fields.html === fields.text ? '' : `; the page itself is still in "${fields.html}"`)
  // The record knows whether the text or the page was cleaned, whatever fields are named this time.
  const field = fields[line.form]
  const clean = valueIn(row, field)
  if (typeof clean !== 'string') {
    const what = line.form === 'html' ? 'page' : 'text'
    throw new InputError(`Unexpected ${kindOf(clean)} as "${field}" of "${line.id}", expected the clean ${what} there`)
  }
  writeRow(out, row, sourceOf(clean, line), field)
}

/** What was written of a page as text or markdown leads to no source. */
function refuseRendered({id, written}: ArticleRecord, hint: string): void {
  if (written)
    throw new InputError(
      `Unexpected ${written.as} of the page "${id}", as the record says, expected what "--to html" writes: no other form can be restored${hint}`,
    )
}

/** The source of a clean text, checked on both ends. */
function sourceOf(clean: string, line: ArticleRecord): string {
  if (line.clean?.sha256 !== sha256(clean))
    throw new InputError(`Unexpected text of "${line.id}", expected the clean text of the record: it was edited since`)
  const source = pasted(clean, line)
  if (source === undefined || line.source?.sha256 !== sha256(source))
    throw new InputError(`Unexpected record of "${line.id}", expected removals that give the source back`)
  return source
}

function pasted(clean: string, line: ArticleRecord): string | undefined {
  try {
    return paste(clean, fromUnit(line.offsets, clean, line.removals))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const hasId = (line: ArticleRecord, id: string): boolean => line.id === id

/** Files of pages are called after what was written. */
const isFileOf = ({id, written}: ArticleRecord, name: string): boolean =>
  (written ? renderedName(id, written.as) : id) === name

async function lineOf(id: string, lines: RecordLines, is = hasId): Promise<ArticleRecord> {
  for (;;) {
    const {value} = await lines.next()
    if (!value)
      throw new InputError(`Nothing in the rest of the record on "${id}", expected a line in the order of the run`)
    if (is(value, id)) return value
  }
}

async function nextLine(lines: RecordLines): Promise<ArticleRecord> {
  for (;;) {
    const {value} = await lines.next()
    if (!value) throw new InputError('Nothing left in the record, expected a line for every row')
    if (!isOfFile(value)) return value
  }
}

/** A file that couldn't be read, or not to its end, is a line of the record and no row. */
const isOfFile = ({id, status}: ArticleRecord): boolean => status === 'failed' && !/:\d+$/u.test(id)

export const idOf = (row: Exclude<Row, {kind: 'blank'}>) => (row.kind === 'article' ? row.article.id : row.id)
