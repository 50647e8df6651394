// What shards cost beside the work in them: the start of a process, counting for a profile, merging. `scale.mjs` reckons with it.
import {readdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {inRounds, printRounds, timed} from './timed.mjs'

const SHARDS = 4

/** @param cli The command line's script. */
export function benchShards({input, megabytes, place, rounds, cli}) {
  const at = (name) => join(place, name)
  const untail = (...args) => timed(process.execPath, cli, ...args, '--quiet')
  const sizeOf = (folder) =>
    readdirSync(at(folder)).reduce((sum, name) => sum + statSync(at(join(folder, name))).size, 0) / 1e6
  /** Does all shards, for the merge, and says what the first took. */
  const each = (verb, folder, extension, ...flags) => {
    const shard = (number) =>
      untail(
        verb,
        input,
        '--shard',
        `${number}/${SHARDS}`,
        '--out',
        at(join(folder, `${number}${extension}`)),
        ...flags,
      )
    return Array.from({length: SHARDS}, (_, index) => shard(index + 1))[0]
  }

  console.log('\nshards: what comes on top of the work in them')
  writeFileSync(at('one-row.jsonl'), '{"id":"1","text":"كلمة"}\n')
  const start = () => untail('clean', at('one-row.jsonl'), '--out', at('one-row.out.jsonl'), '--jobs', '1')
  printRounds(inRounds(rounds, {'clean, one row': start}), 1, 'starts')
  const shards = {
    [`clean --shard 1/${SHARDS}`]: () => each('clean', 'shards', '.jsonl', '--jobs', '1'),
    [`learn --shard 1/${SHARDS}`]: () => each('learn', 'counts', '.tally'),
  }
  printRounds(inRounds(1, shards), megabytes / SHARDS, 'MB')
  const merge = () => untail('merge', at('shards'), '--out', at('merged.jsonl'))
  printRounds(inRounds(rounds, {merge}), sizeOf('shards'), 'MB')
  const tallies = readdirSync(at('counts')).map((name) => at(join('counts', name)))
  const reduce = () => untail('merge', '--profile', ...tallies, '--out', at('merged.json'))
  printRounds(inRounds(rounds, {'merge --profile': reduce}), sizeOf('counts'), 'MB')
}
