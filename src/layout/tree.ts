/** What edits leave of a hast tree, as it reads, and what to cut of it for the blocks that go. */
import type {Element, Root, Text} from 'hast'
import type {Phrases} from '../phrases.ts'
import type {Edits, Stretch} from './edits.ts'
import {breaksWith, fatesOf, untouchable} from './fate.ts'
import {readHast} from './hast.ts'
import {layoutPage, type PageLayout, type Piece} from './html.ts'
import type {PageElement} from './page.ts'
import type {Reading, Scope} from './read.ts'

export interface TreeReading extends Reading {
  /** What the places of the blocks count in: all texts in order. */
  readonly body: string
  /** The texts that are read, in order. */
  readonly texts: readonly Text[]
  /** What a block is made of, in the texts as they came. */
  stretchesOf(index: number): readonly Stretch[]
  /** The edits with those blocks gone too. */
  without(going: ReadonlySet<number>, scope: Scope): Edits
}

/** @throws PageError when elements stand too deep in each other. */
export function readTree(root: Root, edits: Edits, phrases: Phrases): TreeReading {
  const {page, body, nodes} = readHast(root, edits)
  const layout = layoutPage(page, phrases)
  const {blocks, pieces} = layout
  return {
    blocks,
    facts: page.facts,
    body,
    texts: [...nodes.values()].filter((node) => node.type === 'text'),
    excise: (going) => [...going].map((index) => ({index, start: blocks[index]!.start, end: blocks[index]!.end})),
    stretchesOf: (index) =>
      pieces[index]!.flatMap(({text, start, end}) => edits.asItCame(nodes.get(text) as Text, start, end)),
    without(going, scope) {
      const elements: Element[] = []
      const stretches: Stretch[] = []
      for (const cut of cutsOf(layout, going, scope)) {
        if ('kind' in cut) elements.push(nodes.get(cut) as Element)
        else stretches.push({node: nodes.get(cut.text) as Text, start: cut.start, end: cut.end})
      }
      const next = edits.without(elements, stretches)
      return scope === 'markup and words' ? next.tidied(root) : next
    },
  }
}

/** What to cut: elements that hold nothing but what goes, whole, and else their own words. */
function cutsOf({page, pieces}: PageLayout, going: ReadonlySet<number>, scope: Scope): (PageElement | Piece)[] {
  const fates = fatesOf(
    page.root,
    [...going].flatMap((index) => pieces[index]!),
  )
  const cuts: (PageElement | Piece)[] = []
  const goesWhole = (element: PageElement): boolean => {
    const {goes, stays} = fates.of(element)
    return goes && !stays && !element.shows && !untouchable.has(element.tag)
  }
  const visit = (element: PageElement): void => {
    const broken = breaksWith(element, fates)
    for (const node of element.children) {
      if (node.kind === 'text') cuts.push(...(fates.gone.get(node) ?? []))
      else if (scope === 'markup and words' && (broken.has(node) || goesWhole(node))) cuts.push(node)
      else if (fates.of(node).goes) visit(node)
    }
  }
  visit(page.root)
  return cuts
}
