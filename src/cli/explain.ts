/** `untail explain` */
import {Command} from 'commander'
import {cut} from '../cut.ts'
import {explain, type Style} from '../explain.ts'
import {InputError, UsageError} from '../io/errors.ts'
import {findSources, type Source} from '../io/inputs.ts'
import {readRecord} from '../io/record-lines.ts'
import type {Article, ArticleRecord, Removal} from '../model.ts'
import {inUtf16} from '../offsets.ts'
import {sha256} from '../record.ts'
import {sourceOf} from '../review/view.ts'
import {findArticle, type Found} from '../run/find.ts'
import {locateInFile, readerOf} from '../run/findings.ts'
import {safeJson, visible} from '../visible.ts'
import {refuseUnread} from './learn.ts'
import {hireOnlookers} from './onlookers.ts'
import {settingsOf, withReading, withRules, type Settings} from './settings.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface ExplainOptions {
  readonly id?: string
  readonly record?: string
  readonly color?: boolean
  readonly json?: boolean
}

const examples = `
Examples:
  untail explain article.txt                     what goes struck through, what is doubted underlined, and why
  untail explain news.jsonl.gz --id a/1 --level thorough
  untail explain news.jsonl --id a/1 --record clean.record.jsonl
  untail explain page.html --color | less -R
  untail explain article.txt --json | jq .removals

Without colours the margin tells: "-" goes, "~" goes in part, "?" is doubted. NO_COLOR and FORCE_COLOR are heeded.
With --record it is shown what that run did, and nothing is cleaned: the input is what was cleaned then, or what came of it.`

/** The command; its exit code goes to `exit`. */
export function explainCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('explain')
    .summary('show an article: what goes, and why')
    .description('Shows one article on the terminal: what goes, what is doubted, and the reasons in words.')
    .argument('<inputs...>', 'files, folders or globs of all that `untail clean` reads; - for JSONL on stdin')
    .option('--id <id>', 'which article, where there is more than one')
    .option('-r, --record <file>', 'show what stands in the record of a run')
    .option('--color', 'with colours, wherever it goes')
    .option('--no-color', 'without')
    .option('--json', 'the line of the record as JSON, with lines and columns and what its signals say')
  return withReading(withRules(command))
    .addHelpText('after', examples)
    .action(async (inputNames: string[], {id, record, color, json}: ExplainOptions) => {
      const {settings} = await settingsOf(command, surroundings.cwd)
      const {sources} = findSources(inputNames)
      refuseUnread(sources, settings)
      const found = await findArticle(sources, id, surroundings.stdin, settings.fields)
      const article = await orUndefined(found.read)
      const {source, line} =
        record === undefined
          ? {source: article?.body ?? '', line: await cleaned(found, sources, settings, surroundings)}
          : await recorded(found, article, record)
      const {stdout} = surroundings
      const says = surroundings.says()
      if (json) stdout.write(`${safeJson(withPlaces(line, source, says))}\n`)
      else if (line.status === 'failed')
        surroundings.stderr.write(`untail: ${found.place}: ${visible(line.reason ?? '')}\n`)
      else stdout.write(explain(source, line, says, styleOf(color, surroundings)))
      exit(line.status === 'failed' ? exitCodes.someFailed : exitCodes.done)
    })
}

/** What can't be read is said by the record. */
async function orUndefined(read: Found['read']): Promise<Article | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** The article's line of the record as a run would write it now. */
async function cleaned(
  {piece}: Found,
  sources: readonly Source[],
  settings: Settings,
  surroundings: Surroundings,
): Promise<ArticleRecord> {
  const crew = await hireOnlookers(settings, sources, surroundings)
  try {
    const {record} = await crew.work(piece)
    return JSON.parse(Buffer.from(record).toString()) as ArticleRecord
  } finally {
    await crew.close()
  }
}

interface Recorded {
  readonly source: string
  /** With offsets in UTF-16 code units. */
  readonly line: ArticleRecord
}

/**
 * What a record has on an article, told by its digest, and by its id where several are equal: files may be called otherwise now.
 *
 * @param article The source, or what came of it; `undefined` when it can't be read.
 * @throws UsageError when the record has nothing on it, or is of another text.
 */
async function recorded({id, place}: Found, article: Article | undefined, path: string): Promise<Recorded> {
  const digest = article && sha256(article.body)
  const fits = ({source, clean}: ArticleRecord): boolean =>
    digest !== undefined && (source?.sha256 === digest || clean?.sha256 === digest)
  let [named, alike]: (ArticleRecord | undefined)[] = []
  for await (const line of readRecord(path)) {
    if (line.id === id) named ??= line
    if (fits(line)) alike ??= line
    if (line.id === id && fits(line)) {
      alike = line
      break
    }
  }
  if (article && alike) return inCodeUnits(article, alike, path)
  if (named?.status === 'failed') return {source: '', line: named}
  throw new UsageError(
    named
      ? `${place}: Unexpected text of "${id}", expected the source or the clean text of the record "${path}": it was edited since`
      : `${place}: Nothing on "${id}" in the record "${path}", and nothing on its text`,
  )
}

/** The source, and its line of the record as it counts here. */
function inCodeUnits(article: Article, line: ArticleRecord, path: string): Recorded {
  const {id, offsets} = line
  try {
    const source = sourceOf(line, article)
    if (source === undefined) throw new RangeError('Unexpected removals, expected some that give the source back')
    const removals = inUtf16(offsets, source, line.removals)
    cut(source, removals) // throws where they are not of this source
    return {source, line: {...line, offsets: 'utf-16', removals, suspects: inUtf16(offsets, source, line.suspects)}}
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${path}: "${id}": ${error.message}`, {cause: error})
    throw error
  }
}

/** The line of the record, with lines and columns of the source, and what its signals say. */
function withPlaces(line: ArticleRecord, source: string, says: ReadonlyMap<string, string>) {
  const locate = locateInFile(source)
  const placed = <Stretch extends Removal>(stretches: readonly Stretch[]) => {
    const read = readerOf(line.form, source, stretches)
    return stretches.map((stretch) => {
      const seen = read(stretch.start, stretch.end)
      return {...stretch, ...locate(seen.start, seen.end)}
    })
  }
  const named = [...line.removals, ...line.suspects].flatMap(({evidence}) => evidence.map(({signal}) => signal))
  const said = [...new Set(named)].toSorted().flatMap((signal) => {
    const sentence = says.get(signal)
    return sentence === undefined ? [] : [[signal, sentence] as const]
  })
  return {...line, removals: placed(line.removals), suspects: placed(line.suspects), says: Object.fromEntries(said)}
}

/** Colours are for terminals, unless a flag or the environment says otherwise: https://no-color.org, https://force-color.org */
function styleOf(asked: boolean | undefined, {stdout, env = {}}: Surroundings): Style {
  const {NO_COLOR = '', FORCE_COLOR = '', TERM} = env
  const isTerminal = stdout.isTTY === true
  const color =
    asked ?? (NO_COLOR !== '' ? false : FORCE_COLOR !== '' ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb')
  // What isn't shown on a terminal is read in a pager or an editor: they show isolates as signs.
  return {color, isolates: isTerminal, columns: stdout.columns || 80}
}
