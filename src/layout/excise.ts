/**
 * The stretches of a page's source to cut for the blocks that go: whole elements where nothing else is read in them, else their
 * own words.
 */
import type {Block, Excision} from '../model.ts'
import {breaksWith, fatesOf, untouchable, type Fates} from './fate.ts'
import {partsLines, type PageLayout, type Piece} from './html.ts'
import type {Place} from './line.ts'
import type {PageElement, PageNode, PageText} from './page.ts'

/** A stretch to cut: an element, or words where there is none. */
interface Cut extends Place {
  readonly element?: PageElement
}

/**
 * @param going Indices of blocks that have a place.
 * @param wordsOnly Leaves all markup in: what is left when the page would read otherwise.
 */
export function excisePage(
  {page, blocks, pieces}: PageLayout,
  source: string,
  going: ReadonlySet<number>,
  wordsOnly = false,
): Excision[] {
  const fates = fatesOf(
    page.root,
    [...going].flatMap((index) => pieces[index]!),
  )
  const cuts = wordsOnly ? wordsIn(page.root, fates.gone) : cutsIn(page.root, source, fates)
  const sorted = cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)
  return tiles(wordsOnly ? sorted : widened(sorted, source), blocks, going)
}

/** The words to cut in a part of a page. */
function wordsIn(node: PageNode, gone: ReadonlyMap<PageText, readonly Piece[]>): Cut[] {
  if (node.kind === 'element') return node.children.flatMap((child) => wordsIn(child, gone))
  return (gone.get(node) ?? []).map(({start, end}) => ({start: node.origin!(start), end: node.origin!(end)}))
}

/** An element or a text with a place, and the innermost element around it that has one. */
interface Placed extends Place {
  readonly node: PageNode
  readonly around: PageElement | undefined
}

function addPlaced(placed: Placed[], node: PageNode, around: PageElement | undefined): void {
  if (node.kind === 'text') {
    const {origin, value} = node
    if (origin) placed.push({start: origin(0), end: origin(value.length), node, around})
    return
  }
  if (node.place) placed.push({...node.place, node, around})
  for (const child of node.children) addPlaced(placed, child, node.place ? node : around)
}

/**
 * The elements whose source is not that of what is in them and nothing else: words stray in a table, or end tags stand in the
 * wrong order.
 */
function crossedIn(root: PageElement): ReadonlySet<PageNode> {
  const placed: Placed[] = []
  addPlaced(placed, root, undefined)
  const crossed = new Set<PageNode>()
  /** What began before, and has not ended. */
  let open: Placed[] = []
  for (const here of placed.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (open.some(({end}) => end <= here.start)) open = open.filter(({end}) => end > here.start)
    for (const other of open)
      if (other.end < here.end) {
        crossed.add(other.node)
        crossed.add(here.node)
      }
    if (open.at(-1)?.node !== here.around) {
      const around = new Set<PageNode>()
      for (let at = here.around; at; at = at.parent) around.add(at)
      for (const {node} of open) if (!around.delete(node)) crossed.add(node)
      for (const node of around) crossed.add(node)
    }
    if (here.node.kind === 'element') open.push(here)
  }
  return crossed
}

/**
 * The elements and words to cut. What the tree says is not all: an element may end where the next one begins (`<p>one<div>two`),
 * and the source of one may hold words of others, as of those that stray in a table.
 */
function cutsIn(root: PageElement, source: string, fates: Fates): Cut[] {
  const crossed = crossedIn(root)
  const {gone} = fates
  const cuts: Cut[][] = []
  /** Whether a line begins or ends between the last words that stay and here, and what is cut of that kind. */
  let isParted = true
  let parting: number[] = []
  /** Where an element ended without an end tag. */
  let open = -1

  const goesWhole = (node: PageElement): node is PageElement & {place: Place} => {
    const {place, shows, tag} = node
    const fate = fates.of(node)
    if (!fate.goes || fate.stays || !place || shows || untouchable.has(tag) || crossed.has(node)) return false
    return place.start !== open || !isClosed(node, source)
  }
  const take = (element: PageElement & {place: Place}): void => {
    if (element.place.start === open) open = element.place.end
    if (fates.of(element).parts) parting.push(cuts.length)
    cuts.push([{...element.place, element}])
  }
  /** Lines that only what is cut has parted would run together: it leaves its tags. */
  const keepParted = (): void => {
    const last = parting.at(-1)
    if (!isParted && last !== undefined) cuts[last] = wordsIn(cuts[last]![0]!.element!, gone)
    isParted = false
    parting = []
  }
  const visit = (element: PageElement): void => {
    const parts = partsLines(element.tag)
    if (parts) isParted = true
    const broken = breaksWith(element, fates)
    for (const node of element.children) {
      if (node.kind === 'text') {
        cuts.push(wordsIn(node, gone))
        if (fates.of(node).stays) keepParted()
      } else if ((broken.has(node) && node.place) || goesWhole(node)) take(node as PageElement & {place: Place})
      else visit(node)
    }
    const ends = element.place && element.children.length > 0 && !isClosed(element, source)
    if (ends) open = element.place.end
    else if (parts) isParted = true
  }
  visit(root)
  return cuts.flat()
}

/** Whether an element has an end tag. */
function isClosed({place, tag}: PageElement, source: string): boolean {
  const {start, end} = place!
  const name = /<\/([^\s<>/]+)\s*>$/u.exec(source.slice(Math.max(start, end - tag.length - END_TAG), end))?.[1]
  return name?.toLowerCase() === tag
}
/** Code units that an end tag has beside the name, with some white space. */
const END_TAG = 10

/** Joins places with nothing but white space between them, and takes the white space in front of what stands on lines of its own. */
function widened(places: readonly Place[], source: string): Place[] {
  const wide: {start: number; end: number}[] = []
  for (const {start, end} of places) {
    const before = wide.at(-1)
    if (before && start <= before.end) before.end = Math.max(before.end, end)
    else if (before && source.slice(before.end, start).trim() === '') before.end = end
    else {
      let from = start
      while (from > 0 && /\s/u.test(source[from - 1]!)) from--
      const standsAlone =
        source[from - 1] === '>' &&
        source[start] === '<' &&
        isBroken(source.slice(from, start)) &&
        isBroken(/^\s*/u.exec(source.slice(end, end + BEHIND))![0])
      wide.push({start: standsAlone ? from : start, end})
    }
  }
  return wide
}

const isBroken = (blank: string): boolean => /[\r\n]/u.test(blank)
/** Code units behind a place in which a line break is looked for. */
const BEHIND = 100

/** Parts the places among the blocks they are cut for: each has what begins with it, up to the next. */
function tiles(places: readonly Place[], blocks: readonly Block[], going: ReadonlySet<number>): Excision[] {
  const order = [...going].toSorted((a, b) => blocks[a]!.start - blocks[b]!.start)
  const found: Excision[] = []
  let next = 0
  for (const {start, end} of places) {
    let from = start
    const first = next
    while (next < order.length && blocks[order[next]!]!.start < end) {
      const begins = blocks[order[next]!]!.start
      // Words that stray before what they are cut with begin nothing of their own.
      if (next > first && begins > from) {
        found.push({index: order[next - 1]!, start: from, end: begins})
        from = begins
      }
      next++
    }
    found.push({index: order[Math.max(0, next - 1)]!, start: from, end})
  }
  return found
}
