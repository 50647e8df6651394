/** `untail diff` */
import {Command} from 'commander'
import {addPair, noDifference, pairsOf, type Change, type Difference, type Stretch} from '../diff.ts'
import {UsageError} from '../io/errors.ts'
import {readRecord} from '../io/record-lines.ts'
import {categories, type Removal} from '../model.ts'
import {positive} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'
import {tableOf} from './table.ts'

interface DiffOptions {
  readonly worst: number
  readonly json?: boolean
  readonly quiet?: boolean
}

const examples = `
Articles are compared by their ids; one whose source is another text in B is named and not compared. Of an article that differs
"-" is what only A takes out, "+" what only B takes out, "~" what both do under different categories, with their confidence.

Exit codes: 0 both take out the same, 1 they differ, 2 usage or no record.

Examples:
  untail clean corpus --out old                    before an update of the package or of the configuration
  untail clean corpus --out new                    after it
  untail diff old/record.jsonl new/record.jsonl
  untail diff old.record.jsonl.gz new.record.jsonl.gz --worst 50 --json`

/** The command; its exit code goes to `exit`. */
export function diffCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  return new Command('diff')
    .summary('compare two records of the same articles')
    .description(
      'What two versions of rules, weights or settings take out differently of the same articles, worst first.',
    )
    .argument('<record-a>', 'the record of a run, packed or not')
    .argument('<record-b>', 'that of another run over the same articles')
    .option('--worst <n>', 'how many of the articles that differ most are shown', positive, 10)
    .option('--json', 'the same as JSON')
    .option('-q, --quiet', 'the exit code alone')
    .addHelpText('after', examples)
    .action(async (a: string, b: string, {worst, json, quiet}: DiffOptions) => {
      const difference = await diff(a, b, worst)
      if (!quiet) surroundings.stdout.write(json ? `${JSON.stringify(asJson(difference))}\n` : asText(difference, a, b))
      const {changed, onlyA, onlyB, otherSource} = difference.articles
      exit(changed + onlyA + onlyB + otherSource > 0 ? exitCodes.differ : exitCodes.done)
    })
}

async function diff(a: string, b: string, most: number): Promise<Difference> {
  const difference = noDifference()
  try {
    for await (const pair of pairsOf(readRecord(a), readRecord(b))) addPair(difference, pair, most)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, {cause: error})
    throw error
  }
  return difference
}

function asJson({rules, worst, ...sums}: Difference): object {
  const brief = (removal: Removal | undefined) =>
    removal && {category: removal.category, confidence: removal.confidence}
  const stretches = (change: Change) =>
    change.stretches.map(({start, end, text, a, b}) => ({start, end, text, a: brief(a), b: brief(b)}))
  return {
    rules: {a: [...rules.a], b: [...rules.b]},
    ...sums,
    worst: worst.map((change) => ({...change, stretches: stretches(change)})),
  }
}

function asText({articles, characters, categories: rows, rules, otherSource, worst}: Difference, a: string, b: string) {
  const {same, changed, onlyA, onlyB} = articles
  const known = categories.filter((category) => rows[category])
  const all = known.map((category) => rows[category]!)
  const sum = (key: 'a' | 'b' | 'onlyA' | 'onlyB'): string => count(all.reduce((total, row) => total + row[key], 0))
  const table = tableOf([
    ['characters', 'A', 'B', 'only A', 'only B'],
    ...known.map((category) => {
      const row = rows[category]!
      return [category, count(row.a), count(row.b), count(row.onlyA), count(row.onlyB)]
    }),
    ['all', sum('a'), sum('b'), sum('onlyA'), sum('onlyB')],
  ])
  const others = otherSource.map((id) => `  ${id}\n`).join('')
  const unnamed = articles.otherSource - otherSource.length
  return [
    `A ${a}  rules ${named(rules.a)}\nB ${b}  rules ${named(rules.b)}\n\n`,
    `articles: ${count(same)} the same, ${count(changed)} changed, ${count(onlyA)} only in A, ${count(onlyB)} only in B\n`,
    `taken out by both: ${count(characters.both)} characters, ${count(characters.renamed)} of them under another category\n\n`,
    table,
    articles.otherSource > 0 ? `\nwith another source, not compared: ${count(articles.otherSource)}\n${others}` : '',
    unnamed > 0 ? `  and ${count(unnamed)} more\n` : '',
    ...worst.map(changeText),
  ].join('')
}

function changeText({id, status, onlyA, onlyB, stretches}: Change): string {
  const states = status ? `, ${status.a} → ${status.b}` : ''
  return `\n${id}  -${count(onlyA)} +${count(onlyB)}${states}\n${stretches.map(stretchText).join('')}`
}

function stretchText({text, a, b}: Stretch): string {
  const sign = a && b ? '~' : a ? '-' : '+'
  const as = [a, b].flatMap((removal) => (removal ? [`${removal.category} ${removal.confidence}`] : [])).join(' → ')
  return `${sign} ${as} ${shown(text)}\n`
}

/** Code units of a stretch that are shown. */
const SHOWN = 100

function shown(text: string): string {
  const words = text.trim() || text
  if (words.length <= SHOWN) return JSON.stringify(words)
  const space = words.lastIndexOf(' ', SHOWN)
  return `${JSON.stringify(words.slice(0, space > 0 ? space : SHOWN))} …`
}

/** The digests of rules, as short as a commit's. */
const named = (digests: ReadonlySet<string>): string => [...digests].map((digest) => digest.slice(0, 12)).join(' ')

const count = (number: number): string => number.toLocaleString('en-US')
