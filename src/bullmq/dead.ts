/** Shards that failed for good. BullMQ keeps them in the set of failed jobs, by the same step in which they fail: none gets lost between. */
import type {Job} from 'bullmq'
import {withQueue, type QueueOptions} from './enqueue.ts'
import type {ShardJob} from './shard-job.ts'

/** A shard that failed for good. */
export interface DeadShard extends ShardJob {
  /** Why, the last time. */
  readonly reason: string
  /** How often it was tried. */
  readonly attempts: number
  /** When it failed, in milliseconds since 1970. */
  readonly at: number
}

/** Which of the dead: those of a run, or all. */
export interface DeadOptions extends QueueOptions {
  readonly run?: string
}

/** Lists the shards that failed for good, by run and number. They stay until they are put back, or removed with BullMQ. */
export const deadShards = (options: DeadOptions): Promise<DeadShard[]> => eachDead(options, async (job) => deadOf(job))

/**
 * Puts shards that failed for good back into the queue, with all their tries.
 *
 * @returns What was put back.
 */
export const reviveShards = (options: DeadOptions): Promise<DeadShard[]> =>
  eachDead(options, async (job) => {
    const dead = deadOf(job)
    await job.retry('failed', {resetAttemptsMade: true, resetAttemptsStarted: true})
    return dead
  })

const eachDead = ({run, ...options}: DeadOptions, work: (job: Job<ShardJob>) => Promise<DeadShard>) =>
  withQueue(options, async (queue) => {
    const jobs = await queue.getFailed()
    const dead = await Promise.all(jobs.filter(({data}) => run === undefined || data.run === run).map(work))
    return dead.toSorted((a, b) => (a.run === b.run ? a.shard - b.shard : a.run < b.run ? -1 : 1))
  })

/** A job that failed for good, as a dead shard. */
export const deadOf = ({data, failedReason, attemptsMade, finishedOn}: Job<ShardJob>): DeadShard => ({
  ...data,
  reason: failedReason,
  attempts: attemptsMade,
  at: finishedOn ?? 0,
})
