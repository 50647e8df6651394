// What every engine does: the command lines of shards, and bringing together what they wrote.
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {run} from './processes.mjs'

/** How many. */
export const SHARDS = 8

/** The command line of a shard; `number` may be what an engine replaces. */
export const shardLine = ({untail, corpus}, parts, number) => [
  ...untail,
  'clean',
  corpus,
  '--out',
  join(parts, `${number}`),
  '--shard',
  `${number}/${SHARDS}`,
  '--jobs',
  '1',
  '--no-config',
  '--quiet',
]

/** Merges parts. @returns The folder with all. */
export async function merge({root, untail: [command, ...args]}, parts) {
  const out = join(root, 'merged')
  await run(command, [...args, 'merge', parts, '--out', out, '--quiet'])
  return out
}

const isDone = (parts, number) => existsSync(join(parts, `${number}`, 'manifest.json'))

/** A shard that is under way, where some are done already: when it is killed, work is lost. */
export function underWay(parts, numbers = Array.from({length: SHARDS}, (_, index) => index + 1)) {
  if (!numbers.some((number) => isDone(parts, number))) return undefined
  return numbers.find((number) => holderOf(parts, number) !== undefined && !isDone(parts, number))
}

/** The process that works on a shard. */
export function holderOf(parts, number) {
  try {
    return JSON.parse(readFileSync(join(parts, `${number}`, '.untail', 'lock'), 'utf8')).pid
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
