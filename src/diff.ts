/** Two records of one corpus → what the rules of the one take out and those of the other do not. Reads no source: removals hold their texts. */
import type {ArticleRecord, Category, Removal} from './model.ts'
import {inUtf16, lengthIn} from './offsets.ts'

/** A stretch of a source that one of two records takes out, or both. Offsets count in the unit of the records. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The removal that it is of in each record that takes it out. */
  readonly a?: Removal
  readonly b?: Removal
}

/** How an article was treated in two records. Characters are UTF-16 code units. */
export interface Change {
  readonly id: string
  /** Where it is not the same. */
  readonly status?: {readonly a: ArticleRecord['status']; readonly b: ArticleRecord['status']}
  /** Characters that only one of them takes out, and that both do under different categories. */
  readonly onlyA: number
  readonly onlyB: number
  readonly renamed: number
  /** Those stretches, in order. */
  readonly stretches: readonly Stretch[]
}

/** Characters that are taken out as a category: in each record, and in it alone. */
interface Characters {
  a: number
  b: number
  onlyA: number
  onlyB: number
}

/** What two records come to. */
export interface Difference {
  readonly articles: {same: number; changed: number; onlyA: number; onlyB: number; otherSource: number}
  readonly characters: {both: number; onlyA: number; onlyB: number; renamed: number}
  readonly categories: Partial<Record<Category, Characters>>
  /** The digests of their rules: of a record one, unless it was put together. */
  readonly rules: {readonly a: Set<string>; readonly b: Set<string>}
  /** The first of the articles whose sources are not the same text, so that nothing can be said of them. */
  readonly otherSource: string[]
  /** The articles that differ most, most first. */
  worst: readonly Change[]
}

export const noDifference = (): Difference => ({
  articles: {same: 0, changed: 0, onlyA: 0, onlyB: 0, otherSource: 0},
  characters: {both: 0, onlyA: 0, onlyB: 0, renamed: 0},
  categories: {},
  rules: {a: new Set(), b: new Set()},
  otherSource: [],
  worst: [],
})

/** Lines of two records on one article; one alone when the other record has none. */
export type Pair = readonly [ArticleRecord, ArticleRecord?] | readonly [undefined, ArticleRecord]

/**
 * Reads two records side by side. What has no partner yet waits for it, so that memory goes with how far they are out of step:
 * records of the same inputs are not. Lines of the same id are paired in their order.
 */
export async function* pairsOf(a: AsyncIterable<ArticleRecord>, b: AsyncIterable<ArticleRecord>): AsyncGenerator<Pair> {
  const [ofA, ofB] = [sideOf(a), sideOf(b)]
  const turns = [
    {own: ofA, other: ofB, pair: (line: ArticleRecord, partner: ArticleRecord): Pair => [line, partner]},
    {own: ofB, other: ofA, pair: (line: ArticleRecord, partner: ArticleRecord): Pair => [partner, line]},
  ]
  try {
    for (let isMore = true; isMore;) {
      isMore = false
      for (const {own, other, pair} of turns) {
        const {value: line} = await own.lines.next()
        if (!line) continue
        isMore = true
        const partner = take(other.waiting, line.id)
        if (partner) yield pair(line, partner)
        else own.waiting.set(line.id, [...(own.waiting.get(line.id) ?? []), line])
      }
    }
  } finally {
    for (const {own} of turns) await own.lines.return?.()
  }
  for (const line of [...ofA.waiting.values()].flat()) yield [line]
  for (const line of [...ofB.waiting.values()].flat()) yield [undefined, line]
}

/** A record as far as it was read, and its lines that wait for a partner. */
const sideOf = (lines: AsyncIterable<ArticleRecord>) => ({
  lines: lines[Symbol.asyncIterator](),
  waiting: new Map<string, ArticleRecord[]>(),
})

function take(waiting: Map<string, ArticleRecord[]>, id: string): ArticleRecord | undefined {
  const [first, ...others] = waiting.get(id) ?? []
  if (others.length > 0) waiting.set(id, others)
  else waiting.delete(id)
  return first
}

/**
 * Adds an article to what two records come to.
 *
 * @param most How many articles are named at most.
 * @throws RangeError when the lines count offsets in different units, or a removal is not as long as its text.
 */
export function addPair(sum: Difference, [a, b]: Pair, most: number): void {
  if (a) sum.rules.a.add(a.rules)
  if (b) sum.rules.b.add(b.rules)
  if (!a || !b) {
    sum.articles[a ? 'onlyA' : 'onlyB']++
    return
  }
  if (a.source && b.source && a.source.sha256 !== b.source.sha256) {
    sum.articles.otherSource++
    if (sum.otherSource.length < most) sum.otherSource.push(a.id)
    return
  }
  const stretches = stretchesOf(a, b)
  const before = {...sum.characters}
  for (const stretch of stretches) addStretch(sum, stretch)
  const change: Change = {
    id: a.id,
    ...(a.status !== b.status && {status: {a: a.status, b: b.status}}),
    onlyA: sum.characters.onlyA - before.onlyA,
    onlyB: sum.characters.onlyB - before.onlyB,
    renamed: sum.characters.renamed - before.renamed,
    stretches: stretches.filter((stretch) => stretch.a?.category !== stretch.b?.category),
  }
  const isSame = change.stretches.length === 0 && !change.status
  sum.articles[isSame ? 'same' : 'changed']++
  if (!isSame) sum.worst = [...sum.worst, change].toSorted(byCharacters).slice(0, most)
}

const byCharacters = (one: Change, other: Change): number =>
  other.onlyA + other.onlyB - one.onlyA - one.onlyB || other.renamed - one.renamed || (one.id < other.id ? -1 : 1)

function addStretch({characters, categories}: Difference, {text: {length}, a, b}: Stretch): void {
  const only = a && b ? undefined : a ? 'onlyA' : 'onlyB'
  characters[only ?? 'both'] += length
  if (a && b && a.category !== b.category) characters.renamed += length
  const count = (removal: Removal, side: 'a' | 'b'): void => {
    const row = (categories[removal.category] ??= {a: 0, b: 0, onlyA: 0, onlyB: 0})
    row[side] += length
    if (only) row[only] += length
  }
  if (a) count(a, 'a')
  if (b) count(b, 'b')
}

/** The source as two records part it, without what both leave in. */
function stretchesOf(a: ArticleRecord, b: ArticleRecord): Stretch[] {
  if (a.offsets !== b.offsets)
    throw new RangeError(
      `Unexpected offsets of "${b.id}" in ${b.offsets}, expected ${a.offsets} as in the other record`,
    )
  for (const line of [a, b]) checkRemovals(line)
  const ends = [...a.removals, ...b.removals].flatMap(({start, end}) => [start, end])
  const edges = [...new Set(ends)].toSorted((one, other) => one - other)
  const stretches: Stretch[] = []
  const [inA, inB] = [lookUp(a.removals), lookUp(b.removals)]
  for (const [index, start] of edges.entries()) {
    const [ofA, ofB] = [inA(start), inB(start)]
    const removal = ofA ?? ofB
    if (!removal) continue
    const end = edges[index + 1]!
    const [part] = inUtf16(a.offsets, removal.text, [{start: start - removal.start, end: end - removal.start}])
    const text = removal.text.slice(part!.start, part!.end)
    stretches.push({start, end, text, ...(ofA && {a: ofA}), ...(ofB && {b: ofB})})
  }
  return stretches
}

/** Finds the removal at an offset, for offsets that grow. */
function lookUp(removals: readonly Removal[]): (at: number) => Removal | undefined {
  let next = 0
  return (at) => {
    while (next < removals.length && removals[next]!.end <= at) next++
    const removal = removals[next]
    return removal && removal.start <= at ? removal : undefined
  }
}

function checkRemovals({id, offsets, removals}: ArticleRecord): void {
  let last = 0
  for (const {start, end, text} of removals) {
    if (!(start >= last && end > start) || lengthIn(offsets, text) !== end - start)
      throw new RangeError(
        `Unexpected removal [${start}, ${end}) of "${id}", expected them in order, each as long as its text`,
      )
    last = end
  }
}
