/** Trees of questions, against asking them one by one. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {askTrees, forestOf, treeShares} from '../src/label/trees.ts'
import type {Tree} from '../src/model.ts'
import {seenOf, type Observation} from './seen.ts'

const signals = ['a', 'b', 'c']
/** One that no tree asks for stands among them. */
const ids = ['a', 'd', 'b', 'c']
const eighths = fc.integer({min: 0, max: 8}).map((eighth) => eighth / 8)
const {tree} = fc.letrec<{tree: Tree}>((tie) => ({
  tree: fc.oneof(
    {maxDepth: 3},
    fc.integer({min: -16, max: 16}).map((quarters) => quarters / 4),
    fc.record({
      signal: fc.constantFrom(...signals),
      at: fc.integer({min: -2, max: 2}),
      over: eighths,
      yes: tie('tree'),
      no: tie('tree'),
    }),
  ),
}))
const seenBlock = fc
  .uniqueArray(fc.record({signal: fc.constantFrom(...signals, 'd'), value: eighths}), {selector: ({signal}) => signal})
  .map((observations): Observation[] => observations)

const valueAt = (seen: readonly (readonly Observation[])[], block: number, signal: string): number =>
  seen[block]?.find((observation) => observation.signal === signal)?.value ?? 0

/** What a tree says of a block, and the signals of the block that it saw on the way. */
function ask(asked: Tree, seen: readonly (readonly Observation[])[], block: number): {value: number; own: Set<string>} {
  const own = new Set<string>()
  let node = asked
  while (typeof node !== 'number') {
    const isOver = valueAt(seen, block + node.at, node.signal) > node.over
    if (isOver && node.at === 0) own.add(node.signal)
    node = isOver ? node.yes : node.no
  }
  return {value: node, own}
}

describe('trees', () => {
  test('add up to what each of them says of a block and of those around it', () => {
    fc.assert(
      fc.property(fc.array(tree, {maxLength: 5}), fc.array(seenBlock, {maxLength: 9}), (trees, seen) => {
        const sums = [...askTrees(seenOf(seen, ids), forestOf(trees, ids))]
        expect(sums).toEqual(
          seen.map((_, block) => trees.reduce<number>((sum, one) => sum + ask(one, seen, block).value, 0)),
        )
      }),
    )
  })

  test('what they say is shared among the signals of the block that were seen on the way', () => {
    fc.assert(
      fc.property(fc.array(tree, {maxLength: 5}), fc.array(seenBlock, {minLength: 1, maxLength: 5}), (trees, seen) => {
        const forest = forestOf(trees, ids)
        for (const block of seen.keys()) {
          const answers = trees.map((one) => ask(one, seen, block)).filter(({own}) => own.size > 0)
          const shares = treeShares(seenOf(seen, ids), forest, block)
          expect(new Set([...shares.keys()].map((signal) => ids[signal]))).toEqual(
            new Set(answers.flatMap(({own}) => [...own])),
          )
          const total = [...shares.values()].reduce((sum, share) => sum + share, 0)
          expect(total).toBeCloseTo(
            answers.reduce((sum, {value}) => sum + value, 0),
            10,
          )
        }
      }),
    )
  })

  test('a question for a signal that is not there is answered "no"', () => {
    const asked: Tree = {signal: 'unheard-of', at: 0, over: 0, yes: 1, no: {signal: 'a', at: 0, over: 0, yes: 2, no: 3}}
    expect([...askTrees(seenOf([[{signal: 'a', value: 1}], []], ids), forestOf([asked], ids))]).toEqual([2, 3])
  })

  test('a tree has 32 leaves at most', () => {
    const grown = (leaves: number): Tree =>
      leaves === 1 ? 1 : {signal: 'a', at: 0, over: 0, yes: 1, no: grown(leaves - 1)}
    expect([...askTrees(seenOf([[]], ids), forestOf([grown(32)], ids))]).toEqual([1])
    expect(() => forestOf([grown(33)], ids)).toThrow('Unexpected tree of more than 32 leaves')
  })
})
