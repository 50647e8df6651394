/** One JSONL file: its rows in order, and the same rows out with clean text. */
import {InputError, systemCode} from '../io/errors.ts'
import {placeOf, type Source} from '../io/inputs.ts'
import {createRowReader, writeRow, type ArticleRow, type Fields, type Row} from '../io/jsonl.ts'
import type {Sink} from '../io/sink.ts'
import type {Rendering} from '../model.ts'
import type {Ledger, Settled} from './ledger.ts'

/**
 * Goes through the rows of a file. Speed hangs on this loop: nothing in it may cost a promise a row.
 *
 * @param chunks The file's bytes.
 * @param take Is given every row, and says what to wait for before the next, if anything.
 * @returns Why the file couldn't be read at all, or `undefined` when it was read to its end.
 * @throws Error with a system code when reading fails after the first row.
 */
export async function readRows(
  source: Source,
  chunks: AsyncIterable<Buffer>,
  fields: Fields,
  take: (row: Row) => Promise<void> | undefined,
): Promise<string | undefined> {
  const reader = createRowReader(source.name, placeOf(source), fields)
  let begun = false
  try {
    for await (const chunk of chunks) {
      begun = true
      for (const row of reader.push(chunk)) {
        const wait = take(row)
        if (wait) await wait
      }
    }
  } catch (error) {
    const code = systemCode(error)
    if (begun || code === undefined || source.path === '-') throw error
    return `Unexpected ${code}, expected a readable file`
  }
  for (const row of reader.end()) {
    const wait = take(row)
    if (wait) await wait
  }
  return undefined
}

/**
 * Cleans the rows of a file.
 *
 * A row that fails is copied as it is, so that the output has the rows of the input.
 *
 * @param chunks The file's bytes.
 * @param out Where the rows go; it is left open.
 * @param record The record's sink: its reader is waited for as well.
 * @param to What pages are written as: a clean page takes the place of the page, other forms go where texts are.
 * @returns `false` when the file couldn't be read at all: it is entered as one failed article, and there is no output.
 * @throws Error with a system code when reading fails after the first row.
 */
export async function cleanRows(
  source: Source,
  chunks: AsyncIterable<Buffer>,
  out: Sink,
  record: Sink | undefined,
  ledger: Ledger,
  fields: Fields,
  to: Rendering,
): Promise<boolean> {
  const reason = await readRows(source, chunks, fields, (row) => {
    cleanRow(row, out, ledger, fields, to)
    return out.drained() ?? record?.drained()
  })
  if (reason !== undefined) ledger.enter(ledger.failed(source.name, reason), placeOf(source))
  return reason === undefined
}

function cleanRow(row: Row, out: Sink, ledger: Ledger, fields: Fields, to: Rendering): void {
  if (row.kind === 'blank') {
    out.bytes(row.bytes)
    return
  }
  if (row.kind === 'failed') {
    out.bytes(row.bytes)
    ledger.enter(ledger.failed(row.id, row.reason), row.place)
    return
  }
  const settled = ledger.settle(row.article)
  const field = row.article.form === 'html' && to === 'html' ? fields.html : fields.text
  ledger.enter(written(row, settled, out, ledger, field), row.place)
}

/** What an article comes to when it is written: it fails when there is no place for it in its row. */
function written(row: ArticleRow, settled: Settled, out: Sink, ledger: Ledger, field: string): Settled {
  try {
    if (settled.written === undefined) out.bytes(row.bytes)
    else writeRow(out, row, settled.written, field)
    return settled
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    out.bytes(row.bytes)
    return ledger.failed(row.article.id, error.message, row.article.form)
  }
}
