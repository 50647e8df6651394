/** Loaded into the process of a shard: it stops when the worker that started it is gone, however that ended. */
import {isMainThread} from 'node:worker_threads'

if (isMainThread) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // Who listens would wait for the worker to leave.
  process.channel?.unref()
}
