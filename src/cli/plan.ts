/** `untail plan` */
import {basename, dirname, join} from 'node:path'
import {Command, InvalidArgumentError, Option} from 'commander'
import {UsageError} from '../io/errors.ts'
import {partsOf} from '../io/inputs.ts'
import {defaultFields, type Fields} from '../io/jsonl.ts'
import {refuseInput} from '../io/outputs.ts'
import {writeWhole} from '../io/sink.ts'
import {declareClean, placesOf} from './clean.ts'
import {positive} from './options.ts'
import {settingsOf} from './settings.ts'
import {slurmScript, type SlurmPlan} from './slurm.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface PlanOptions {
  readonly shards: number
  readonly out: string
  readonly arrayLimit?: number
  readonly cpus: number
  readonly time?: string
  readonly mem?: string
  readonly partition?: string
}

const examples = `
Examples:
  untail plan --engine slurm --shards 64 --out job.sh -- clean crawl --out clean --level balanced
  bash job.sh                                  submits the shards and the merge, and names the folder of this submission
  bash job.sh resume clean.shards/x7Qp2a       submits again what is not done of it
  untail plan --engine slurm --shards 500 --array-limit 100 --cpus 2 --mem 1G -- clean crawl --out all.jsonl.gz --learn

The command is checked now as it will be on the nodes: plan in a folder, and on a disk, that they see. Record, report, metrics and guards are
for the merge, and go with the command, not in a configuration file. The environment of "bash job.sh" goes along: PATH, SBATCH_ACCOUNT and
the like. Many clusters take no array of more than 1,000 (MaxArraySize).`

/** The command; its exit code goes to `exit`. */
export function planCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('plan')
  return command
    .summary('write the script that has a cluster clean a corpus')
    .description('Writes a script that submits the shards of a corpus to an engine, and a merge behind them.')
    .argument('<command...>', 'behind "--": what untail is to do, without --shard')
    .addOption(new Option('--engine <name>', 'what runs it').choices(['slurm']).makeOptionMandatory())
    .requiredOption('--shards <n>', 'in how many shards', positive)
    .option('-o, --out <file|->', 'where the script goes', '-')
    .option('--array-limit <n>', 'how many tasks run at a time (default: as many as the cluster lets)', positive)
    .option('--cpus <n>', 'processors of a task: articles are cleaned by so many', positive, 1)
    .option('--time <limit>', 'how long a task may take, as sbatch has it: 02:00:00', plainWord)
    .option('--mem <size>', 'the memory of a task, as sbatch has it: 1G', plainWord)
    .option('--partition <name>', 'where tasks run', plainWord)
    .addHelpText('after', examples)
    .action(async ([name, ...args]: string[], options: PlanOptions) => {
      if (name !== 'clean')
        throw new UsageError(`Unexpected "${name}" behind "--", expected clean and what it is to do`)
      const planned = declareClean().copyInheritedSettings(command)
      planned.parse(args, {from: 'user'})
      const script = slurmScript(await planOf(planned, options, surroundings.cwd))
      const {out} = options
      if (out === '-') surroundings.stdout.write(script)
      else writeWhole(out, script)
      exit(exitCodes.done)
    })
}

/** What each shard can't have of its own, or has from the plan. */
const refused = {
  shard: 'none: each task has its own',
  jobs: '--cpus before "--"',
  state: 'none: a shard that is done is not done again',
  prune: 'none: a shard does not know what others wrote',
} as const

/** What is of the whole corpus: the merge does it. */
const ofMerge = ['record', 'report', 'metrics', 'maxChanged', 'maxRemoved', 'maxFailed'] as const

/** @throws UsageError when the command is not one that shards can be cleaned by. */
async function planOf(
  planned: Command,
  {out: script, shards, cpus, arrayLimit, time, mem, partition}: PlanOptions,
  folder: string,
): Promise<SlurmPlan> {
  const {settings, from, file} = await settingsOf(planned, folder)
  for (const [name, expected] of Object.entries(refused))
    if (isGiven(planned, name)) throw new UsageError(`Unexpected --${name} behind "--", expected ${expected}`)
  for (const name of [...ofMerge, 'state', 'prune', 'quarantine'] as const)
    if (from.get(name) === 'file')
      throw new UsageError(`${file}: Unexpected "${name}", expected none: each task would go by it`)
  const {out} = planned.opts<{readonly out: string}>()
  const {learn, quarantine, fields} = settings
  // Counting for a profile is a step of its own.
  const {whole} = placesOf(planned.args, out, {...settings, learn: false}, {number: 1, of: shards})
  const sources = whole.groups.flatMap((group) => group.sources)
  refuseInput({sources, folders: []}, script)
  return {
    folder,
    inputs: planned.args,
    // Without a slash at the end: names beside it are made of it.
    out: join(dirname(out), basename(out)),
    suffix: whole.folder === undefined ? out.slice(partsOf(out).stem.length) : '',
    shards,
    clean: flagsOf(
      planned,
      (name) => !(name === 'learn' && learn) && ![...ofMerge, 'out', 'quarantine'].includes(name),
    ),
    merge: flagsOf(planned, (name) => [...ofMerge, 'quiet'].includes(name)),
    learn: learn ? [...fieldFlags(fields), ...(settings.quiet ? ['--quiet'] : [])] : undefined,
    quarantine,
    arrayLimit,
    asks: {'cpus-per-task': cpus, time, mem, partition},
  }
}

const isGiven = (command: Command, name: string): boolean => command.getOptionValueSource(name) === 'cli'

/** Options that were given, as flags of their long names. */
function flagsOf(command: Command, isWanted: (name: string) => boolean): string[] {
  const given = Object.entries(command.opts<Readonly<Record<string, unknown>>>())
  return given
    .filter(([name]) => isWanted(name) && isGiven(command, name))
    .flatMap(([name, value]) => {
      if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${dashed(name)}`]
      return [`--${dashed(name)}`, String(value)]
    })
}

/** `untail learn` reads no configuration file: the fields that it goes by are given, where they are others than usual. */
function fieldFlags(fields: Fields): string[] {
  const isUsual = (name: 'text' | 'html' | 'id' | 'title' | 'host' | 'url'): boolean =>
    name === 'html' ? fields.first === 'text' : fields[name] === defaultFields[name]
  return (['text', 'html', 'id', 'title', 'host', 'url'] as const).flatMap((name) =>
    isUsual(name) ? [] : [`--${name}-field`, fields[name]],
  )
}

const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Reads what stands in a line of sbatch's. */
function plainWord(value: string): string {
  if (/^[\w.,:+-]+$/.test(value)) return value
  throw new InvalidArgumentError('expected letters, digits and . , : + - only.')
}
