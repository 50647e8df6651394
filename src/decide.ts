/** Labels to removals and suspects: the only place that decides. */
import type {Chain} from './label/chain.ts'
import {treeShares} from './label/trees.ts'
import {
  categories,
  states,
  type Block,
  type Category,
  type Evidence,
  type Excision,
  type Extent,
  type Kind,
  type Label,
  type Level,
  type Options,
  type Policy,
  type Removal,
  type Seen,
  type Signal,
  type State,
  type Suspect,
} from './model.ts'

/**
 * The margin from which on a block goes. For texts tried from -1 to 2 on folds by outlet of the marked documents
 * (`npm run quality` shows all three): at `careful` hardly a document loses a word, and `thorough` cuts where the best path is
 * nearly even. For fragments the same: the marked documents, written as HTML, lose nothing at 0.5 and something at -0.5. Most of a
 * whole page is furniture, and what is left of it costs as much as what is lost: on folds of 747 pages the mean F1 of words is
 * best from -1.5 down.
 */
export const thresholds: Readonly<Record<Extent, Readonly<Record<Level, number>>>> = {
  text: {careful: 1.5, balanced: 0.5, thorough: -0.5},
  fragment: {careful: 0.5, balanced: -0.5, thorough: -1.5},
  page: {careful: -1.5, balanced: -2.5, thorough: -3.5},
}

/**
 * How much more a paragraph needs to be taken for another article: what it stands on are words, and articles change their
 * subject too. Tried at 0, 1, 2 and 3 on the same folds; at 2 a third fewer spliced documents are damaged than at 0, for a point of recall.
 */
const FOREIGN = 2
/** How much more every block needs when most of a document would go, whatever the share: half of a document can be noise. Of a whole page its prose counts. */
export const LARGE = 1.5
/** The margin from which on a block that stays is at least a suspect. */
const DOUBT = -1
/** Pieces of evidence that a removal names at most. */
const NAMED = 5
/** The margin of a block that its site always takes out: that of a confidence of 0.99, so that no threshold holds it back. */
const ALWAYS = Math.log(99)
/** The weight from which on evidence counts as a kind of its own. */
const WEIGHS = 0.1

export const policyOf = (options: Options): Readonly<Record<Category, Policy>> =>
  Object.fromEntries(
    categories.map((category) => [category, options.policy?.[category] ?? (category === 'credit' ? 'keep' : 'remove')]),
  ) as Record<Category, Policy>

/** The states that stay under a policy. */
export const keptBy = (policy: Readonly<Record<Category, Policy>>): ReadonlySet<State> =>
  new Set<State>(states.filter((state) => state === 'body' || policy[state] === 'keep'))

export interface Decision {
  /** The blocks that go. */
  readonly going: ReadonlySet<number>
  readonly removals: readonly Removal[]
  readonly suspects: readonly Suspect[]
}

/** What a site's section says of a block: it is nothing but a phrase that always goes. */
export interface Demand {
  readonly category: Category
  readonly phrase: string
}

/** What is decided on: a document with all that was said about it. */
export interface Case {
  readonly body: string
  readonly extent: Extent
  readonly blocks: readonly Block[]
  readonly prose: readonly boolean[]
  readonly seen: Seen
  readonly labels: readonly Label[]
  readonly chain: Chain
  /** All signals, by their numbers. */
  readonly signals: readonly Pick<Signal, 'id' | 'kind'>[]
  /** The blocks that hold words which their site protects. */
  readonly guarded?: ReadonlySet<number>
  /** The blocks that their site always takes out. */
  readonly demanded?: ReadonlyMap<number, Demand>
  /** What to cut for the blocks that go, in order: one stretch a block or several. */
  excise(going: ReadonlySet<number>): readonly Excision[]
}

/**
 * Decides what goes. A block goes when its margin passes the level's threshold, or its site always takes it out, its category's
 * policy is `remove`, and no guard holds it back; what a guard holds back is a suspect.
 */
export function decide(found: Case, level: Level, policy: Readonly<Record<Category, Policy>>): Decision {
  const {blocks, prose, extent} = found
  const demandOf = (index: number): Demand | undefined => found.demanded?.get(index)
  const labels = found.labels.map((label, index): Label => {
    const demand = demandOf(index)
    return demand ? {category: demand.category, margin: ALWAYS} : label
  })
  const isPage = extent === 'page'
  const threshold = thresholds[extent][level]
  const doubted = new Map<number, {evidence: readonly Evidence[]; guard?: string}>()
  const going = new Set<number>()
  for (let index = 0; index < labels.length; index++) {
    const {category, margin} = labels[index]!
    if (margin < Math.min(DOUBT, threshold - 0.5)) continue
    const demand = demandOf(index)
    const {evidence, kinds} = demand ? {evidence: [evidenceOf(demand)], kinds: 0} : evidenceFor(found, index)
    const needed = threshold + (!isPage && prose[index] && category === 'foreign' ? FOREIGN : 0)
    if (margin < needed || policy[category] !== 'remove') doubted.set(index, {evidence})
    else if (blocks[index]!.start === blocks[index]!.end) doubted.set(index, {evidence, guard: 'no-place-in-source'})
    else if (evidence.length === 0) doubted.set(index, {evidence, guard: 'no-evidence'})
    else if (prose[index] && kinds < 2 && !demand)
      doubted.set(index, {evidence, guard: 'prose-on-one-kind-of-evidence'})
    else if (found.guarded?.has(index)) doubted.set(index, {evidence, guard: 'never'})
    else {
      going.add(index)
      doubted.set(index, {evidence})
    }
  }
  const holdBack = (index: number, guard: string): void => {
    going.delete(index)
    doubted.set(index, {...doubted.get(index)!, guard})
  }

  const size = (indices: Iterable<number>): number => {
    let sum = 0
    for (const index of indices) if (!isPage || prose[index]) sum += blocks[index]!.text.length
    return sum
  }
  if (going.size > 0 && 2 * size(going) > size(blocks.keys()))
    for (const index of going)
      if (labels[index]!.margin < threshold + LARGE) holdBack(index, 'large-cut-on-weak-evidence')
  if (going.size === blocks.length) {
    const unsure = [...going].filter((index) => labels[index]!.margin < thresholds[extent].careful)
    for (const index of unsure.length > 0 ? unsure : [...going]) holdBack(index, 'nothing-would-remain')
  }

  const judge = (index: number, start: number, end: number): Removal => ({
    start,
    end,
    category: labels[index]!.category,
    confidence: confidenceOf(labels[index]!.margin),
    text: found.body.slice(start, end),
    evidence: doubted.get(index)!.evidence.slice(0, NAMED),
  })
  const removals = found.excise(going).map(({index, start, end}) => judge(index, start, end))
  const suspects = [...doubted]
    .filter(([index]) => !going.has(index))
    .map(([index, {guard}]) => ({
      ...judge(index, blocks[index]!.start, blocks[index]!.end),
      ...(guard === undefined ? {} : {guard}),
    }))
  return {going, removals, suspects}
}

/** The margin through a logistic, rounded to two places; a sure thing is 0.99, never 1. */
const confidenceOf = (margin: number): number => Math.min(0.99, Math.round(100 / (1 + Math.exp(-margin))) / 100)

const evidenceOf = ({phrase}: Demand): Evidence => ({
  signal: 'always',
  weight: Math.round(ALWAYS * 100) / 100,
  detail: phrase,
})

/** What weighed for the label against body, heaviest first, and how many kinds of evidence that is. */
function evidenceFor({seen, labels, chain, signals}: Case, index: number): {evidence: Evidence[]; kinds: number} {
  const {category, margin} = labels[index]!
  const state = states.indexOf(category)
  const shares = treeShares(seen, chain.forest, index)
  const evidence: Evidence[] = []
  const kinds = new Set<Kind | 'neighbours'>()
  const add = (signal: string, kind: Kind | 'neighbours', exact: number, detail?: string): void => {
    const weight = Math.round(exact * 100) / 100
    if (weight > 0) evidence.push(detail === undefined ? {signal, weight} : {signal, weight, detail})
    if (weight >= WEIGHS) kinds.add(kind)
  }
  // What the margin has beyond the block's own signals comes from its neighbours.
  let own = 0
  for (let k = seen.starts[index]!; k < seen.starts[index + 1]!; k++) {
    const signal = seen.signals[k]!
    const row = signal * states.length
    const weight = seen.values[k]! * (chain.signals[row + state]! - chain.signals[row]!) + (shares.get(signal) ?? 0)
    own += weight
    add(signals[signal]!.id, signals[signal]!.kind, weight, seen.details.get(k))
  }
  add('neighbours', 'neighbours', margin - own)
  evidence.sort((a, b) => b.weight - a.weight || (a.signal < b.signal ? -1 : 1))
  return {evidence, kinds: kinds.size}
}
