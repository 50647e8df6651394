/**
 * The linear chain over blocks: every state of a block is scored by the signals seen in it and by the state of the block
 * before. Sums and comparisons alone, so the answer is the same on every machine.
 */
import {askTrees, forestOf, type Forest} from './trees.ts'
import {states, type Category, type Joint, type Label, type Seen, type State, type Weights} from '../model.ts'

const S = states.length
/** By state: 1 where trees speak for it, else 0. */
const noisy = Float64Array.from(states, (state) => Number(state !== 'body' && state !== 'credit'))

/** Weights as the chain reads them, in flat arrays. */
export interface Chain {
  /** `[signal * states + state]`, signals by their numbers. */
  readonly signals: Float64Array
  readonly transitions: Readonly<Record<Joint, Step>>
  readonly forest: Forest
}

/** The weights of a joint, and by state the most and the least of them out of it and into it. */
export interface Step {
  /** `[before * states + state]` */
  readonly weights: Float64Array
  readonly out: Bounds
  readonly into: Bounds
}
interface Bounds {
  readonly most: Float64Array
  readonly least: Float64Array
}

/** Readies the weights of a joint: `[before * states + state]`. */
export function stepOf(weights: Float64Array): Step {
  const bounds = (at: (state: number, other: number) => number): Bounds => {
    const all = states.map((_, state) => states.map((__, other) => weights[at(state, other)]!))
    return {
      most: Float64Array.from(all, (some) => Math.max(...some)),
      least: Float64Array.from(all, (some) => Math.min(...some)),
    }
  }
  return {
    weights,
    out: bounds((before, state) => before * S + state),
    into: bounds((state, before) => before * S + state),
  }
}

/**
 * Readies weights.
 *
 * @param ids The ids of all signals, by their numbers.
 */
export function chainOf(weights: Weights, ids: readonly string[]): Chain {
  const step = (joint: Joint): Step =>
    stepOf(
      Float64Array.from(states.flatMap((before) => states.map((state) => weights.transitions[joint][before][state]))),
    )
  return {
    signals: Float64Array.from(ids.flatMap((id) => states.map((state) => weights.signals[id]?.[state] ?? 0))),
    transitions: {joined: step('joined'), line: step('line'), gap: step('gap')},
    forest: forestOf(weights.trees, ids),
  }
}

/** Numbers of the states of each block: memory for documents of some hundred blocks, used again for one after the other. */
const memory = () => {
  const kept = new Float64Array(1 << 12)
  return (length: number): Float64Array => (length > kept.length ? new Float64Array(length) : kept.subarray(0, length))
}
const [ownMemory, forwardMemory, restMemory] = [memory(), memory(), memory()]

/** The score of every state of every block by its own signals: `[block * states + state]`. Good until the next call. */
export function scores(seen: Seen, chain: Chain): Float64Array {
  const {blocks, starts, signals, values} = seen
  const {signals: weights} = chain
  const own = ownMemory(blocks * S)
  const sums = askTrees(seen, chain.forest)
  for (let block = 0; block < blocks; block++) {
    const [from, to] = [starts[block]!, starts[block + 1]!]
    // Two states at a time, in variables: that is faster than to add up in the array.
    for (let s = 0; s < S; s += 2) {
      let one = 0
      let other = 0
      for (let k = from; k < to; k++) {
        const value = values[k]!
        const at = signals[k]! * S + s
        one += value * weights[at]!
        other += value * weights[at + 1]!
      }
      own[block * S + s] = one + noisy[s]! * sums[block]!
      own[block * S + s + 1] = other + noisy[s + 1]! * sums[block]!
    }
  }
  return own
}

/**
 * Labels every block by max-margins: how much the best path through a noise category is better than the best path
 * through what is kept.
 *
 * @param own As `scores` gives them.
 * @param joints How each block stands to the one before it.
 * @param kept The states that are not to be taken out: `body`, and the categories that a policy keeps.
 */
export function label(own: Float64Array, joints: readonly Joint[], chain: Chain, kept: ReadonlySet<State>): Label[] {
  const {forward, rest} = pathsOf(own, joints, chain)
  const isKept = states.map((state) => kept.has(state))
  return joints.map((_, i) => {
    let noise = -Infinity
    let keep = -Infinity
    let best = 1
    for (let s = 0; s < S; s++) {
      const score = forward[i * S + s]! + rest[i * S + s]!
      if (isKept[s]) keep = Math.max(keep, score)
      else if (score > noise) {
        noise = score
        best = s
      }
    }
    return {category: states[best] as Category, margin: noise - keep}
  })
}

/** The states that a best path may go through. */
const likely = new Int32Array(S)

/**
 * By block and state, the score of the best path up to it, and what the best rest of the path adds behind it.
 *
 * From block to block few states can be on a best path: even by the most that any step adds, the others do not come up to
 * what the best has by the least. Of the ten 1.6 are left, and finding these takes less than half the time of trying all.
 */
function pathsOf(
  own: Float64Array,
  joints: readonly Joint[],
  {transitions}: Chain,
): {readonly forward: Float64Array; readonly rest: Float64Array} {
  const forward = forwardMemory(own.length)
  const rest = restMemory(own.length)
  forward.set(own)
  for (let at = S; at < own.length; at += S) {
    const {weights, out} = transitions[joints[at / S]!]
    let least = -Infinity
    for (let s = 0; s < S; s++) least = Math.max(least, forward[at - S + s]! + out.least[s]!)
    let count = 0
    for (let s = 0; s < S; s++) if (forward[at - S + s]! + out.most[s]! >= least) likely[count++] = s
    for (let s = 0; s < S; s++) {
      let best = -Infinity
      for (let i = 0; i < count; i++) {
        const before = likely[i]!
        best = Math.max(best, forward[at - S + before]! + weights[before * S + s]!)
      }
      forward[at + s]! += best
    }
  }
  rest.fill(0)
  for (let at = own.length - S; at >= S; at -= S) {
    const {weights, into} = transitions[joints[at / S]!]
    let least = -Infinity
    for (let s = 0; s < S; s++) least = Math.max(least, into.least[s]! + own[at + s]! + rest[at + s]!)
    let count = 0
    for (let s = 0; s < S; s++) if (into.most[s]! + own[at + s]! + rest[at + s]! >= least) likely[count++] = s
    for (let s = 0; s < S; s++) {
      let best = -Infinity
      for (let i = 0; i < count; i++) {
        const next = likely[i]!
        best = Math.max(best, weights[s * S + next]! + own[at + next]! + rest[at + next]!)
      }
      rest[at - S + s] = best
    }
  }
  return {forward, rest}
}
