/** `untail clean` */
import {mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {Command, InvalidArgumentError, Option} from 'commander'
import {UsageError, systemCode} from '../io/errors.ts'
import {findSources, type Inputs} from '../io/inputs.ts'
import {planOutputs, type Outputs} from '../io/outputs.ts'
import {
  categories,
  levels,
  renderings,
  type Category,
  type Level,
  type Policy,
  type Profile,
  type Rendering,
} from '../model.ts'
import {units, type Unit} from '../offsets.ts'
import type {Counts} from '../run/ledger.ts'
import {learn} from '../run/learn.ts'
import {run, type RunOptions} from '../run/run.ts'
import {readProfileFile} from './learn.ts'
import {fieldsOf, positive, withFields, type FieldOptions} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface CleanOptions extends FieldOptions {
  readonly out: string
  readonly record?: string
  readonly to: Rendering
  readonly level: Level
  readonly keep?: readonly Category[]
  readonly remove?: readonly Category[]
  readonly flag?: readonly Category[]
  readonly profile?: string
  readonly learn?: boolean
  readonly offsets: Unit
  readonly jobs: number
  readonly quiet?: boolean
}

const examples = `
Examples:
  untail clean articles --out clean               a folder of .txt, .html and .jsonl: the same names under clean/
  untail clean news.jsonl --out clean.jsonl       rows in, the same rows out; the record is clean.record.jsonl
  untail clean 'crawl/**/*.txt' --out clean       a glob
  untail clean pages --out clean --to html        pages stay pages, which "untail restore" takes back to their sources
  zcat news.jsonl.gz | untail clean - --out - --record record.jsonl | gzip > clean.jsonl.gz
  untail clean articles --out clean --learn       lines that many of the pages have are told from what they say
  untail clean articles --out clean --level balanced --keep comments,legal --remove credit

Pages are files named .html or .htm, and the rows that have one and no text. As text or markdown, a page in a file is written
to .txt or .md, and one in a row into the row's text field; --to html leaves both where they were. What is "refused" is written
whole.

Categories: ${categories.join(', ')}`

/** The command; its exit code goes to `exit`. */
export function cleanCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('clean')
    .summary('cut the noise out of articles')
    .description(
      'Writes the clean articles, and a record of everything that was taken out: with both the sources come back.',
    )
    .argument('<inputs...>', 'files, folders or globs of .txt, .html, .htm, .jsonl, .ndjson; - for JSONL on stdin')
    .requiredOption('-o, --out <dir|file|->', 'where clean articles go; - is stdout')
    .option('-r, --record <file>', 'where the record goes (default: <dir>/record.jsonl or <file>.record.jsonl)')
    .addOption(new Option('--to <form>', 'what pages are written as').choices(renderings).default('text'))
    .addOption(new Option('--level <level>', 'how readily a doubtful line goes').choices(levels).default('careful'))
    .option('--keep <categories>', 'leave these in, separated by commas', readCategories)
    .option('--remove <categories>', 'take these out (default: all but credit)', readCategories)
    .option('--flag <categories>', 'leave these in and name them in the record', readCategories)
    .option('--profile <file>', 'go by what `untail learn` wrote of the corpus as well')
    .addOption(
      new Option('--learn', 'read the inputs twice: learn their profile first, then clean by it').conflicts('profile'),
    )
    .addOption(new Option('--offsets <unit>', 'what the record counts offsets in').choices(units).default('utf-16'))
    .option('-j, --jobs <n>', 'how many .txt and .html files are read and written at a time', positive, 8)
    .option('-q, --quiet', 'no summary')
  return withFields(command)
    .addHelpText('after', examples)
    .action(async (inputNames: string[], options: CleanOptions) => {
      const policy = policyOf(options)
      const inputs = findSources(inputNames)
      if (options.learn && inputs.sources.some(({path}) => path === '-'))
        throw new UsageError('Unexpected --learn with "-", expected files: stdin can be read only once')
      const outputs = planOutputs(inputs, options.out, options.to, options.record)
      const reading: Reading = {
        fields: fieldsOf(options),
        jobs: options.jobs,
        report: (place, reason) => surroundings.stderr.write(`untail: ${place}: ${reason}\n`),
        ...(surroundings.signal && {signal: surroundings.signal}),
      }
      const profile = await profileOf(options, inputs, surroundings, reading)
      const {clean, digest} = surroundings.cleaner({level: options.level, policy}, profile)
      makeFolder(outputs)
      const counts = await run(outputs, clean, surroundings, {
        ...reading,
        rules: digest,
        offsets: options.offsets,
        to: options.to,
      })
      if (!options.quiet) surroundings.stderr.write(`${summary(counts)}\n`)
      exit(counts.failed > 0 ? exitCodes.someFailed : exitCodes.done)
    })
}

type Reading = Pick<RunOptions, 'fields' | 'jobs' | 'report' | 'signal'>

/** The profile to go by, read or learned. */
async function profileOf(
  options: CleanOptions,
  {sources}: Inputs,
  surroundings: Surroundings,
  reading: Reading,
): Promise<Profile | undefined> {
  if (options.profile !== undefined) return readProfileFile(options.profile)
  if (!options.learn) return undefined
  const tally = surroundings.tally()
  // What fails is named once, when it is to be cleaned.
  await learn(sources, tally.add, surroundings, {...reading, report: () => undefined})
  return tally.freeze()
}

/** One line on what a run has done. */
export function summary(counts: Counts): string {
  const removed = Object.entries(counts.removed).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const total = removed.reduce((sum, [, characters]) => sum + characters, 0)
  const byCategory = removed.map(([category, characters]) => `${category} ${number(characters)}`).join(', ')
  const statuses = (['cleaned', 'clean', 'refused', 'failed'] as const)
    .map((status) => `${number(counts[status])} ${status}`)
    .join(', ')
  return (
    `${number(counts.articles)} article${counts.articles === 1 ? '' : 's'}: ${statuses}; ` +
    `${number(total)} of ${number(counts.characters)} characters taken out${total > 0 ? ` (${byCategory})` : ''}`
  )
}

const number = (value: number) => value.toLocaleString('en-US')

function readCategories(value: string, before: readonly Category[] = []): Category[] {
  const names = value.split(',').map((name) => name.trim())
  return [...before, ...names.map(readCategory)]
}

function readCategory(name: string): Category {
  const category = categories.find((known) => known === name)
  if (category) return category
  throw new InvalidArgumentError(`"${name}" is no category, expected one of ${categories.join(', ')}.`)
}

function policyOf(options: CleanOptions): Partial<Record<Category, Policy>> {
  const policy: Partial<Record<Category, Policy>> = {}
  for (const word of ['keep', 'remove', 'flag'] as const)
    for (const category of options[word] ?? []) {
      const other = policy[category]
      if (other !== undefined && other !== word)
        throw new UsageError(`Unexpected "${category}" in --${other} and --${word}, expected it in one`)
      policy[category] = word
    }
  return policy
}

/** A folder that can't be made stops the run here, and not once for every article. */
function makeFolder({tasks: [first]}: Outputs): void {
  if (!first || first.target === '-') return
  const folder = dirname(first.target)
  try {
    mkdirSync(folder, {recursive: true})
  } catch (error) {
    throw new UsageError(`Cannot make the folder "${folder}": ${systemCode(error) ?? String(error)}`, {cause: error})
  }
}
