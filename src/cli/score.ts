/** `untail score` */
import {Command, Option} from 'commander'
import {UsageError} from '../io/errors.ts'
import {readMarked, type MarkedDocument} from '../io/marked.ts'
import {readObjects} from '../io/objects.ts'
import {isObject} from '../io/paths.ts'
import type {ArticleRecord} from '../model.ts'
import {inUtf16, units} from '../offsets.ts'
import {sha256} from '../record.ts'
import {
  add,
  categoryFigures,
  confusionTable,
  figures,
  noTotals,
  scoreDocument,
  type CategoryFigures,
  type Cut,
  type Figures,
  type Totals,
} from '../score.ts'
import {positive} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'
import {tableOf} from './table.ts'

const groupings = ['lang', 'category', 'stratum', 'host'] as const

interface ScoreOptions {
  readonly gold: readonly string[]
  readonly record: string
  readonly by?: (typeof groupings)[number]
  readonly worst?: number
  readonly confusion?: boolean
  readonly json?: boolean
}

const examples = `
A marked document is a line of JSONL, packed as .gz or .zst or not, as the review page exports judgments:
{"id", "text", "noise": [{"start", "end", "category"}], "form"?, "title"?, "lang"?, "host"?, "stratum"?}, offsets in UTF-16 code
units. White space, the tags of pages, and what is marked "credit" or "unsure" count neither way. The record may be of more
documents, and in any unit; its sources must be the marked texts.

By category, precision is how much of what was taken out as it is noise of any kind, recall how much of what is marked as it was
taken out, whatever as.

Examples:
  untail score --gold gold.jsonl.gz --record clean.record.jsonl --by lang
  untail score --gold gold.jsonl --record clean.record.jsonl --by category --confusion --worst 10
  untail score --gold gold.jsonl --gold judgments.jsonl --record clean.record.jsonl.gz --json`

/** The command; its exit code goes to `exit`. */
export function scoreCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  return new Command('score')
    .summary('compare a record with hand-marked documents')
    .description('Precision, recall and body lost of a record, held against hand-marked documents.')
    .requiredOption('-g, --gold <file>', 'hand-marked documents or judgments; may be given again', oneMore)
    .requiredOption('-r, --record <file>', 'the record of a run over their texts')
    .addOption(new Option('--by <field>', 'figures by this as well').choices(groupings))
    .option('--worst <n>', 'name the worst documents', positive)
    .option('--confusion', 'show what was taken for what, in characters')
    .option('--json', 'figures as JSON')
    .addHelpText('after', examples)
    .action(async (options: ScoreOptions) => {
      const gold = await readGold(options.gold)
      const score = scoreAll(gold, await removalsFor(gold, options.record), options)
      surroundings.stdout.write(options.json ? `${JSON.stringify(asJson(score))}\n` : asText(score, options))
      exit(exitCodes.done)
    })
}

const oneMore = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** Marked documents by id. They are read whole: people have marked them, there are not so many. */
type Gold = ReadonlyMap<string, MarkedDocument>

async function readGold(paths: readonly string[]): Promise<Gold> {
  const gold = new Map<string, MarkedDocument>()
  for (const path of paths)
    for await (const document of readMarked(path)) {
      const {id, place} = document
      const before = gold.get(id)
      if (before)
        throw new UsageError(
          `${place}: Unexpected document "${id}" again, expected it once: it is in ${before.place} too`,
        )
      gold.set(id, document)
    }
  return gold
}

/**
 * What was taken out of the marked documents that the record knows. Ids may come twice in it: the source's digest tells which
 * line is of the marked text.
 */
async function removalsFor(gold: Gold, path: string): Promise<Map<string, readonly Cut[]>> {
  const found = new Map<string, readonly Cut[]>()
  const others = new Map<string, string>()
  for await (const {article, place} of readObjects(path, 'id', 'the record')) {
    const document = gold.get(article.id)
    if (!document || found.has(article.id)) continue
    const line: unknown = article.rest
    if (!isRecord(line)) throw new UsageError(`${place}: Unexpected object, expected a line of a record`)
    if (line.source && line.source.sha256 !== sha256(document.text)) others.set(article.id, place)
    else
      found.set(
        article.id,
        inPlace(() => inUtf16(line.offsets ?? 'utf-16', document.text, line.removals), place),
      )
  }
  for (const [id, place] of others)
    if (!found.has(id))
      throw new UsageError(
        `${gold.get(id)!.place}: Unexpected text of "${id}", expected the source that the record is of (${place}): its digest is another`,
      )
  return found
}

/** What is used of a line of a record. Those of other tools may have no digest, and leave the unit out where it is UTF-16. */
type Line = Pick<ArticleRecord, 'id' | 'source' | 'removals'> & Partial<Pick<ArticleRecord, 'offsets'>>

const isRecord = (value: unknown): value is Line =>
  isObject(value) &&
  Array.isArray(value['removals']) &&
  (value['offsets'] === undefined || units.some((unit) => unit === value['offsets']))

function inPlace<T>(work: () => T, place: string): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${place}: ${error.message}`, {cause: error})
    throw error
  }
}

interface Score {
  readonly all: Totals
  readonly groups?: ReadonlyMap<string, Totals>
  readonly categories?: Readonly<Record<string, CategoryFigures>>
  /** Worst first, when they are asked for: a character of body lost weighs as much as three of noise missed. */
  readonly worst?: readonly Worst[]
}

interface Worst {
  readonly id: string
  readonly lang: string | null
  readonly cutBody: number
  readonly missed: number
}

function scoreAll(gold: Gold, removals: ReadonlyMap<string, readonly Cut[]>, {by, worst}: ScoreOptions): Score {
  const all = noTotals()
  const groups = new Map<string, Totals>()
  const documents: Worst[] = []
  for (const [id, document] of gold) {
    const totals = inPlace(() => scoreDocument(document, removals.get(id)), document.place)
    add(all, totals)
    if (by && by !== 'category') {
      const key = document[by] ?? 'none'
      const group = groups.get(key) ?? noTotals()
      groups.set(key, group)
      add(group, totals)
    }
    documents.push({id, lang: document.lang, cutBody: totals.cutBody, missed: totals.noise - totals.cutNoise})
  }
  return {
    all,
    ...(groups.size > 0 && {groups: new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))}),
    ...(by === 'category' && {categories: categoryFigures(all)}),
    ...(worst && {worst: documents.toSorted((a, b) => cost(b) - cost(a)).slice(0, worst)}),
  }
}

const cost = ({cutBody, missed}: Worst): number => 3 * cutBody + missed

function asJson({all, groups, categories, worst}: Score): object {
  const by = groups ? Object.fromEntries([...groups].map(([key, totals]) => [key, figures(totals)])) : categories
  return {...figures(all), confusion: all.confusion, ...(by && {by}), ...(worst && {worst})}
}

function asText({all, groups, categories, worst}: Score, {confusion}: ScoreOptions): string {
  const whole = figures(all)
  const rows = [...(groups ?? [])].map(([key, totals]) => figuresRow(key, figures(totals)))
  const head = ['%', 'documents', 'precision', 'recall', 'F1', 'body lost', 'damaged', 'exact']
  const parts = [tableOf([head, ...rows, figuresRow('all', whole)])]
  if (whole.missing > 0)
    parts.push(
      `not in the record, counted as if nothing had been taken out: ${whole.missing} of ${whole.docs} documents\n`,
    )
  parts.push(categories ? categoriesTable(categories) : `recall: ${recallLine(whole)}\n`)
  if (confusion) parts.push(`${confusionTable(all.confusion).join('\n')}\n`)
  if (worst)
    parts.push(
      tableOf([
        ['worst', 'language', 'body lost', 'noise left'],
        ...worst.map(({id, lang, cutBody, missed}) => [id, lang ?? '', String(cutBody), String(missed)]),
      ]),
    )
  return parts.join('\n')
}

const figuresRow = (name: string, found: Figures): string[] => [
  name,
  String(found.docs),
  ...[found.precision, found.recall, found.f1, found.bodyLost, found.damaged, found.exact].map(percent),
]

const recallLine = ({recallByCategory}: Figures): string =>
  Object.entries(recallByCategory)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, recall]) => `${category} ${percent(recall)}`)
    .join('  ')

const categoriesTable = (categories: Readonly<Record<string, CategoryFigures>>): string =>
  tableOf([
    ['%', 'characters', 'taken out', 'precision', 'recall', 'body lost'],
    ...Object.entries(categories).map(([name, {marked, taken, precision, recall, bodyLost}]) => [
      name,
      String(marked),
      String(taken),
      ...[precision, recall, bodyLost].map((share) => (share === null ? '' : percent(share))),
    ]),
  ])

const percent = (value: number): string => (100 * value).toFixed(2)
