/** What becomes of the parts of a page when some of its blocks go. */
import {partsLines, type Piece} from './html.ts'
import type {PageElement, PageNode, PageText} from './page.ts'

export interface Fate {
  readonly stays: boolean
  readonly goes: boolean
  /** It begins or ends a line. */
  readonly parts: boolean
}

export interface Fates {
  /** What goes of the texts. */
  readonly gone: ReadonlyMap<PageText, readonly Piece[]>
  of(node: PageNode): Fate
}

/** @param going The pieces of the blocks that go. */
export function fatesOf(root: PageElement, going: Iterable<Piece>): Fates {
  const gone = new Map<PageText, Piece[]>()
  for (const piece of going) {
    const before = gone.get(piece.text)
    if (before) before.push(piece)
    else gone.set(piece.text, [piece])
  }
  const fates = new Map<PageNode, Fate>()
  const fateOf = (node: PageNode): Fate => {
    const fate = node.kind === 'text' ? ofText(node, gone.get(node)) : joined(node, node.children.map(fateOf))
    fates.set(node, fate)
    return fate
  }
  fateOf(root)
  return {gone, of: (node) => fates.get(node)!}
}

function ofText({value}: PageText, pieces: readonly Piece[] = []): Fate {
  let rest = ''
  let at = 0
  for (const {start, end} of pieces.toSorted((a, b) => a.start - b.start)) {
    rest += value.slice(at, start)
    at = end
  }
  return {stays: hasWords(rest + value.slice(at)), goes: pieces.length > 0, parts: false}
}

const joined = ({tag}: PageElement, inside: readonly Fate[]): Fate => ({
  stays: inside.some(({stays}) => stays),
  goes: inside.some(({goes}) => goes),
  parts: partsLines(tag) || inside.some(({parts}) => parts),
})

/** White space and marks that show nothing are no words. */
export const hasWords = (text: string): boolean => /[^\s\p{Cf}\p{Cc}]/u.test(text)

/** Elements that are never cut whole: a page keeps its body. */
export const untouchable: ReadonlySet<string> = new Set(['html', 'body'])

const noBreaks: ReadonlySet<PageNode> = new Set()

/** The `<br>`s that go with the lines they end; with the last line of an element the one before it goes. */
export function breaksWith(element: PageElement, fates: Fates): ReadonlySet<PageNode> {
  if (!element.children.some(isBreak)) return noBreaks
  const broken = new Set<PageNode>()
  let before: PageNode | undefined
  let line = {stays: false, goes: false}
  for (const node of [...element.children, undefined]) {
    if (node && !isBreak(node)) {
      const fate = fates.of(node)
      line = {stays: line.stays || fate.stays, goes: line.goes || fate.goes}
      continue
    }
    const last = node ?? before
    if (line.goes && !line.stays && last) broken.add(last)
    line = {stays: false, goes: false}
    before = node
  }
  return broken
}

const isBreak = (node: PageNode): boolean => node.kind === 'element' && node.tag === 'br'
