// Dask: shards are tasks. The tasks of a worker that is killed go to the other one.
import {openSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parentOf, start, until} from './processes.mjs'
import {SHARDS, holderOf, merge, shardLine, underWay} from './shards.mjs'

const client = fileURLToPath(new URL('./dask-client.py', import.meta.url))

export const engine = {
  name: 'Dask',
  packages: ['python3-distributed'],
  async run(place) {
    const parts = join(place.root, 'parts')
    const scheduler = join(place.root, 'scheduler.json')
    const lines = join(place.root, 'lines.json')
    writeFileSync(lines, JSON.stringify(Array.from({length: SHARDS}, (_, index) => shardLine(place, parts, index + 1))))
    const cwd = place.root
    const common = ['--scheduler-file', scheduler]
    start('dask-scheduler', [...common, '--host', '127.0.0.1', '--port', '0', '--no-dashboard'], {cwd})
    const workers = ['one', 'two'].map((name) =>
      start('dask-worker', [...common, '--name', name, '--no-nanny', '--nthreads', '1', '--no-dashboard'], {cwd}),
    )
    // The Python that Debian's packages are for.
    const run = start('/usr/bin/python3', [client, scheduler], {cwd, stdio: [openSync(lines), 'pipe', 'pipe']})
    const shard = await until(() => underWay(parts), 'a shard under way', run)
    const worker = parentOf(holderOf(parts, shard))
    if (!workers.some(({pid}) => pid === worker)) throw new Error(`Unexpected process ${worker}, expected a worker`)
    place.kill(worker)
    const code = await run.ended
    if (code !== 0) throw new Error(`The client ended with ${code}: ${run.said()}`)
    return {out: await merge(place, parts), killed: `a worker, with shard ${shard} under way`}
  },
}
