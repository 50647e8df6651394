// BullMQ: two workers. The process of a shard is killed, then a worker, then Redis. Then shards that are dead and come back, one that another
// process holds, and one that takes longer than its lock lasts.
import {mkdirSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {once} from 'node:events'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Queue} from 'bullmq'
import {takeLock} from '../../dist/run/lock.js'
import {deadShards, enqueueShards, reviveShards, waitForShards} from '../../dist/bullmq/index.js'
import {freePort, isRunning, start, until} from './processes.mjs'
import {SHARDS, holderOf, merge, underWay} from './shards.mjs'

const script = fileURLToPath(new URL('./bullmq-worker.mjs', import.meta.url))

export const engine = {
  name: 'BullMQ',
  packages: ['redis-server'],
  async run(place) {
    const connection = {host: '127.0.0.1', port: await freePort()}
    const data = join(place.root, 'redis')
    mkdirSync(data)
    let redis = await startRedis(connection.port, data)
    const queue = new Queue('untail', {connection})
    // Told while Redis is away.
    queue.on('error', () => undefined)

    const parts = join(place.root, 'parts')
    const what = {
      connection,
      args: [place.corpus, '--no-config'],
      out: join(parts, '{shard}'),
      shards: SHARDS,
      backoff: 500,
    }
    const run = await enqueueShards(what)
    await enqueueShards(what)
    expect('jobs enqueued twice', await queue.getJobCounts('wait', 'active'), {wait: SHARDS, active: 0})

    const [one, other] = [0, 1].map(() => startWorker({connection, jobs: 1, lockDuration: 3000, stalledInterval: 3000}))
    const again = await until(() => underWay(parts), 'a shard under way', one)
    place.kill(holderOf(parts, again))
    const lost = await until(() => one.count() > 0 && one.atWork(parts), 'a shard under way', one)
    const orphan = holderOf(parts, lost)
    place.kill(one.pid)
    const killedAt = Date.now()
    await until(() => !isRunning(orphan), 'the end of what the worker had started', other)
    const before = other.count()
    const under = await until(() => other.count() > before && other.atWork(parts), 'a shard under way', other)
    place.kill(redis.pid)
    await redis.ended
    await until(() => other.events('error').length > 0, 'a worker that misses Redis', other)
    redis = await startRedis(connection.port, data)

    await waitForShards({connection, ...run})
    expect('jobs at the end', await queue.getJobCounts('completed', 'failed', 'wait', 'active', 'delayed'), {
      completed: SHARDS,
      failed: 0,
      wait: 0,
      active: 0,
      delayed: 0,
    })
    const {stalledCounter} = await queue.getJob(`${run.run}-${lost}`)
    expect(`how often shard ${lost} lost its worker`, stalledCounter, 1)
    expect('shards done twice at a time', overlaps([one.spans(killedAt), other.spans(Date.now())].flat()), [])
    await other.stop()

    await deadAndBack(place, connection)
    await heldByAnother(place, connection)
    await longerThanItsLock(place, connection)
    await queue.close()
    return {
      out: await merge(place, parts),
      killed: `the process of shard ${again}, a worker with shard ${lost}, Redis with shard ${under}`,
    }
  },
}

/** A run that can't be done is dead and says why; put back, when it can be, it is done. */
async function deadAndBack({root}, connection) {
  const where = {connection, queue: 'dead'}
  const input = join(root, 'late.jsonl')
  const worker = startWorker({...where, jobs: 1})
  const run = await enqueueShards({...where, args: [input, '--no-config'], out: join(root, 'late/{shard}'), shards: 2})
  const said = await waitForShards({...where, ...run}).catch((error) => error.message)
  const reason = `untail clean ended with exit code 2: untail: No such file or folder: "${input}"`
  expect('word of a run', said, `Run "${run.run}": dead are shards 1, 2; shard 1: ${reason}`)
  const tries = (await deadShards(where)).map(({attempts}) => attempts)
  expect('tries of what is of no use to try again', tries, [1, 1])
  writeFileSync(input, '{"id": "1", "text": "word"}\n')
  expect('shards put back', (await reviveShards({...where, run: run.run})).length, 2)
  expect('word of a run', await waitForShards({...where, ...run}), {articles: 1, failed: 0})
  expect('dead shards', await deadShards(where), [])
  await worker.stop()
}

/** What another process writes is left to it, and looked at again: that is no try. */
async function heldByAnother({root}, connection) {
  const where = {connection, queue: 'held'}
  const input = join(root, 'held.jsonl')
  writeFileSync(input, '{"id": "1", "text": "word"}\n')
  const lock = takeLock(join(root, 'held/1/.untail/lock'), 'a shard')
  const worker = startWorker({...where, jobs: 1})
  const run = await enqueueShards({...where, args: [input, '--no-config'], out: join(root, 'held/{shard}'), shards: 1})
  const queue = new Queue('held', {connection})
  const job = await until(async () => (await queue.getDelayed())[0], 'a shard that is put off', worker)
  expect('tries of a shard that another has', job.attemptsMade, 0)
  lock.release()
  await job.promote()
  expect('word of a run', await waitForShards({...where, ...run}), {articles: 1, failed: 0})
  await queue.close()
  await worker.stop()
}

/** A shard that takes longer than its lock lasts is done once. */
async function longerThanItsLock({root, corpus, log}, connection) {
  const where = {connection, queue: 'long'}
  const lock = 1000
  const workers = [0, 1].map(() => startWorker({...where, jobs: 1, lockDuration: lock, stalledInterval: lock}))
  const run = await enqueueShards({...where, args: [corpus, '--no-config'], out: join(root, 'long/{shard}'), shards: 1})
  await waitForShards({...where, ...run})
  const spans = workers.flatMap((worker) => worker.spans(Date.now()))
  expect('how often a shard longer than its lock is begun', spans.length, 1)
  const took = spans[0].to - spans[0].from
  if (took < 2 * lock) throw new Error(`Unexpected ${took} ms, expected a shard of more than two locks of ${lock} ms`)
  log(`a shard of ${took} ms under a lock of ${lock} ms was done once`)
  await Promise.all(workers.map((worker) => worker.stop()))
}

/** Redis that answers. What it was told is on the disk before it says so. */
async function startRedis(port, data) {
  const options = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', data, '--appendonly', 'yes', '--save', '']
  const redis = start('redis-server', options)
  await until(() => isReady(port), 'Redis', redis)
  return redis
}

async function isReady(port) {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [answer] = await once(socket, 'data')
    return String(answer).startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function startWorker(options) {
  const worker = start(process.execPath, [script, JSON.stringify(options)])
  const all = () =>
    worker
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
  const events = (name) => all().filter(({event}) => event === name)
  /** From when to when it was at which shard; what has not ended does so when all does. */
  const spans = (end) =>
    events('begun').map(({shard, at}) => {
      const ended = events('ended').find((other) => other.shard === shard && other.at >= at)
      return {shard, from: at, to: ended?.at ?? end}
    })
  return {
    ...worker,
    events,
    spans,
    /** How many shards it has done. */
    count: () => events('ended').length,
    /** The shard that it is at, when the process of that has begun. */
    atWork: (parts) =>
      spans(undefined).find(({shard, to}) => to === undefined && holderOf(parts, shard) !== undefined)?.shard,
    async stop() {
      process.kill(worker.pid, 'SIGTERM')
      expect('how a worker ends', await worker.ended, 0)
    },
  }
}

/** Shards that two were at. */
const overlaps = (spans) =>
  spans.filter((one) =>
    spans.some((other) => one !== other && one.shard === other.shard && one.from < other.to && other.from < one.to),
  )

function expect(what, found, wanted) {
  const [is, should] = [found, wanted].map((value) => JSON.stringify(value))
  if (is !== should) throw new Error(`Unexpected ${what}: ${is}, expected ${should}`)
}
