/** What `untail clean` goes by: its flags, and the configuration file where no flag says otherwise. One file only: nothing cascades. */
import {availableParallelism} from 'node:os'
import {InvalidArgumentError, Option, type Command} from 'commander'
import {recordShapes, type RecordShape} from '../io/attributes.ts'
import {UsageError} from '../io/errors.ts'
import {defaultFields, type Fields} from '../io/jsonl.ts'
import {shapes, type Shape} from '../io/shapes.ts'
import {categories, levels, renderings, type Category, type Level, type Options, type Rendering} from '../model.ts'
import {units, type Unit} from '../offsets.ts'
import {CONFIG, findConfig, logs, placeOf, readConfig, type Config, type Log} from './config.ts'
import {positive, readShare, withFields} from './options.ts'

/** The values in force. Paths are as a flag gives them, or absolute where the file does. */
export interface Settings {
  readonly level: Level
  /** The policies that were asked for. */
  readonly policy: NonNullable<Options['policy']>
  readonly sites: NonNullable<Options['sites']>
  readonly profile: string | undefined
  readonly learn: boolean
  readonly to: Rendering
  /** `undefined`: beside the output. */
  readonly record: string | undefined
  readonly recordShape: RecordShape
  readonly offsets: Unit
  readonly shape: Shape
  readonly index: string | undefined
  readonly fields: Fields
  readonly jobs: number
  readonly state: string | undefined
  readonly prune: boolean
  /** Shares, 0 to 1. */
  readonly maxChanged: number | undefined
  readonly maxRemoved: number | undefined
  readonly maxFailed: number | undefined
  readonly report: string | undefined
  readonly metrics: string | undefined
  readonly quarantine: string | undefined
  readonly log: Log
  readonly quiet: boolean
}

export type Origin = 'default' | 'file' | 'flag'

/** Settings, and where each is from. */
export interface InForce {
  readonly settings: Settings
  /** By the place in the settings: `level`, `policy.ui`, `fields.text`, `sites["example.com"].never`. What is not in it is the default. */
  readonly from: ReadonlyMap<string, Origin>
  /** The configuration file, when there is one. */
  readonly file: string | undefined
}

/** The settings whose flags have their names. */
type Plain = Omit<Settings, 'policy' | 'sites' | 'fields'>

const usual: Plain = {
  level: 'careful',
  profile: undefined,
  learn: false,
  to: 'text',
  record: undefined,
  recordShape: 'untail',
  offsets: 'utf-16',
  shape: 'jsonl',
  index: undefined,
  jobs: availableParallelism(),
  state: undefined,
  prune: false,
  maxChanged: undefined,
  maxRemoved: undefined,
  maxFailed: undefined,
  report: undefined,
  metrics: undefined,
  quarantine: undefined,
  log: 'text',
  quiet: false,
}

/** The flags as commander gives them, where they were given. */
interface Flags extends Partial<Plain> {
  readonly keep?: readonly Category[]
  readonly remove?: readonly Category[]
  readonly flag?: readonly Category[]
  readonly config?: string | false
  readonly textField?: string
  readonly htmlField?: string
  readonly idField?: string
  readonly titleField?: string
  readonly hostField?: string
  readonly urlField?: string
  readonly languageField?: string
}

/** The heading of the options that say where things go and how they are written. */
export const OUTPUT = 'Output:'

const among = <Value extends string>(flags: string, says: string, choices: readonly Value[], value: Value): Option =>
  new Option(flags, says).choices(choices).default(value)
/** A flag that turns off what the file turns on. */
const off = (flags: string): Option => new Option(flags).hideHelp()

/** Adds all flags of `untail clean` but `--out`, in groups. */
export function withSettings(command: Command): Command {
  command
    .optionsGroup(OUTPUT)
    .option('-r, --record <file>', 'where the record goes (default: <dir>/record.jsonl or <file>.record.jsonl)')
    .addOption(among('--record-shape <shape>', 'how the record is written', recordShapes, usual.recordShape))
    .addOption(among('--offsets <unit>', 'what the record counts offsets in', units, usual.offsets))
    .addOption(among('--to <form>', 'what pages are written as', renderings, usual.to))
    .addOption(among('--shape <shape>', 'how rows are written', shapes, usual.shape))
    .option('--index <name>', 'the index that es-bulk and opensearch rows name')
  withRules(command)
  return withReading(
    withBatch(command)
      .option('--state <dir>', 'where a run notes what is done')
      .option('--prune', 'take away outputs whose input is gone')
      .addOption(off('--no-prune'))
      .option('--max-changed <share>', 'the largest share of articles that may change: 0.2 or 20%', readShare)
      .option('--max-removed <share>', 'the largest share of characters that may go', readShare)
      .option('--max-failed <share>', 'the largest share of articles that may fail', readShare)
      .option('--report <file>', 'where the report of the run goes')
      .option('--metrics <file>', 'where its metrics go')
      .option('--quarantine <dir>', 'where what failed goes')
      .addOption(among('--log <form>', 'how the run speaks on stderr', logs, usual.log)),
  )
}

/** Adds the flags that say what goes of an article. */
export function withRules(command: Command): Command {
  return command
    .optionsGroup('What goes:')
    .addOption(among('--level <level>', 'how readily a doubtful line goes', levels, usual.level))
    .option('--keep <categories>', 'leave these in, separated by commas', readCategories)
    .option('--remove <categories>', 'take these out (default: all but credit)', readCategories)
    .option('--flag <categories>', 'leave these in and name them in the record', readCategories)
    .optionsGroup('Corpus:')
    .option('--profile <file>', 'go by what `untail learn` wrote of the corpus as well')
    .option('--learn', 'read the inputs twice: learn their profile first, then clean by it')
    .addOption(off('--no-learn'))
}

/** Adds the flags of a run over many articles. */
export function withBatch(command: Command): Command {
  return command
    .optionsGroup('Batch:')
    .addOption(
      new Option('-j, --jobs <n>', 'how much is worked on at a time')
        .argParser(positive)
        .default(usual.jobs, 'one a core'),
    )
    .option('-q, --quiet', 'no summary')
    .addOption(off('--no-quiet'))
}

/** Adds the flags that name the fields of rows and the configuration file. */
export function withReading(command: Command): Command {
  return withFields(command.optionsGroup('Rows:'))
    .option('--language-field <name>', 'JSONL field with the language', defaultFields.language)
    .optionsGroup('Configuration:')
    .option('--config <file>', `go by this file (default: the nearest ${CONFIG} from the working folder upwards)`)
    .option('--no-config', 'go by none')
}

/**
 * The values in force: a flag goes before the file, and the file before what is usual.
 *
 * @param command One with the options of `withSettings`, or some of them, parsed.
 * @param folder The working folder, where the file is looked for.
 * @throws UsageError when the file is not as it must be, or what is asked for does not go together.
 */
export async function settingsOf(command: Command, folder: string): Promise<InForce> {
  const given = command.opts<Flags>()
  const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  const file = given.config === false ? undefined : (given.config ?? findConfig(folder))
  const config: Config = file === undefined ? {} : await readConfig(file)
  const from = new Map<string, Origin>()

  const plain = <Key extends keyof Plain>(key: Key): Plain[Key] => {
    const inFile = config[key] as Plain[Key] | undefined
    const origin = isFlag(key) ? 'flag' : inFile === undefined ? 'default' : 'file'
    from.set(key, origin)
    return origin === 'flag' ? (given[key] as Plain[Key]) : (inFile ?? usual[key])
  }
  const field = (key: keyof typeof fieldFlags): string | undefined => {
    const flag = fieldFlags[key]
    const origin = isFlag(flag) ? 'flag' : config.fields?.[key] === undefined ? 'default' : 'file'
    from.set(`fields.${key}`, origin)
    return origin === 'flag' ? given[flag] : config.fields?.[key]
  }

  const policy = {
    ...policyOf(config, (word) => word, `${file}: `),
    ...policyOf(given, (word) => `--${word}`),
  }
  for (const category of categories) {
    const isAsked = [given.keep, given.remove, given.flag].some((list) => list?.includes(category))
    from.set(`policy.${category}`, isAsked ? 'flag' : policy[category] === undefined ? 'default' : 'file')
  }
  const sites = config.sites ?? {}
  for (const [site, section] of Object.entries(sites))
    for (const key of Object.keys(section)) from.set(placeOf(['sites', site, key]), 'file')

  const html = field('html')
  const settings: Settings = {
    level: plain('level'),
    policy,
    sites,
    profile: plain('profile'),
    learn: plain('learn'),
    to: plain('to'),
    record: plain('record'),
    recordShape: plain('recordShape'),
    offsets: plain('offsets'),
    shape: plain('shape'),
    index: plain('index'),
    fields: {
      text: field('text') ?? defaultFields.text,
      html: html ?? defaultFields.html,
      first: html === undefined ? 'text' : 'html',
      id: field('id') ?? defaultFields.id,
      title: field('title') ?? defaultFields.title,
      host: field('host') ?? defaultFields.host,
      url: field('url') ?? defaultFields.url,
      language: field('language') ?? defaultFields.language,
    },
    jobs: plain('jobs'),
    state: plain('state'),
    prune: plain('prune'),
    maxChanged: plain('maxChanged'),
    maxRemoved: plain('maxRemoved'),
    maxFailed: plain('maxFailed'),
    report: plain('report'),
    metrics: plain('metrics'),
    quarantine: plain('quarantine'),
    log: plain('log'),
    quiet: plain('quiet'),
  }
  return {settings: withOneSource(settings, from), from, file}
}

const fieldFlags = {
  text: 'textField',
  html: 'htmlField',
  id: 'idField',
  title: 'titleField',
  host: 'hostField',
  url: 'urlField',
  language: 'languageField',
} as const

/** A profile is read or learned: the flag for the one turns off the other where the file has it. */
function withOneSource(settings: Settings, from: Map<string, Origin>): Settings {
  if (!settings.learn || settings.profile === undefined) return settings
  const isLearned = from.get('learn') === 'flag'
  if (isLearned && from.get('profile') === 'flag')
    throw new UsageError('Unexpected --learn beside --profile, expected one of them')
  from.set(isLearned ? 'profile' : 'learn', 'flag')
  return isLearned ? {...settings, profile: undefined} : {...settings, learn: false}
}

function policyOf(
  asked: Pick<Config, 'keep' | 'remove' | 'flag'>,
  nameOf: (word: string) => string,
  file = '',
): Settings['policy'] {
  const policy: {-readonly [Key in keyof Settings['policy']]: Settings['policy'][Key]} = {}
  for (const word of ['keep', 'remove', 'flag'] as const)
    for (const category of asked[word] ?? []) {
      const other = policy[category]
      if (other !== undefined && other !== word)
        throw new UsageError(
          `${file}Unexpected "${category}" in ${nameOf(other)} and ${nameOf(word)}, expected it in one`,
        )
      policy[category] = word
    }
  return policy
}

function readCategories(value: string, before: readonly Category[] = []): Category[] {
  const names = value.split(',').map((name) => name.trim())
  return [...before, ...names.map(readCategory)]
}

function readCategory(name: string): Category {
  const category = categories.find((known) => known === name)
  if (category) return category
  throw new InvalidArgumentError(`"${name}" is no category, expected one of ${categories.join(', ')}.`)
}
