/**
 * The linear chain over blocks: every state of a block is scored by the signals seen in it and by the state of the block
 * before. Sums and comparisons alone, so the answer is the same on every machine.
 */
import {askTrees, forestOf, type Forest} from './trees.ts'
import {states, type Category, type Joint, type Label, type Observation, type State, type Weights} from '../model.ts'

const S = states.length
/** The states that trees speak for. */
const noisy = [...states.keys()].filter((s) => states[s] !== 'body' && states[s] !== 'credit')

/** Weights as the chain reads them: an array by state for each signal, a matrix [before][state] for each joint. */
export interface Chain {
  readonly signals: ReadonlyMap<string, Float64Array>
  readonly transitions: Readonly<Record<Joint, Float64Array>>
  readonly forest: Forest
}

export function chainOf(weights: Weights): Chain {
  const matrix = (joint: Joint): Float64Array =>
    Float64Array.from(states.flatMap((before) => states.map((state) => weights.transitions[joint][before][state])))
  return {
    signals: new Map(
      Object.entries(weights.signals).map(([id, row]) => [id, Float64Array.from(states, (state) => row[state] ?? 0)]),
    ),
    transitions: {joined: matrix('joined'), line: matrix('line'), gap: matrix('gap')},
    forest: forestOf(weights.trees),
  }
}

/** The score of every state of every block by its own signals: `[block * states + state]`. */
export function scores(seen: readonly (readonly Observation[])[], chain: Chain): Float64Array {
  const own = new Float64Array(seen.length * S)
  for (let i = 0; i < seen.length; i++) {
    for (const {signal, value} of seen[i]!) {
      const row = chain.signals.get(signal)
      if (row) for (let s = 0; s < S; s++) own[i * S + s]! += value * row[s]!
    }
  }
  for (const [i, sum] of askTrees(seen, chain.forest).entries()) for (const s of noisy) own[i * S + s]! += sum
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
  const n = joints.length
  const forward = own.slice()
  for (let i = 1; i < n; i++) {
    const step = chain.transitions[joints[i]!]
    for (let s = 0; s < S; s++) {
      let best = -Infinity
      for (let before = 0; before < S; before++)
        best = Math.max(best, forward[(i - 1) * S + before]! + step[before * S + s]!)
      forward[i * S + s]! += best
    }
  }
  // What the best rest of the path adds behind each state.
  const rest = new Float64Array(n * S)
  for (let i = n - 2; i >= 0; i--) {
    const step = chain.transitions[joints[i + 1]!]
    for (let s = 0; s < S; s++) {
      let best = -Infinity
      for (let next = 0; next < S; next++)
        best = Math.max(best, step[s * S + next]! + own[(i + 1) * S + next]! + rest[(i + 1) * S + next]!)
      rest[i * S + s] = best
    }
  }
  return joints.map((_, i) => {
    let noise = -Infinity
    let keep = -Infinity
    let category: Category = 'related'
    for (const [s, state] of states.entries()) {
      const score = forward[i * S + s]! + rest[i * S + s]!
      if (kept.has(state)) keep = Math.max(keep, score)
      else if (score > noise) {
        noise = score
        category = state as Category
      }
    }
    return {category, margin: noise - keep}
  })
}
