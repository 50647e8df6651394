/** What docs/scale.md says: that its commands have the flags that they name, that its tables are reckoned, and how. */
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {createPlace} from './place.ts'

const at = (name: string) => new URL(`../${name}`, import.meta.url)
const doc = readFileSync(at('docs/scale.md'), 'utf8')

test('its tables are those that the simulation prints', () => {
  const {stderr, status} = spawnSync(process.execPath, [fileURLToPath(at('bench/scale.mjs')), '--check'], {
    encoding: 'utf8',
  })
  expect({stderr, status}).toEqual({stderr: '', status: 0})
})

test('its commands have options that there are', async () => {
  const flagsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
  const calls = [...doc.matchAll(/(?<!\/)\buntail (clean|learn|merge|plan)\b([^|&#`\n"]*)/g)]
  expect(calls.length).toBeGreaterThan(15)
  for (const [call, command, given] of calls) {
    const names = given!.includes(' -- ') ? [command!, 'clean'] : [command!]
    const help = await Promise.all(names.map(async (name) => (await createPlace().untail([name, '--help'])).stdout))
    const known = new Set(help.flatMap(flagsIn))
    expect({call, unknown: flagsIn(given!).filter((flag) => !known.has(flag))}).toEqual({call, unknown: []})
  }
})

/** `bench` has no types. */
const {simulate, unequal} = (await import(at('bench/simulate.mjs').href)) as {
  simulate: (
    tasks: readonly number[],
    cluster: typeof calm,
    seed: number,
  ) => Readonly<Record<'wall' | 'busy' | 'lost' | 'failures', number>>
  unequal: (count: number, spread: number, seed: number) => number[]
}
const calm = {
  cores: 4,
  coresPerNode: 2,
  spread: 0,
  slow: {share: 0, times: 1},
  betweenFailures: Infinity,
  requeue: 5,
  repair: 50,
}

test('tasks fill the cores of a cluster that nothing befalls', () => {
  expect(simulate(Array(10).fill(7), calm, 1)).toEqual({wall: 21, busy: 70, lost: 0, failures: 0})
})

test('stragglers are as much slower as is said', () => {
  expect(simulate(Array(4).fill(7), {...calm, slow: {share: 1, times: 3}}, 1).wall).toBe(21)
})

test('what a node was at is done again: the work of all tasks, and what was lost', () => {
  const stormy = {...calm, betweenFailures: 40}
  const first = simulate(Array(100).fill(7), stormy, 3)
  expect(first.failures).toBeGreaterThan(1)
  expect(first.lost).toBeGreaterThan(0)
  expect(first.busy - first.lost).toBeCloseTo(700)
  expect(simulate(Array(100).fill(7), stormy, 3)).toEqual(first)
  expect(simulate(Array(100).fill(7), stormy, 4)).not.toEqual(first)
})

test('unequal shards are as much in all', () => {
  expect(unequal(50, 0.3, 1).reduce((sum, share) => sum + share)).toBeCloseTo(50)
  expect(unequal(3, 0, 1)).toEqual([1, 1, 1])
})
