/**
 * Learns the chain's weights: a conditional random field with costs (softmax-margin: Gimpel & Smith, NAACL 2010), by
 * AdaGrad over the documents in a seeded order. The same examples give the same weights.
 */
import {states, type Form, type State, type Tree, type Weights} from '../src/model.ts'
import {signals} from '../src/signals/index.ts'
import {boost} from './boost.ts'
import {S, addExpected, addRight, costly, isKept, joints, ownScores, zeros, type Parameters} from './crf.ts'
import {signalIds, type Example} from './examples.ts'
import {random} from './shared.ts'

const RATE = 0.2
const SEED = 20261122

/** How long and how freely it learns. */
interface Pace {
  /** Passes over the examples. */
  readonly epochs: number
  /** Pull towards 0, per step over all weights. */
  readonly decay: number
}

/** Pages have ten times the blocks of texts, and names that few sites have. */
const paces: Readonly<Record<Form, Pace>> = {
  text: {epochs: 40, decay: 2e-4},
  html: {epochs: 15, decay: 2e-3},
}

/** One AdaGrad step for every weight that the gradient touches. */
function descend(weights: Float64Array, gradient: Float64Array, squares: Float64Array, decay: number): void {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i]!
    if (slope === 0) continue
    const pull = slope + decay * weights[i]!
    squares[i]! += pull * pull
    weights[i]! -= (RATE * pull) / (1e-3 + Math.sqrt(squares[i]!))
    gradient[i] = 0
  }
}

/** What is learned from. */
export interface Lessons {
  readonly form: Form
  readonly examples: readonly Example[]
  /** Real documents, with what a profile says of them. */
  readonly profiled: readonly Example[]
}

/**
 * Learns weights in three steps: of every signal by itself, of what signals say together (the trees), and of what a profile
 * says. The last changes nothing for articles that are cleaned without one.
 *
 * @param data Names and digests of what the lessons come from; they are written into the weights.
 */
export function learn({form, examples, profiled}: Lessons, data: Readonly<Record<string, string>>): Weights {
  const parameters = fit(examples, paces[form])
  const trees = boost(examples, parameters)
  if (profiled.length > 0) {
    const ofCorpus = fitCorpus(examples, profiled, parameters)
    for (const [at, weight] of ofCorpus.signals.entries()) parameters.signals[at]! += weight
  }
  return toWeights(parameters, trees, data)
}

/**
 * Fits weights to examples.
 *
 * @param given Scores that the states of each example have already: then the transitions stay as they are, and what is learned
 * is what is kept.
 */
function fit(
  examples: readonly Example[],
  {epochs, decay}: Pace,
  parameters = zeros(),
  given?: readonly Float64Array[],
): Parameters {
  const gradient = zeros()
  const squares = zeros()
  const next = random(SEED)
  const order = examples.map((_, index) => index)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (const index of order) {
      const example = examples[index]!
      const before = given?.[index]
      const own = ownScores(example, parameters)
      if (before) for (let at = 0; at < own.length; at++) own[at]! += before[at]!
      addExpected(example, costly(example, own), parameters, gradient, example.weight)
      addRight(example, own, parameters, gradient, -example.weight)
      if (before) forgetNames(gradient.signals)
      descend(parameters.signals, gradient.signals, squares.signals, decay)
      for (const joint of joints)
        if (before) gradient.transitions[joint].fill(0)
        else descend(parameters.transitions[joint], gradient.transitions[joint], squares.transitions[joint], decay)
    }
  }
  return parameters
}

/**
 * Fits the weights of what a profile says, beside all other signals. Those know the documents that they were fitted to too
 * well to leave anything to a profile, so each half of the outlets is scored by weights that were fitted to the other.
 */
function fitCorpus(
  examples: readonly Example[],
  profiled: readonly Example[],
  {transitions}: Parameters,
): Pick<Parameters, 'signals'> {
  const outlets = [...new Set(profiled.map(({outlet}) => outlet))].toSorted()
  const half = new Map(outlets.map((outlet, index) => [outlet, index % 2]))
  const fitted = [0, 1].map((held) =>
    fit(
      examples.filter(({outlet}) => half.get(outlet) !== held),
      paces.text,
    ),
  )
  const given = profiled.map((example) => ownScores(only(example, false), fitted[half.get(example.outlet)!]!))
  return fit(
    profiled.map((example) => only(example, true)),
    paces.text,
    {signals: zeros().signals, transitions},
    given,
  )
}

/** Takes the states of noise out of a gradient: a profile tells what is noise, and leaves it to the rest of what kind. */
function forgetNames(gradient: Float64Array): void {
  for (let at = 0; at < gradient.length; at++) if (!isKept(at % S)) gradient[at] = 0
}

const corpusSignals = new Set(signals.flatMap(({id, kind}) => (kind === 'corpus' ? [signalIds.indexOf(id)] : [])))

/** An example with what the corpus says of it alone, or without it. */
const only = (example: Example, ofCorpus: boolean): Example => ({
  ...example,
  seen: example.seen.map((seen) => seen.filter((_, at) => corpusSignals.has(seen[at - (at % 2)]!) === ofCorpus)),
})

const rounded = (weight: number): number => Math.round(weight * 1000) / 1000 || 0

function toWeights(
  {signals: bySignal, transitions}: Parameters,
  trees: readonly Tree[],
  data: Readonly<Record<string, string>>,
): Weights {
  const byState = (weights: Float64Array, from: number): Record<State, number> =>
    Object.fromEntries(states.map((state, s) => [state, rounded(weights[from + s]!)])) as Record<State, number>
  const matrix = (weights: Float64Array): Record<State, Record<State, number>> =>
    Object.fromEntries(states.map((state, s) => [state, byState(weights, s * S)])) as Record<
      State,
      Record<State, number>
    >
  // What no example has, as the markup in texts, is no part of the weights.
  const isLearned = (id: string): boolean => {
    const from = signalIds.indexOf(id) * S
    return bySignal.subarray(from, from + S).some((weight) => weight !== 0)
  }
  const ids = signalIds.filter(isLearned).toSorted()
  return {
    data,
    signals: Object.fromEntries(ids.map((id) => [id, byState(bySignal, signalIds.indexOf(id) * S)])),
    transitions: {joined: matrix(transitions.joined), line: matrix(transitions.line), gap: matrix(transitions.gap)},
    trees,
  }
}
