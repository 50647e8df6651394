/** Jobs → shards that are done. */
import {availableParallelism} from 'node:os'
import {DelayedError, UnrecoverableError, Worker, type Job, type WorkerOptions} from 'bullmq'
import type {QueueOptions} from './enqueue.ts'
import {command, reasonOf, runProcess, verdictOf} from './child.ts'
import {QUEUE, argsOf, type ShardDone, type ShardJob} from './shard-job.ts'

export interface WorkOptions extends QueueOptions, Pick<WorkerOptions, 'lockDuration' | 'stalledInterval' | 'name'> {
  /** How many shards at a time. Default: 1, as a shard takes all cores. */
  readonly concurrency?: number
  /** How many threads a shard has. Default: as many as there are cores for it. */
  readonly jobs?: number
}

/** Milliseconds until a shard is looked at again that another process holds, on a machine that may be dead. */
const LATER = 30_000
/** So often a shard may lose its worker: what kills every worker is dead in the end. BullMQ has 1, which one bad machine is enough for. */
const STALLS = 5

/**
 * Does the shards of a queue, until it is closed.
 *
 * Each runs in a process of its own, the command line of this package: nothing that a shard does holds up the renewal of its lock, however
 * long it takes, and a crash costs that shard only. (A sandbox of BullMQ's would be a process more, which waits for this one.) When the
 * worker dies its processes stop too, and its shards are done by others once their locks have run out (`lockDuration`, 30 s). Doing a
 * shard again is safe: what it writes appears when it is whole.
 *
 * Articles that failed (exit code 1) are counted in the result. Usage and guards (2 and 3) are final. All else is tried again, with
 * backoff; what another process holds (75) is tried later without counting as a try.
 *
 * @returns BullMQ's worker, with its events. `close()` waits for the shards under way.
 */
export function workShards(options: WorkOptions): Worker<ShardJob, ShardDone> {
  const {queue = QUEUE, concurrency = 1, jobs, ...others} = options
  const threads = jobs ?? Math.max(1, Math.floor(availableParallelism() / concurrency))
  const worker = new Worker<ShardJob, ShardDone>(queue, (job, token, signal) => work(job, threads, token, signal), {
    ...others,
    concurrency,
    maxStalledCount: STALLS,
  })
  // The shard is another worker's by now, or will be: two would only be in each other's way.
  worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => worker.cancelJob(id, 'the lock is lost')))
  return worker
}

async function work(
  job: Job<ShardJob, ShardDone>,
  threads: number,
  token?: string,
  signal?: AbortSignal,
): Promise<ShardDone> {
  // How far it is may get lost: it is said again.
  const progress = (value: object) => void job.updateProgress(value).catch(() => undefined)
  const ended = await runProcess([...command, ...argsOf(job.data, threads)], progress, signal)
  switch (verdictOf(ended)) {
    case 'done':
      return ended.done
    case 'never':
      throw new UnrecoverableError(reasonOf(ended))
    case 'later':
      await job.moveToDelayed(Date.now() + LATER, token)
      throw new DelayedError(reasonOf(ended))
    default:
      throw new Error(reasonOf(ended))
  }
}
