/** Facts of a document that several signals use, gathered once. */
import {fold} from '../fold.ts'
import type {Block, Context, Corpus, PageFacts, Spot} from '../model.ts'
import {bareOf} from '../phrases.ts'
import {endingOf, hasColonBehind, isStop} from './ends.ts'
import {signsOf} from './signs.ts'

/** Words from which on a block that ends like a sentence is prose. Subheads end without one. */
const PROSE = 8
/** Words from which on a block is prose whatever it ends with. */
const LONG = 28
/** The share of closed-class words below which a long block without a stop is a list. */
const DENSE = 0.06

/** Words from which on a block is a paragraph for certain: no headline is so long. */
const PARAGRAPH = 20
/** Blocks from which on their share without a stop says something. */
const SEVERAL = 3

/** Code units up to which a page is listened to when it says what its article holds: every block is looked for in them. */
const SAID = 100_000
/** The same of a title. */
const TITLE = 1000

/** Whether a block is running text. */
function isProse({length, functionWords, folded, hits}: Block, ending: number): boolean {
  if (length < PROSE) return false
  // A marker and its headline are none, though the headline be a question.
  if (hits.length > 0 && length < LONG && hits.some((hit) => hit.list !== 'credit' && hasColonBehind(hit, folded)))
    return false
  return isStop(ending) || (length >= LONG && functionWords >= DENSE * length)
}

/** The share of blocks of so many words and more that end without a stop, when there are several. */
function unstoppedShare(blocks: readonly Block[], endings: readonly number[], words: number): number | undefined {
  let long = 0
  let unstopped = 0
  for (let index = 0; index < blocks.length; index++) {
    if (blocks[index]!.length < words) continue
    long++
    if (!isStop(endings[index]!)) unstopped++
  }
  return long < SEVERAL ? undefined : unstopped / long
}

/** Gathers the context of a document. Linear in its length. */
export function contextOf(blocks: readonly Block[], {title, articleBody}: PageFacts = {}, corpus?: Corpus): Context {
  const n = blocks.length
  const endings = blocks.map(({folded}) => endingOf(folded))
  const prose = blocks.map((block, index) => isProse(block, endings[index]!))
  markWrapped(blocks, endings, prose)
  let last = -1
  const proseBefore = prose.map((is, index) => {
    const before = last
    if (is) last = index
    return before
  })
  const proseAfter = prose.map(() => n)
  for (let i = n - 1, next = n; i >= 0; i--) {
    proseAfter[i] = next
    if (prose[i]) next = i
  }
  return {
    title: title === undefined ? '' : bareOf(fold(title.slice(0, TITLE))),
    prose,
    spots: prose.map((is, i): Spot => (is ? 'prose' : spotBetween(proseBefore[i]!, proseAfter[i]!, n))),
    proseBefore,
    proseAfter,
    endings,
    signs: blocks.map((block, index) => signsOf(block, endings[index]!)),
    unstopped: unstoppedShare(blocks, endings, PARAGRAPH) ?? unstoppedShare(blocks, endings, PROSE) ?? 0,
    ...(corpus && {corpus}),
    ...(articleBody !== undefined && {articleBody: fold(articleBody.slice(0, SAID))}),
  }
}

/**
 * Lines broken at a fixed width: so many in a row, none wider than a terminal and most nearly as wide as the widest, some with
 * a sentence's end inside.
 */
const WRAPPED = {lines: 5, nearly: 0.75, most: 0.8, width: [40, 120]} as const

/** Marks such lines as prose. */
function markWrapped(blocks: readonly Block[], endings: readonly number[], prose: boolean[]): void {
  const isNarrow = (index: number): boolean => blocks[index]!.text.length <= WRAPPED.width[1]
  for (let first = 0; first < blocks.length; first++) {
    if (!isNarrow(first)) continue
    let end = first + 1
    while (end < blocks.length && isNarrow(end) && blocks[end]!.joint === 'line') end++
    if (end - first >= WRAPPED.lines && isWrapped(blocks.slice(first, end), endings.slice(first, end)))
      prose.fill(true, first, end)
    first = end - 1
  }
}

function isWrapped(lines: readonly Block[], endings: readonly number[]): boolean {
  const width = lines.reduce((most, {text}) => Math.max(most, text.length), 0)
  return (
    width >= WRAPPED.width[0] &&
    lines.filter(({text}) => text.length >= WRAPPED.nearly * width).length >= WRAPPED.most * (lines.length - 1) &&
    lines.some(({folded}) => /[.?!] \p{L}/u.test(folded)) &&
    endings.some((ending) => !isStop(ending))
  )
}

function spotBetween(before: number, after: number, n: number): Spot {
  if (before < 0) return after === n ? 'bare' : 'top'
  if (after === n) return 'tail'
  return after - before === 2 ? 'inset' : 'run'
}
