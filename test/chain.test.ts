/** The label chain on a small hand-made set of weights, against every path there is. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {chainOf, label, scores, stepOf, type Chain, type Step} from '../src/label/chain.ts'
import {forestOf} from '../src/label/trees.ts'
import {categories, states, type Joint, type State, type Weights} from '../src/model.ts'
import {loadRules} from '../src/rules.ts'
import {seenOf, type Observation} from './seen.ts'

const joints = ['joined', 'line', 'gap'] as const
type Transitions = Weights['transitions']

/** Weights by hand: what is not named is 0. */
function weightsOf(
  signals: Weights['signals'],
  steps: readonly (readonly [joint: Joint, before: State, state: State, weight: number])[] = [],
): Weights {
  const weightOf = (joint: Joint, before: State, state: State): number =>
    steps.find(([j, b, s]) => j === joint && b === before && s === state)?.[3] ?? 0
  const transitions = Object.fromEntries(
    joints.map((joint) => [
      joint,
      Object.fromEntries(
        states.map((before) => [
          before,
          Object.fromEntries(states.map((state) => [state, weightOf(joint, before, state)])),
        ]),
      ),
    ]),
  ) as unknown as Transitions
  return {signals, transitions, trees: [], data: {}}
}

const keepBody: ReadonlySet<State> = new Set(['body'])
const saw = (...signals: string[]): Observation[] => signals.map((signal) => ({signal, value: 1}))

/** A chain of hand-made weights, and the scores of blocks by it. */
const chainFrom = (weights: Weights): Chain => chainOf(weights, Object.keys(weights.signals))
const scoresOf = (seen: readonly (readonly Observation[])[], weights: Weights): Float64Array =>
  scores(seenOf(seen, Object.keys(weights.signals)), chainFrom(weights))

/** The best score of any path in which a block has a state, by trying them all. */
function bestThrough(own: Float64Array, steps: readonly Joint[], chain: Chain): number[][] {
  const n = steps.length
  const best = steps.map(() => states.map(() => -Infinity))
  const path: number[] = []
  const walk = (score: number): void => {
    const i = path.length
    if (i === n) {
      for (const [block, state] of path.entries()) best[block]![state] = Math.max(best[block]![state]!, score)
      return
    }
    for (let state = 0; state < states.length; state++) {
      const step = i === 0 ? 0 : chain.transitions[steps[i]!].weights[path[i - 1]! * states.length + state]!
      path.push(state)
      walk(score + step + own[i * states.length + state]!)
      path.pop()
    }
  }
  walk(0)
  return best
}

// Quarters are exact in floating point: sums in any order are equal.
const weight = fc.integer({min: -40, max: 40}).map((quarters) => quarters / 4)
const randomCase = fc.integer({min: 1, max: 4}).chain((blocks) =>
  fc.record({
    own: fc.array(weight, {minLength: blocks * states.length, maxLength: blocks * states.length}),
    steps: fc.array(fc.constantFrom(...joints), {minLength: blocks, maxLength: blocks}),
    matrices: fc.array(weight, {minLength: 300, maxLength: 300}),
    kept: fc.subarray([...categories], {maxLength: categories.length - 1}),
  }),
)

describe('label', () => {
  test('gives the best path and its margins, as trying every path does', () => {
    fc.assert(
      fc.property(randomCase, ({own: weights, steps, matrices, kept: keptCategories}) => {
        const own = Float64Array.from(weights)
        const step = (index: number): Step => stepOf(Float64Array.from(matrices.slice(index * 100, index * 100 + 100)))
        const chain: Chain = {
          signals: new Float64Array(0),
          transitions: {joined: step(0), line: step(1), gap: step(2)},
          forest: forestOf([], []),
        }
        const kept = new Set<State>(['body', ...keptCategories])
        const best = bestThrough(own, steps, chain)
        const labels = label(own, steps, chain, kept)
        expect(labels).toHaveLength(steps.length)
        for (const [block, {category, margin}] of labels.entries()) {
          const of = (keeps: boolean): number =>
            Math.max(...states.map((state, s) => (kept.has(state) === keeps ? best[block]![s]! : -Infinity)))
          expect(margin).toBe(of(false) - of(true))
          expect(kept.has(category)).toBe(false)
          expect(best[block]![states.indexOf(category)]).toBe(of(false))
        }
        expect([...own]).toEqual([...Float64Array.from(weights)])
      }),
      {numRuns: 60},
    )
  })

  test('of no blocks is nothing', () => {
    expect(label(new Float64Array(0), [], chainFrom(weightsOf({})), keepBody)).toEqual([])
  })

  test('a marker draws the headlines behind it along, and the body behind them is let go', () => {
    const weights = weightsOf({marker: {related: 3}, headline: {related: -0.5}, prose: {body: 3}}, [
      ['line', 'related', 'related', 2],
      ['gap', 'related', 'related', -2],
    ])
    const chain = chainFrom(weights)
    const own = scoresOf([saw('prose'), saw('marker'), saw('headline'), saw('prose')], weights)
    const labels = label(own, ['gap', 'line', 'line', 'gap'], chain, keepBody)
    expect(labels.map(({category, margin}) => (margin > 0 ? category : 'body'))).toEqual([
      'body',
      'related',
      'related',
      'body',
    ])
    expect(labels.map(({margin}) => margin)).toEqual([-1, 4.5, 1.5, -3])
    const apart = label(own, ['gap', 'gap', 'gap', 'gap'], chain, keepBody)
    expect(apart.map(({margin}) => margin > 0)).toEqual([false, true, false, false])
  })

  test('a category that is kept counts as body: the margin is against it, and it is never named', () => {
    const weights = weightsOf({byline: {credit: 4, ui: 1}})
    const chain = chainFrom(weights)
    const own = scoresOf([saw('byline')], weights)
    expect(label(own, ['gap'], chain, keepBody)).toEqual([{category: 'credit', margin: 4}])
    expect(label(own, ['gap'], chain, new Set<State>(['body', 'credit']))).toEqual([{category: 'ui', margin: -3}])
  })

  test('a block among kept ones of its kind is kept with them', () => {
    const weights = weightsOf({byline: {credit: 4}, short: {credit: 1, promo: 1.5}}, [['line', 'credit', 'credit', 2]])
    const chain = chainFrom(weights)
    const own = scoresOf([saw('byline'), saw('short')], weights)
    const withCredit = label(own, ['gap', 'line'], chain, new Set<State>(['body', 'credit']))
    expect(withCredit[1]).toEqual({category: 'promo', margin: -1.5})
    expect(label(own, ['gap', 'line'], chain, keepBody)[1]).toMatchObject({category: 'credit'})
  })

  test('when everything is kept nothing goes', () => {
    const weights = weightsOf({marker: {related: 3}})
    const [only] = label(scoresOf([saw('marker')], weights), ['gap'], chainFrom(weights), new Set(states))
    expect(only!.margin).toBe(-Infinity)
  })

  test('a long document overflows nothing', () => {
    const weights = loadRules().weights.text
    const seen = Array.from({length: 20_000}, (_, i) => saw(Object.keys(weights.signals)[i % 7]!))
    const steps = seen.map((_, i) => joints[i % 3]!)
    for (const {margin} of label(scoresOf(seen, weights), steps, chainFrom(weights), keepBody))
      expect(Number.isFinite(margin)).toBe(true)
  })
})

describe('scores', () => {
  const weights = weightsOf({a: {related: 2, body: -1}, b: {related: 0.5, ui: 3}})
  const ids = ['b', 'unheard-of', 'a']
  const of = (seen: readonly (readonly Observation[])[]): Float64Array =>
    scores(seenOf(seen, ids), chainOf(weights, ids))
  const rowOf = (seen: readonly Observation[]): Partial<Record<State, number>> =>
    Object.fromEntries([...of([seen])].flatMap((score, s) => (score === 0 ? [] : [[states[s], score]])))

  test('add up the weights of what was seen, each times its value', () => {
    expect(rowOf(saw('a', 'b'))).toEqual({body: -1, related: 2.5, ui: 3})
    expect(rowOf([{signal: 'a', value: 0.5}])).toEqual({body: -0.5, related: 1})
    expect(rowOf([])).toEqual({})
  })
  test('know nothing of a signal without weights', () => expect(rowOf(saw('unheard-of'))).toEqual({}))
  test('stand block by block', () => {
    const own = of([saw('a'), [], saw('b')])
    expect(own).toHaveLength(3 * states.length)
    expect(own[states.indexOf('related')]).toBe(2)
    expect(own[2 * states.length + states.indexOf('ui')]).toBe(3)
    const long = of(Array.from({length: 1000}, () => saw('a')))
    expect(long.slice(0, states.length)).toEqual(long.slice(-states.length))
  })
})
