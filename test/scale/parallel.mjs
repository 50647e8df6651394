// GNU parallel: a shard is a line to run again when it fails.
import {join} from 'node:path'
import {start, until} from './processes.mjs'
import {SHARDS, holderOf, merge, shardLine, underWay} from './shards.mjs'

export const engine = {
  name: 'GNU parallel',
  packages: ['parallel'],
  async run(place) {
    const parts = join(place.root, 'parts')
    const numbers = Array.from({length: SHARDS}, (_, index) => `${index + 1}`)
    const line = shardLine(place, parts, '{}')
    const parallel = start('parallel', ['--will-cite', '-j2', '--retries', '3', ...line, ':::', ...numbers])
    const shard = await until(() => underWay(parts), 'a shard under way', parallel)
    place.kill(holderOf(parts, shard))
    const code = await parallel.ended
    if (code !== 0) throw new Error(`parallel ended with ${code}: ${parallel.said()}`)
    return {out: await merge(place, parts), killed: `the process of shard ${shard}`}
  },
}
