/** Facts of a document that several signals use, gathered once. */
import {fold} from '../fold.ts'
import type {Block, Context, Corpus, PageFacts, Spot} from '../model.ts'
import {bareOf} from '../phrases.ts'
import {endsWithStop, hasColonBehind} from './ends.ts'

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
function isProse({length, functionWords, folded, hits}: Block): boolean {
  if (length < PROSE) return false
  // A marker and its headline are none, though the headline be a question.
  if (length < LONG && hits.some((hit) => hit.list !== 'credit' && hasColonBehind(hit, folded))) return false
  return endsWithStop(folded) || (length >= LONG && functionWords >= DENSE * length)
}

/** The share of blocks of so many words and more that end without a stop, when there are several. */
function unstoppedShare(blocks: readonly Block[], words: number): number | undefined {
  const long = blocks.filter(({length}) => length >= words)
  return long.length < SEVERAL ? undefined : long.filter(({folded}) => !endsWithStop(folded)).length / long.length
}

/** Gathers the context of a document. Linear in its words. */
export function contextOf(blocks: readonly Block[], {title, articleBody}: PageFacts = {}, corpus?: Corpus): Context {
  const n = blocks.length
  const wrapped = wrappedLines(blocks)
  const prose = blocks.map((block, index) => wrapped[index]! || isProse(block))
  const proseBefore = new Int32Array(n)
  const proseAfter = new Int32Array(n)
  for (let i = 0, last = -1; i < n; i++) {
    proseBefore[i] = last
    if (prose[i]) last = i
  }
  for (let i = n - 1, next = n; i >= 0; i--) {
    proseAfter[i] = next
    if (prose[i]) next = i
  }
  const spots = prose.map((is, i): Spot => (is ? 'prose' : spotBetween(proseBefore[i]!, proseAfter[i]!, n)))
  let reach: Reach | undefined
  return {
    title: title === undefined ? '' : bareOf(fold(title.slice(0, TITLE))),
    prose,
    spots,
    proseBefore,
    proseAfter,
    unstopped: unstoppedShare(blocks, PARAGRAPH) ?? unstoppedShare(blocks, PROSE) ?? 0,
    ...(corpus && {corpus}),
    ...(articleBody !== undefined && {articleBody: fold(articleBody.slice(0, SAID))}),
    reach: () => (reach ??= reachOf(blocks, prose)),
  }
}

/**
 * Lines broken at a fixed width: so many in a row, none wider than a terminal and most nearly as wide as the widest, some with
 * a sentence's end inside.
 */
const WRAPPED = {lines: 5, nearly: 0.75, most: 0.8, width: [40, 120]} as const

function wrappedLines(blocks: readonly Block[]): boolean[] {
  const wrapped = blocks.map(() => false)
  const isNarrow = (block: Block | undefined): boolean => block !== undefined && block.text.length <= WRAPPED.width[1]
  for (let first = 0; first < blocks.length; first++) {
    if (!isNarrow(blocks[first])) continue
    let end = first + 1
    while (isNarrow(blocks[end]) && blocks[end]!.joint === 'line') end++
    const lines = blocks.slice(first, end)
    const width = lines.reduce((most, {text}) => Math.max(most, text.length), 0)
    if (
      lines.length >= WRAPPED.lines &&
      width >= WRAPPED.width[0] &&
      lines.filter(({text}) => text.length >= WRAPPED.nearly * width).length >= WRAPPED.most * (lines.length - 1) &&
      lines.some(({folded}) => /[.?!] \p{L}/u.test(folded)) &&
      lines.some(({folded}) => !endsWithStop(folded))
    )
      wrapped.fill(true, first, end)
    first = end - 1
  }
  return wrapped
}

function spotBetween(before: number, after: number, n: number): Spot {
  if (before < 0) return after === n ? 'bare' : 'top'
  if (after === n) return 'tail'
  return after - before === 2 ? 'inset' : 'run'
}

type Reach = Map<number, {readonly first: number; last: number; prose: boolean}>

function reachOf(blocks: readonly Block[], prose: readonly boolean[]): Reach {
  const reach: Reach = new Map()
  for (let index = 0; index < blocks.length; index++) {
    for (const word of blocks[index]!.words) {
      const known = reach.get(word)
      if (!known) reach.set(word, {first: index, last: index, prose: prose[index]!})
      else {
        known.last = index
        known.prose ||= prose[index]!
      }
    }
  }
  return reach
}
