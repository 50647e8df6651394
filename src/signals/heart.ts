/** Where the text of a page stands: the element that holds most of its prose, and how much of it each element holds. */
import {isIn} from '../frames.ts'
import type {Block, Context, Frame} from '../model.ts'

/** What stands in an element. Code units of text. */
export interface Mass {
  prose: number
  linked: number
  all: number
  /** How many blocks. */
  blocks: number
}

export interface Heart {
  /** The innermost element that holds most of the prose, paragraphs aside; the outermost where there is no prose. */
  readonly frame: Frame
  /** The first and the last block in it, and of these the first and the last that are prose. */
  readonly first: number
  readonly last: number
  readonly firstProse: number
  readonly lastProse: number
  /** All prose of the page. */
  readonly prose: number
  massOf(frame: Frame): Readonly<Mass>
  /** The most elements of one name that stand side by side, with several blocks each, where a frame stands in one of them. */
  itemsAround(frame: Frame): number
}

/** The share of a page's prose from which on an element holds most of it. Two thirds, so that a few comments do not move it outwards. */
const MOST = 0.66
/** Elements of one name in another from which on they are items, and blocks that each holds. */
const ITEMS = {least: 3, blocks: 2}
/** Items that are comments or teasers more often than parts of an article. */
const itemTags = new Set(['li', 'article', 'dd', 'tr'])

/** Finds the heart of a page; `undefined` for a text. Linear in blocks times their depth. */
export function heartOf(blocks: readonly Block[], {prose}: Context): Heart | undefined {
  if (!blocks[0]?.markup) return undefined
  const masses = new Map<Frame, Mass>()
  const add = (index: number, to: (mass: Mass) => void): void => {
    for (let frame: Frame | undefined = blocks[index]!.markup!.frame; frame; frame = frame.parent) {
      let mass = masses.get(frame)
      if (!mass) masses.set(frame, (mass = {prose: 0, linked: 0, all: 0, blocks: 0}))
      to(mass)
    }
  }
  for (const [index, {markup, text}] of blocks.entries())
    add(index, (mass) => {
      mass.linked += markup!.linked * text.length
      mass.all += text.length
      mass.blocks++
    })
  const itemsAround = countItems(masses)
  const told = blocks.flatMap(({markup}, index) => (prose[index] && markup!.linked < 0.5 ? [index] : []))
  const apart = told.filter((index) => !isItem(blocks[index]!.markup!.frame, itemsAround))
  const size = (indices: readonly number[]): number =>
    indices.reduce((sum, index) => sum + blocks[index]!.text.length, 0)
  // Comments may be several times the article; where nearly all prose stands in items, they are the article.
  const counted = 10 * size(apart) > size(told) ? apart : told
  for (const index of counted)
    add(index, (mass) => {
      mass.prose += blocks[index]!.text.length
    })
  const total = size(counted)
  let heart: Frame | undefined
  for (const [frame, mass] of masses) {
    if (frame.tag === 'p' || mass.prose < MOST * total) continue
    if (!heart || (total > 0 ? frame.depth > heart.depth : frame.depth < heart.depth)) heart = frame
  }
  const frame = heart!
  const inside = blocks.flatMap(({markup}, index) => (isIn(markup!.frame, frame) ? [index] : []))
  const proseInside = counted.filter((index) => isIn(blocks[index]!.markup!.frame, frame))
  return {
    frame,
    first: inside[0]!,
    last: inside.at(-1)!,
    firstProse: proseInside[0] ?? inside[0]!,
    lastProse: proseInside.at(-1) ?? inside.at(-1)!,
    prose: total,
    massOf: (of) => masses.get(of)!,
    itemsAround,
  }
}

function isItem(frame: Frame, itemsAround: Heart['itemsAround']): boolean {
  if (itemsAround(frame) === 0) return false
  for (let at: Frame | undefined = frame; at; at = at.parent) if (itemTags.has(at.tag)) return true
  return false
}

function countItems(masses: ReadonlyMap<Frame, Mass>): Heart['itemsAround'] {
  const counts = new Map<Frame, Map<string, number>>()
  for (const [{parent, tag}, {blocks}] of masses) {
    if (!parent || blocks < ITEMS.blocks) continue
    let ofParent = counts.get(parent)
    if (!ofParent) counts.set(parent, (ofParent = new Map()))
    ofParent.set(tag, (ofParent.get(tag) ?? 0) + 1)
  }
  const found = new Map<Frame, number>()
  const around = (frame: Frame): number => {
    const before = found.get(frame)
    if (before !== undefined) return before
    const {parent, tag} = frame
    const own = parent && masses.get(frame)!.blocks >= ITEMS.blocks ? (counts.get(parent)?.get(tag) ?? 0) : 0
    const now = parent ? Math.max(own >= ITEMS.least ? own : 0, around(parent)) : 0
    found.set(frame, now)
    return now
  }
  return around
}
