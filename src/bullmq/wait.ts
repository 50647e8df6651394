/** A run → the end of it. */
import {setTimeout as after} from 'node:timers/promises'
import type {Job, Queue} from 'bullmq'
import {deadOf, type DeadShard} from './dead.ts'
import {withQueue, type QueueOptions} from './enqueue.ts'
import {idOf, type Run, type ShardDone, type ShardJob, type ShardProgress} from './shard-job.ts'

/** How far a run is. */
export interface RunProgress {
  readonly shards: number
  readonly done: number
  readonly dead: number
  /** Of shards that are done or under way. */
  readonly articles: number
  readonly failed: number
}

export interface WaitOptions extends QueueOptions, Run {
  /** Called every time the queue was looked at. */
  readonly progress?: (progress: RunProgress) => void
  /** Milliseconds between two looks. Default: 1000. */
  readonly every?: number
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal
}

/** What all shards of a run came to. */
export interface RunDone {
  readonly articles: number
  readonly failed: number
}

/**
 * Waits for all shards of a run, so that `untail merge` can follow.
 *
 * @returns When all are done. Articles that failed are counted: the shards that have some are done all the same.
 * @throws Error that names the shards that are dead, with the reason of the first, when no other is left to wait for; or one that the
 *   queue does not know, or has forgotten.
 */
export const waitForShards = ({progress, every = 1000, signal, ...options}: WaitOptions): Promise<RunDone> =>
  withQueue(options, async (queue) => {
    for (;;) {
      const {far, dead} = await lookAt(queue, options)
      progress?.(far)
      if (far.done === far.shards) return {articles: far.articles, failed: far.failed}
      if (far.done + far.dead === far.shards) throw new Error(causeOf(options.run, dead))
      await after(every, undefined, {signal})
    }
  })

async function lookAt(queue: Queue<ShardJob, ShardDone>, {run, shards}: Run) {
  const numbers = Array.from({length: shards}, (_, index) => index + 1)
  const jobs = await Promise.all(numbers.map((shard) => find(queue, run, shard)))
  const ended = jobs.filter(({finishedOn}) => finishedOn !== undefined)
  // A reason may be left from a try before the one that did it.
  const dead = ended.filter(({returnvalue}) => !returnvalue).map(deadOf)
  const far = {shards, done: ended.length - dead.length, dead: dead.length, articles: 0, failed: 0}
  for (const {returnvalue, progress} of jobs) {
    // A shard that is not begun has 0 as its progress.
    const said = (returnvalue ?? progress) as Partial<ShardProgress>
    far.articles += said.articles ?? 0
    far.failed += said.failed ?? 0
  }
  return {far, dead}
}

async function find(queue: Queue<ShardJob, ShardDone>, run: string, shard: number): Promise<Job<ShardJob, ShardDone>> {
  const job: Job<ShardJob, ShardDone> | undefined = await queue.getJob(idOf(run, shard))
  if (job) return job
  throw new Error(`Unexpected shard ${shard} of run "${run}", expected one that was enqueued and is not forgotten`)
}

function causeOf(run: string, dead: readonly DeadShard[]): string {
  const [{shard, reason}] = dead as [DeadShard, ...DeadShard[]]
  return `Run "${run}": dead are shards ${dead.map((one) => one.shard).join(', ')}; shard ${shard}: ${reason}`
}
