/** A shard as a job of a queue: a command line and a number, never text. */
import {createHash} from 'node:crypto'

/** What a job holds. */
export interface ShardJob {
  /** The run that the shard is of. */
  readonly run: string
  /** Which of how many: from 1 up. */
  readonly shard: number
  readonly of: number
  /** What stands behind `untail clean`, without `--shard`. */
  readonly args: readonly string[]
}

/** How far a shard is. */
export interface ShardProgress {
  readonly articles: number
  readonly failed: number
  /** Of sources, as they are read. */
  readonly bytes: number
}

/** What became of a shard that is done. */
export interface ShardDone {
  readonly articles: number
  /** Articles that could not be read: their reasons are in the record, and the shard is done all the same. */
  readonly failed: number
  readonly seconds: number
}

/** A run over a corpus, cut into jobs. */
export interface Run {
  readonly run: string
  readonly shards: number
}

export const QUEUE = 'untail'
/** What stands for the number of the shard in paths. */
const NUMBER = '{shard}'

/**
 * The jobs of a run.
 *
 * @param args What stands behind `untail clean`: inputs and flags but `--out` and `--shard`. `{shard}` is replaced in all of them.
 * @param out Where a shard writes: `parts/{shard}` or `parts/{shard}.jsonl.gz`.
 * @throws Error when all shards would write to one place, or what is asked for makes no jobs.
 */
export function jobsOf({run, shards}: Run, args: readonly string[], out: string): ShardJob[] {
  if (!Number.isSafeInteger(shards) || shards < 1)
    throw new Error(`Unexpected ${shards} shards, expected a whole number from 1 up`)
  if (!out.includes(NUMBER))
    throw new Error(`Unexpected out "${out}", expected ${NUMBER} in it: each shard has its own`)
  const taken = args.find((arg) => /^(?:-o|--out|--shard)(?:=|$)/u.test(arg))
  if (taken !== undefined) throw new Error(`Unexpected ${taken} in args, expected out and shards beside them`)
  if (!/^[\w.-]+$/u.test(run))
    throw new Error(`Unexpected run "${run}", expected letters of ASCII, digits, ".", "_" and "-"`)
  const line = ['--out', out, ...args]
  return Array.from({length: shards}, (_, index) => ({
    run,
    shard: index + 1,
    of: shards,
    args: line.map((arg) => arg.replaceAll(NUMBER, String(index + 1))),
  }))
}

/** The same for the same work: what is there already is not added again. */
export const idOf = (run: string, shard: number): string => `${run}-${shard}`

/** The name of a run that was given none: a digest of all that it does. */
export const runOf = (args: readonly string[], out: string, shards: number): string =>
  createHash('sha256')
    .update(JSON.stringify([args, out, shards]))
    .digest('hex')
    .slice(0, 16)

/**
 * The arguments of the process that does a shard. Its worker says how it speaks and how many threads it has.
 *
 * @returns From `clean` on.
 */
export function argsOf({args, shard, of}: Pick<ShardJob, 'args' | 'shard' | 'of'>, jobs: number): string[] {
  // Behind what the job holds, as the last of a flag goes, but before "--": all behind that is an input.
  const inputs = args.indexOf('--')
  const own = ['--shard', `${shard}/${of}`, '--jobs', String(jobs), '--log', 'json', '--no-quiet']
  return ['clean', ...args.toSpliced(inputs === -1 ? args.length : inputs, 0, ...own)]
}
