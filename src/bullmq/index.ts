/**
 * The shards of a corpus as jobs of BullMQ, for those who have a Redis: `npm i bullmq ioredis`.
 *
 * ```ts
 * import {enqueueShards, waitForShards, workShards} from 'untail/bullmq'
 *
 * const connection = {host: 'localhost', port: 6379}
 *
 * // on every machine; all of them see the same files
 * const worker = workShards({connection})
 * process.once('SIGTERM', () => void worker.close())
 *
 * // once
 * const run = await enqueueShards({connection, args: ['/data/crawl'], out: '/data/parts/{shard}', shards: 64})
 * await waitForShards({connection, ...run, progress: console.error})
 * // then: untail merge /data/parts --out /data/clean
 * ```
 *
 * What a queue holds is carried out: whoever can write to Redis can have workers read and write files.
 */
export {deadShards, reviveShards, type DeadOptions, type DeadShard} from './dead.ts'
export {enqueueShards, type EnqueueOptions, type QueueOptions} from './enqueue.ts'
export type {Run, ShardDone, ShardJob, ShardProgress} from './shard-job.ts'
export {waitForShards, type RunDone, type RunProgress, type WaitOptions} from './wait.ts'
export {workShards, type WorkOptions} from './work.ts'
