/** Trees of questions: what signals say together that they do not say one by one. Comparisons and one sum. */
import type {Observation, Tree} from '../model.ts'

/** How far before and behind a block its trees may ask. */
const REACH = 2

/** Trees in flat arrays: a question each node, a value each leaf. */
export interface Forest {
  readonly signals: ReadonlyMap<string, number>
  readonly roots: Int32Array
  /** By node: the number of the signal, or -1 for a leaf. */
  readonly signal: Int32Array
  readonly at: Int32Array
  /** By node: what the value is compared with; a leaf's own value. */
  readonly over: Float64Array
  readonly yes: Int32Array
  readonly no: Int32Array
}

export function forestOf(trees: readonly Tree[]): Forest {
  const signals = new Map<string, number>()
  const nodes: {signal: number; at: number; over: number; yes: number; no: number}[] = []
  const add = (tree: Tree): number => {
    const index = nodes.length
    if (typeof tree === 'number') {
      nodes.push({signal: -1, at: 0, over: tree, yes: 0, no: 0})
      return index
    }
    if (!signals.has(tree.signal)) signals.set(tree.signal, signals.size)
    const node = {signal: signals.get(tree.signal)!, at: tree.at, over: tree.over, yes: 0, no: 0}
    nodes.push(node)
    node.yes = add(tree.yes)
    node.no = add(tree.no)
    return index
  }
  const roots = Int32Array.from(trees, add)
  return {
    signals,
    roots,
    signal: Int32Array.from(nodes, ({signal}) => signal),
    at: Int32Array.from(nodes, ({at}) => at),
    over: Float64Array.from(nodes, ({over}) => over),
    yes: Int32Array.from(nodes, ({yes}) => yes),
    no: Int32Array.from(nodes, ({no}) => no),
  }
}

/** What the trees say of every block, added up. */
export function askTrees(seen: readonly (readonly Observation[])[], forest: Forest): Float64Array {
  const width = 2 * REACH + 1
  const F = forest.signals.size
  const window = Array.from({length: width}, () => new Float64Array(F))
  const sums = new Float64Array(seen.length)
  const fill = (block: number): void => {
    const row = window[block % width]!.fill(0)
    for (const {signal, value} of seen[block] ?? []) {
      const index = forest.signals.get(signal)
      if (index !== undefined) row[index] = value
    }
  }
  for (let block = 0; block < REACH; block++) fill(block)
  for (let block = 0; block < seen.length; block++) {
    fill(block + REACH)
    let sum = 0
    for (const root of forest.roots) {
      let node = root
      while (forest.signal[node]! >= 0) {
        const row = window[(block + forest.at[node]! + width) % width]!
        node = row[forest.signal[node]!]! > forest.over[node]! ? forest.yes[node]! : forest.no[node]!
      }
      sum += forest.over[node]!
    }
    sums[block] = sum
  }
  return sums
}

/**
 * What the trees say of one block, by signal: each answer is shared among the signals of the block that were asked for and
 * seen on the way to it. Answers that rest on other blocks, or on what was not seen, are nobody's.
 */
export function treeShares(
  seen: readonly (readonly Observation[])[],
  block: number,
  forest: Forest,
): ReadonlyMap<string, number> {
  const names = [...forest.signals.keys()]
  const valueOf = (at: number, signal: string): number =>
    seen[block + at]?.find((observation) => observation.signal === signal)?.value ?? 0
  const shares = new Map<string, number>()
  for (const root of forest.roots) {
    const own = new Set<string>()
    let node = root
    while (forest.signal[node]! >= 0) {
      const name = names[forest.signal[node]!]!
      const isOver = valueOf(forest.at[node]!, name) > forest.over[node]!
      if (isOver && forest.at[node] === 0) own.add(name)
      node = isOver ? forest.yes[node]! : forest.no[node]!
    }
    for (const name of own) shares.set(name, (shares.get(name) ?? 0) + forest.over[node]! / own.size)
  }
  return shares
}
