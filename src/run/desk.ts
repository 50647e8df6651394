/** Where pieces are worked on: sources in, what is to be written of them out. */
import {dolmaLine, type RecordShape} from '../io/attributes.ts'
import {createCollector} from '../io/collect.ts'
import {InputError} from '../io/errors.ts'
import {placeOf} from '../io/inputs.ts'
import {writeRow, type ArticleRow, type FailedRow, type Fields} from '../io/jsonl.ts'
import {rowWith} from '../io/make-rows.ts'
import {withValue} from '../io/paths.ts'
import {errorRow, pipeSink} from '../io/pipe.ts'
import {shapeOf, type Shape} from '../io/shapes.ts'
import {readArticle, writeIfNew} from '../io/text.ts'
import type {Article, ArticleRecord, Form} from '../model.ts'
import {siteOf} from '../profile.ts'
import {count, noReport} from '../report.ts'
import type {Carried, Ground} from './entries.ts'
import {createChecker} from './checker.ts'
import {
  FILES_AT_A_TIME,
  NEWLINE,
  type Desk,
  type Failure,
  type FileTask,
  type FilesPiece,
  type RowsPiece,
} from './piece.ts'
import {rowsIn} from './pieces.ts'
import {createSettler, isRendered, type Clean, type Settled} from './settle.ts'
import {inTurn} from './turn.ts'

/** How articles are read and written. */
export interface DeskOptions extends Ground {
  /** The names of the fields of rows. */
  readonly fields: Fields
  /** How rows are written, and for which index. */
  readonly shape: Shape
  readonly index?: string
  /** How the record is written. */
  readonly recordShape: RecordShape
  /** Entries for a state are wanted. */
  readonly state: boolean
  /** Languages are to be told that rows don't name. */
  readonly languages: boolean
  /** Nothing is to be written: what is found comes back instead, with suspects or without. */
  readonly findings?: {readonly suspects: boolean}
}

/** What a desk knows besides. */
export interface Knowledge {
  /** What earlier runs did. */
  readonly carried?: Carried
  /** Tells the language of an article whose row doesn't. */
  readonly languageOf?: (text: string) => string
}

export async function createDesk(
  clean: Clean,
  options: DeskOptions,
  {carried, languageOf}: Knowledge = {},
): Promise<Desk> {
  const {to, fields, shape, index, recordShape, findings} = options
  if (findings) return createChecker(clean, options, findings)
  const lineOf = recordShape === 'dolma' ? dolmaLine : (record: ArticleRecord) => `${JSON.stringify(record)}\n`
  const {settle, failed} = await createSettler(clean, options, lineOf, options.state, carried)
  const isPipe = shape === 'pipe'
  const shaped = shape === 'jsonl' || isPipe ? undefined : shapeOf(shape, fields, index)
  const fieldOf = (form: Form): string => (form === 'text' || isRendered(form, to) ? fields.text : fields.html)

  return async (piece) => {
    const size = piece.kind === 'rows' ? piece.bytes.length : 0
    const rows = createCollector(size)
    const record = createCollector(size)
    const entries = createCollector(options.state ? size : 0)
    const report = noReport()
    const failures: Failure[] = []
    let read = size

    function enter(settled: Settled, article: Article | undefined, at: Omit<Failure, 'id' | 'reason'>): void {
      const {id, status, reason = ''} = settled.record
      record.text(settled.line)
      if (settled.entry !== undefined) entries.text(settled.entry)
      count(report, settled.record, {
        site: article ? siteOf(article) : '',
        language: article?.language ?? languageOf?.(settled.written ?? '') ?? '',
        characters: status === 'failed' ? 0 : (article?.body.length ?? 0),
      })
      if (status === 'failed') failures.push({id, reason, ...at})
    }

    /** @throws InputError when there is no place for it in its row. */
    function writeClean(row: ArticleRow, written: string): void {
      const {id, form, rest = {}} = row.article
      const field = fieldOf(form)
      if (shaped) rows.text(shaped(withValue(rest, field.split('.'), written), id))
      else writeRow(isPipe ? pipeSink(rows) : rows, row, written, field)
    }

    function settleRow(row: ArticleRow | FailedRow, fatal: string | undefined): Settled {
      if (row.kind === 'failed') return failed(row.id, row.reason, 'text')
      const {id, form} = row.article
      if (fatal !== undefined) return failed(id, fatal, form)
      const settled = settle(row.article)
      try {
        if (settled.written !== undefined) writeClean(row, settled.written)
        return settled
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        return failed(id, error.message, form)
      }
    }

    /** There is no article to index in a row that failed, but it is a row. */
    function writeFailed({id, reason = ''}: ArticleRecord, row?: Uint8Array): void {
      if (isPipe) rows.text(errorRow(id, reason))
      else if (row && !shaped) rows.bytes(row)
    }

    function doRows(part: RowsPiece): void {
      const {name, fatal} = part
      // Blank lines are part of a file that is copied row by row, and of no other.
      const joined = part.joined || isPipe
      for (const row of rowsIn(part, fields)) {
        if (row.kind === 'blank') {
          if (!joined && !shaped) rows.bytes(row.bytes)
          continue
        }
        const settled = settleRow(row, fatal)
        const isFailed = settled.record.status === 'failed'
        if (isFailed) writeFailed(settled.record, row.bytes)
        if (joined && !shaped && row.bytes.at(-1) !== NEWLINE && !(isFailed && isPipe)) rows.text('\n')
        const article = row.kind === 'article' ? row.article : undefined
        enter(settled, article, {place: row.place, name, ...(isFailed && {row: Buffer.from(row.bytes)})})
      }
    }

    async function doFile({source, target}: FileTask, fatal: string | undefined): Promise<Filed> {
      const form = source.kind === 'html' ? 'html' : 'text'
      try {
        if (fatal !== undefined) return {settled: failed(source.name, fatal, form), isNew: false}
        const article = await readArticle(source)
        const settled = settle(article)
        if (!target || settled.written === undefined) return {article, settled, isNew: false}
        return {article, settled, isNew: await writeIfNew(target.path, target.staged, settled.written, target.packed)}
      } catch (error) {
        if (error instanceof InputError) return {settled: failed(source.name, error.message, form), isNew: false}
        throw error
      }
    }

    async function doFiles({tasks, into, fatal}: FilesPiece): Promise<boolean[]> {
      const staged: boolean[] = []
      const take = ({article, settled, isNew}: Filed, {source}: FileTask): undefined => {
        read += article ? Buffer.byteLength(article.body) : 0
        staged.push(isNew)
        const {written} = settled
        if (into === 'whole') rows.text(written ?? '')
        else if (into === 'rows' && article && written !== undefined) {
          const row = rowWith({[fields.id]: article.id, [fieldOf(article.form)]: written})
          rows.text(shaped ? shaped(row, article.id) : `${JSON.stringify(row)}\n`)
        } else if (into === 'rows') writeFailed(settled.record)
        enter(settled, article, {place: placeOf(source), name: source.name, path: source.path})
      }
      await inTurn(tasks, FILES_AT_A_TIME, (task) => doFile(task, fatal), take)
      return staged
    }

    let staged: readonly boolean[] = []
    if (piece.kind === 'files') staged = await doFiles(piece)
    else if (piece.kind === 'rows') doRows(piece)
    else {
      const {source, place, reason} = piece
      const settled = failed(source.name, reason, 'text')
      writeFailed(settled.record)
      enter(settled, undefined, {place, name: source.name, path: source.path})
    }
    return {rows: rows.take(), staged, record: record.take(), entries: entries.take(), report, failures, read}
  }
}

interface Filed {
  readonly article?: Article
  readonly settled: Settled
  readonly isNew: boolean
}
