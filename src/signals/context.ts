/** Facts of a document that several signals use, gathered once. */
import {fold} from '../fold.ts'
import type {Block, Context, Corpus, Spot} from '../model.ts'
import {bareOf} from '../phrases.ts'
import {endsWithStop} from './ends.ts'

/** Words from which on a block that ends like a sentence is prose. Subheads end without one. */
const PROSE = 8
/** Words from which on a block is prose whatever it ends with. */
const LONG = 28
/** The share of closed-class words below which a long block without a stop is a list. */
const DENSE = 0.06

/** Whether a block is running text. */
function isProse({length, functionWords, folded}: Block): boolean {
  if (length < PROSE) return false
  return endsWithStop(folded) || (length >= LONG && functionWords >= DENSE * length)
}

/** Gathers the context of a document. Linear in its words. */
export function contextOf(blocks: readonly Block[], title: string | undefined, corpus?: Corpus): Context {
  const n = blocks.length
  const prose = blocks.map(isProse)
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
  let long = 0
  let unstopped = 0
  for (const {length, folded} of blocks) {
    if (length < PROSE) continue
    long++
    if (!endsWithStop(folded)) unstopped++
  }
  let reach: Reach | undefined
  return {
    title: title === undefined ? '' : bareOf(fold(title)),
    prose,
    spots,
    proseBefore,
    proseAfter,
    unstopped: long < 3 ? 0 : unstopped / long,
    ...(corpus && {corpus}),
    reach: () => (reach ??= reachOf(blocks, prose)),
  }
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
