/** `untail score` */
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {Command, Option} from 'commander'
import {decode} from '../io/bytes.ts'
import {InputError, UsageError, systemCode} from '../io/errors.ts'
import type {ArticleRecord} from '../model.ts'
import {
  add,
  confusionTable,
  figures,
  noTotals,
  scoreDocument,
  type Confusion,
  type Figures,
  type GoldDocument,
  type Totals,
} from '../score.ts'
import {positive} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

const groupings = ['lang', 'category', 'stratum', 'host'] as const

interface ScoreOptions {
  readonly gold: string
  readonly record: string
  readonly by?: (typeof groupings)[number]
  readonly worst?: number
  readonly confusion?: boolean
  readonly json?: boolean
}

const examples = `
The gold file has one document a line: {"id", "text", "noise": [{"start", "end", "category"}], "lang"?, "host"?, "stratum"?},
offsets in UTF-16 code units. White space, and what is marked "credit" or "unsure", counts neither way.

Examples:
  untail score --gold gold.jsonl.gz --record clean.record.jsonl --by lang
  untail score --gold gold.jsonl --record clean.record.jsonl --worst 10`

/** The command; its exit code goes to `exit`. */
export function scoreCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  return new Command('score')
    .summary('compare a record with hand-marked documents')
    .description('Precision, recall and body lost of a record, held against hand-marked documents.')
    .requiredOption('-g, --gold <file>', 'hand-marked documents, .jsonl or .jsonl.gz')
    .requiredOption('-r, --record <file>', 'the record of a run over their texts')
    .addOption(new Option('--by <field>', 'figures by this as well').choices(groupings))
    .option('--worst <n>', 'name the worst documents', positive)
    .option('--confusion', 'show what was taken for what, in characters')
    .option('--json', 'figures as JSON')
    .addHelpText('after', examples)
    .action((options: ScoreOptions) => {
      const gold = readRows(options.gold, isGold, 'a document with "id", "text" and "noise"')
      const lines = readRows(options.record, isRecord, 'a line of a record with UTF-16 offsets')
      const score = scoreAll(gold, lines, options.by)
      const {stdout} = surroundings
      stdout.write(options.json ? `${JSON.stringify(asJson(score))}\n` : asTable(score))
      if (options.confusion && !options.json) stdout.write(`${confusionTable(score.all.confusion).join('\n')}\n`)
      for (const document of score.worst.slice(0, options.worst ?? 0)) stdout.write(`${JSON.stringify(document)}\n`)
      exit(exitCodes.done)
    })
}

interface Score {
  readonly all: Totals
  readonly groups: ReadonlyMap<string, Totals> | undefined
  /** Worst first: a character of body lost weighs as much as three of noise missed. */
  readonly worst: readonly {id: string; lang?: string | null; cutBody: number; missed: number}[]
}

function scoreAll(gold: readonly GoldDocument[], lines: readonly ArticleRecord[], by: ScoreOptions['by']): Score {
  const removals = new Map(lines.map((line) => [line.id, line.removals]))
  const all = noTotals()
  const groups = new Map<string, Totals>()
  const worst: {id: string; lang?: string | null; cutBody: number; missed: number}[] = []
  for (const document of gold) {
    const totals = scoreOne(document, removals.get(document.id))
    add(all, totals)
    if (by) {
      const key =
        by === 'category' ? [...new Set(document.noise.map((mark) => mark.category))].join('+') : String(document[by])
      const group = groups.get(key) ?? noTotals()
      groups.set(key, group)
      add(group, totals)
    }
    const {id, lang} = document
    worst.push({id, ...(lang !== undefined && {lang}), cutBody: totals.cutBody, missed: totals.noise - totals.cutNoise})
  }
  return {all, groups: by && groups, worst: worst.toSorted((a, b) => cost(b) - cost(a))}
}

const cost = ({cutBody, missed}: {cutBody: number; missed: number}) => 3 * cutBody + missed

function scoreOne(document: GoldDocument, removals: ArticleRecord['removals'] | undefined): Totals {
  try {
    return scoreDocument(document, removals)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, {cause: error})
    throw error
  }
}

function asJson({all, groups}: Score): Figures & {confusion: Confusion; by?: Record<string, Figures>} {
  const whole = {...figures(all), confusion: all.confusion}
  if (!groups) return whole
  return {...whole, by: Object.fromEntries([...groups].map(([key, totals]) => [key, figures(totals)]))}
}

function asTable({all, groups}: Score): string {
  const rows = [...(groups ?? [])]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, totals]) => asLine(key, figures(totals)))
  const {recallByCategory, ...shares} = figures(all)
  const recall = Object.entries(recallByCategory)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, value]) => `${category} ${percent(value)}`)
  return [...rows, asLine('all', {...shares, recallByCategory}), `recall: ${recall.join('  ')}`, ''].join('\n')
}

function asLine(name: string, found: Figures): string {
  const columns = (
    [
      ['P', found.precision],
      ['R', found.recall],
      ['F1', found.f1],
      ['body lost', found.bodyLost],
      ['damaged', found.damaged],
      ['exact', found.exact],
    ] as const
  ).map(([word, value]) => `${word} ${percent(value).padStart(6)}`)
  const missing = found.missing > 0 ? ` (${found.missing} missing)` : ''
  return [`${name.padEnd(14)} docs ${String(found.docs).padStart(4)}${missing}`, ...columns].join('  ')
}

const percent = (value: number) => (100 * value).toFixed(2)

/** The rows of a file that is small enough to be read whole, as marked documents and their records are. */
function readRows<T>(path: string, is: (value: unknown) => value is T, expected: string): T[] {
  return linesOf(path).flatMap((line, index) => {
    if (line.trim() === '') return []
    const value = parse(line)
    if (!is(value)) throw new UsageError(`${path}:${index + 1}: Unexpected line, expected ${expected}`)
    return [value]
  })
}

function linesOf(path: string): string[] {
  try {
    const bytes = readFileSync(path)
    return decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).split('\n')
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read "${path}": ${code}`, {cause: error})
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isGold(value: unknown): value is GoldDocument {
  return (
    isNamed(value) &&
    'text' in value &&
    typeof value.text === 'string' &&
    'noise' in value &&
    Array.isArray(value.noise)
  )
}

/** Records of other tools may leave the unit out: UTF-16 is what it is measured in. */
function isRecord(value: unknown): value is ArticleRecord {
  if (!isNamed(value) || !('removals' in value) || !Array.isArray(value.removals)) return false
  return !('offsets' in value) || value.offsets === 'utf-16'
}

function isNamed(value: unknown): value is {id: string} {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}
