/** Where pieces are looked through: sources in, what is found in them out. Nothing is written. */
import {createCollector} from '../io/collect.ts'
import {InputError} from '../io/errors.ts'
import {partsOf, placeOf} from '../io/inputs.ts'
import type {Fields, Row} from '../io/jsonl.ts'
import {readArticle} from '../io/text.ts'
import type {Article, ArticleRecord} from '../model.ts'
import {count, noReport} from '../report.ts'
import type {Ground} from './entries.ts'
import {findingsIn, locateInFile, locateInRow, type Finding, type Locate, type Refusal} from './findings.ts'
import {FILES_AT_A_TIME, type Desk, type Failure, type FileTask} from './piece.ts'
import {rowsIn} from './pieces.ts'
import {createSettler, type Clean} from './settle.ts'
import {inTurn} from './turn.ts'

/** Sources whose rows are made by their readers: they stand in no line of a text. */
const madeRows: ReadonlySet<string> = new Set(['.wet', '.warc', '.parquet'])

/** An article that was looked through. */
interface Checked {
  readonly record: ArticleRecord
  /** Absent when it could not be read. */
  readonly article?: Article
}

/**
 * A desk whose rows are findings and refusals as JSON, a line each, in the order of the sources.
 *
 * @param suspects Whether suspects are findings too.
 */
export async function createChecker(
  clean: Clean,
  options: Ground & {readonly fields: Fields},
  {suspects}: {readonly suspects: boolean},
): Promise<Desk> {
  const {fields} = options
  const {settle, failed} = await createSettler(clean, {...options, to: 'html', offsets: 'utf-16'}, () => '', false)

  const check = (article: Article, fatal: string | undefined): Checked => {
    const {record} = fatal === undefined ? settle(article) : failed(article.id, fatal, article.form)
    return {record, article}
  }
  const checkRow = (row: Exclude<Row, {kind: 'blank'}>, fatal: string | undefined): Checked =>
    row.kind === 'article' ? check(row.article, fatal) : failed(row.id, row.reason, 'text')
  const checkFile = async ({source}: FileTask, fatal: string | undefined): Promise<Checked> => {
    const form = source.kind === 'html' ? 'html' : 'text'
    if (fatal !== undefined) return failed(source.name, fatal, form)
    try {
      return check(await readArticle(source), fatal)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return failed(source.name, error.message, form)
    }
  }

  return async (piece) => {
    const rows = createCollector(0)
    const report = noReport()
    const failures: Failure[] = []
    let read = piece.kind === 'rows' ? piece.bytes.length : 0

    const add = (found: Finding | Refusal): void => rows.text(`${JSON.stringify(found)}\n`)
    const enter = (
      {record, article}: Checked,
      path: string,
      at: Omit<Failure, 'id' | 'reason'>,
      locate: (article: Article) => Locate,
    ): void => {
      const {id, status, reason = ''} = record
      const characters = status === 'failed' ? 0 : (article?.body.length ?? 0)
      count(report, record, {site: '', language: '', characters})
      if (status === 'failed') failures.push({id, reason, ...at})
      if (status === 'refused') add({kind: 'refused', place: at.place, reason})
      if (article) findingsIn(record, article.body, path, () => locate(article), suspects).forEach(add)
    }

    if (piece.kind === 'files') {
      const {tasks, fatal} = piece
      const take = (checked: Checked, {source}: FileTask): undefined => {
        const place = placeOf(source)
        read += checked.article ? Buffer.byteLength(checked.article.body) : 0
        enter(checked, place, {place, name: source.name, path: source.path}, ({body}) => locateInFile(body))
      }
      await inTurn(tasks, FILES_AT_A_TIME, (task) => checkFile(task, fatal), take)
    } else if (piece.kind === 'rows') {
      const {name, place: path, fatal} = piece
      const isMade = madeRows.has(partsOf(path).extension)
      for (const row of rowsIn(piece, fields)) {
        if (row.kind === 'blank') continue
        const line = Number(row.place.slice(path.length + 1))
        enter(checkRow(row, fatal), path, {place: row.place, name}, ({form}) =>
          row.kind === 'failed' || isMade ? () => ({line}) : locateInRow(row, fields[form], line),
        )
      }
    } else {
      const {source, place, reason} = piece
      const at = {place, name: source.name, path: source.path}
      enter(failed(source.name, reason, 'text'), place, at, ({body}) => locateInFile(body))
    }
    // Each is handed over on its own.
    const nothing = () => new Uint8Array()
    return {rows: rows.take(), staged: [], record: nothing(), entries: nothing(), report, failures, read}
  }
}
