/** A run over a corpus → jobs. */
import {Queue, type ConnectionOptions} from 'bullmq'
import {QUEUE, idOf, jobsOf, runOf, type Run, type ShardJob} from './shard-job.ts'

/** Which queue. */
export interface QueueOptions {
  /** Redis: `{host, port}`, which needs the package `ioredis`, or a client that BullMQ takes. */
  readonly connection: ConnectionOptions
  /** Default: `untail`. */
  readonly queue?: string
  /** What the names of all keys begin with. Default: that of BullMQ, `bull`. */
  readonly prefix?: string
}

export interface EnqueueOptions extends QueueOptions {
  /**
   * What stands behind `untail clean`: inputs and flags, but `--out` and `--shard`. `{shard}` in it becomes the number of the shard, as
   * in `--report reports/{shard}.json`. Paths mean the same to all workers, so they are absolute, or all workers run in one folder.
   */
  readonly args: readonly string[]
  /** Where a shard writes: `parts/{shard}`, or `parts/{shard}.jsonl` for rows in a file. */
  readonly out: string
  /** How many jobs. A shard is best minutes of work: it starts anew when its worker dies. */
  readonly shards: number
  /** The name of the run. Default: a digest of `args`, `out` and `shards`. */
  readonly run?: string
  /** How often a shard is tried before it is dead. Default: 5. */
  readonly attempts?: number
  /** Milliseconds before the second try; each further wait is twice the one before. Default: 5000. */
  readonly backoff?: number
}

/** A run that is done is forgotten after a week: from then on it can be enqueued by the same name again. */
const WEEK = 7 * 24 * 3600

/**
 * Adds a job for every shard of a run. What is known already is not added again, done or not: a run that is to be done anew has
 * another name.
 *
 * @returns The run, for `waitForShards`.
 * @throws Error when `out` is the same for all shards or stands in `args`, or Redis can't be reached.
 */
export async function enqueueShards(options: EnqueueOptions): Promise<Run> {
  const {args, out, shards, attempts = 5, backoff = 5000} = options
  const run = {run: options.run ?? runOf(args, out, shards), shards}
  const jobs = jobsOf(run, args, out)
  await withQueue(options, (queue) =>
    queue.addBulk(
      jobs.map((data) => ({
        name: 'shard',
        data,
        opts: {
          jobId: idOf(data.run, data.shard),
          attempts,
          backoff: {type: 'exponential', delay: backoff},
          removeOnComplete: {age: WEEK},
          removeOnFail: false,
        },
      })),
    ),
  )
  return run
}

/** Works with the queue for as long as that takes. */
export async function withQueue<T>(
  {connection, queue: name = QUEUE, prefix}: QueueOptions,
  work: (queue: Queue<ShardJob>) => Promise<T>,
): Promise<T> {
  const queue = new Queue<ShardJob>(name, {connection, ...(prefix !== undefined && {prefix})})
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}
