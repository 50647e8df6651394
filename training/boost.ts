/**
 * Learns the trees: gradient boosting on what the chain still has wrong (Dietterich et al., ICML 2004: boosted trees in a
 * conditional random field). Every tree adds to all noise states of a block, so it tells noise from body and names nothing.
 */
import type {Tree} from '../src/model.ts'
import {S, costly, isKept, marginals, ownScores, type Parameters} from './crf.ts'
import {NOISE, UNSURE, signalIds, type Example} from './examples.ts'

const TREES = 60
const DEPTH = 3
const RATE = 0.2
/** Pull of a leaf towards 0, in documents. On the folds 10, with 4 outlets, was no better. */
const PULL = 20
/** Outlets in which what a question asks for is seen, at least: what one outlet does is no rule. */
const OUTLETS = 8
/**
 * The blocks that a question may be put to: this one, and those before and behind it. Trees that ask the block alone damaged
 * twice as many real Arabic documents on the folds.
 */
const REACH = [-2, -1, 0, 1, 2]
/** Steps that a value from 0 to 1 is told by. */
const LEVELS = 8

const F = signalIds.length

/** Names of elements and classes: neighbours have the same. */
const named = new Set(signalIds.flatMap((id, index) => (/^(?:in|named)-/u.test(id) ? [index] : [])))

interface Row {
  /** feature, level, feature, level, … */
  readonly cells: Int32Array
  readonly outlet: number
}

/** One row a block: what is seen in it and around it, in levels from 1 up. */
function rowsOf(examples: readonly Example[], outlets: readonly number[]): Row[] {
  return examples.flatMap(({seen}, index) =>
    seen.map((_, block) => {
      const cells: number[] = []
      for (const [slot, at] of REACH.entries()) {
        const there = seen[block + at]
        if (!there) continue
        for (let f = 0; f < there.length; f += 2)
          if (at === 0 || !named.has(there[f]!))
            cells.push(slot * F + there[f]!, Math.max(1, Math.ceil(there[f + 1]! * LEVELS)))
      }
      return {cells: Int32Array.from(cells), outlet: outlets[index]!}
    }),
  )
}

/** Boosts trees on examples. Rows stand sorted by outlet, so that outlets can be counted as they change. */
export function boost(unsorted: readonly Example[], parameters: Parameters): Tree[] {
  const examples = unsorted.toSorted((a, b) => (a.outlet < b.outlet ? -1 : a.outlet > b.outlet ? 1 : 0))
  const outlets = [...new Set(examples.map(({outlet}) => outlet))]
  const numbers = new Map(outlets.map((outlet, index) => [outlet, index]))
  const rows = rowsOf(
    examples,
    examples.map(({outlet}) => numbers.get(outlet)!),
  )
  const own = examples.map((example) => ownScores(example, parameters))
  const slopes = new Float64Array(rows.length)
  const bends = new Float64Array(rows.length)
  const trees: Tree[] = []
  for (let round = 0; round < TREES; round++) {
    let row = 0
    for (const [index, example] of examples.entries()) {
      const expected = marginals(example, costly(example, own[index]!), parameters)
      for (let block = 0; block < example.joints.length; block++, row++) {
        let p = 0
        for (let s = 0; s < S; s++) if (!isKept(s)) p += expected[block * S + s]!
        const gold = example.gold[block]!
        // Where the markers could not tell, nothing is asked for.
        slopes[row] = gold === UNSURE ? 0 : example.weight * (p - (gold !== NOISE && isKept(gold) ? 0 : 1))
        bends[row] = example.weight * Math.max(0.01, p * (1 - p))
      }
    }
    const values = new Float64Array(rows.length)
    const tree = grow(rows, slopes, bends, values)
    trees.push(tree)
    row = 0
    for (const [index, example] of examples.entries())
      for (let block = 0; block < example.joints.length; block++, row++)
        for (let s = 0; s < S; s++) if (!isKept(s)) own[index]![block * S + s]! += values[row]!
  }
  return trees
}

/** Grows one tree by the second-order gain; `values` gets what it says of every row. */
function grow(rows: readonly Row[], slopes: Float64Array, bends: Float64Array, values: Float64Array): Tree {
  const split = (members: Int32Array, depth: number): Tree => {
    let slope = 0
    let bend = 0
    for (const row of members) {
      slope += slopes[row]!
      bend += bends[row]!
    }
    const best = depth === 0 ? undefined : bestSplit(rows, members, slopes, bends, slope, bend)
    if (!best) {
      const value = Math.round((-RATE * slope * 1000) / (bend + PULL)) / 1000
      for (const row of members) values[row] = value
      return value
    }
    const {feature, level} = best
    const isOver = (row: number): boolean => levelOf(rows[row]!, feature) > level
    const over = members.filter(isOver)
    const rest = members.filter((row) => !isOver(row))
    return {
      signal: signalIds[feature % F]!,
      at: REACH[Math.floor(feature / F)]!,
      over: level / LEVELS,
      yes: split(over, depth - 1),
      no: split(rest, depth - 1),
    }
  }
  return split(Int32Array.from(rows.keys()), DEPTH)
}

const levelOf = ({cells}: Row, feature: number): number => {
  for (let c = 0; c < cells.length; c += 2) if (cells[c] === feature) return cells[c + 1]!
  return 0
}

function bestSplit(
  rows: readonly Row[],
  members: Int32Array,
  slopes: Float64Array,
  bends: Float64Array,
  slope: number,
  bend: number,
): {feature: number; level: number} | undefined {
  const width = LEVELS + 1
  const size = REACH.length * F * width
  const slopeIn = new Float64Array(size)
  const bendIn = new Float64Array(size)
  const outletsIn = new Int32Array(size)
  const lastOutlet = new Int32Array(size).fill(-1)
  for (const member of members) {
    const {cells, outlet} = rows[member]!
    for (let c = 0; c < cells.length; c += 2) {
      const cell = cells[c]! * width + cells[c + 1]!
      slopeIn[cell]! += slopes[member]!
      bendIn[cell]! += bends[member]!
      if (lastOutlet[cell] !== outlet) {
        lastOutlet[cell] = outlet
        outletsIn[cell]!++
      }
    }
  }
  const gain = (g: number, h: number): number => (g * g) / (h + PULL)
  let best: {feature: number; level: number} | undefined
  let most = gain(slope, bend) + 1e-6
  for (let feature = 0; feature < REACH.length * F; feature++) {
    let g = 0
    let h = 0
    let outlets = 0
    for (let level = LEVELS; level > 0; level--) {
      const cell = feature * width + level
      if (outletsIn[cell] === 0) continue
      g += slopeIn[cell]!
      h += bendIn[cell]!
      outlets = Math.max(outlets, outletsIn[cell]!)
      if (outlets < OUTLETS) continue
      const sum = gain(g, h) + gain(slope - g, bend - h)
      if (sum > most) {
        most = sum
        best = {feature, level: level - 1}
      }
    }
  }
  return best
}
