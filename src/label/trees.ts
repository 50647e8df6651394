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
  const windowAt = windowOn(seen, forest)
  return Float64Array.from(seen, (_, block) => {
    const window = windowAt(block)
    let sum = 0
    for (const root of forest.roots) {
      let node = root
      while (forest.signal[node]! >= 0) {
        const value = window[forest.at[node]! + REACH]![forest.signal[node]!]!
        node = value > forest.over[node]! ? forest.yes[node]! : forest.no[node]!
      }
      sum += forest.over[node]!
    }
    return sum
  })
}

/**
 * Tells what the trees say of one block, by signal: each answer is shared among the signals of the block that were asked for and
 * seen on the way to it. Answers that rest on other blocks, or on what was not seen, are nobody's.
 */
export function treeShares(
  seen: readonly (readonly Observation[])[],
  forest: Forest,
): (block: number) => ReadonlyMap<string, number> {
  const names = [...forest.signals.keys()]
  const windowAt = windowOn(seen, forest)
  return (block) => {
    const window = windowAt(block)
    const shares = new Map<string, number>()
    for (const root of forest.roots) {
      const own: number[] = []
      let node = root
      while (forest.signal[node]! >= 0) {
        const signal = forest.signal[node]!
        const isOver = window[forest.at[node]! + REACH]![signal]! > forest.over[node]!
        if (isOver && forest.at[node] === 0 && !own.includes(signal)) own.push(signal)
        node = isOver ? forest.yes[node]! : forest.no[node]!
      }
      for (const signal of own)
        shares.set(names[signal]!, (shares.get(names[signal]!) ?? 0) + forest.over[node]! / own.length)
    }
    return shares
  }
}

/** The values of the signals that trees ask for, in a block and those within reach of it. The same array each time. */
function windowOn(
  seen: readonly (readonly Observation[])[],
  forest: Forest,
): (block: number) => readonly Float64Array[] {
  const width = 2 * REACH + 1
  const rows = Array.from({length: width}, () => ({block: -1, values: new Float64Array(forest.signals.size)}))
  const empty = new Float64Array(forest.signals.size)
  const window: Float64Array[] = rows.map(() => empty)
  return (block) => {
    for (let at = -REACH; at <= REACH; at++) {
      const observations = seen[block + at]
      const row = observations && rows[(block + at) % width]!
      if (row && row.block !== block + at) {
        row.block = block + at
        row.values.fill(0)
        for (const {signal, value} of observations) {
          const index = forest.signals.get(signal)
          if (index !== undefined) row.values[index] = value
        }
      }
      window[at + REACH] = row ? row.values : empty
    }
    return window
  }
}
