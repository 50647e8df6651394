/** Marked documents as the chain sees them: signals by block, and the state that is right. */
import {read} from '../src/layout/read.ts'
import {states, type Block, type Corpus, type Joint, type PageFacts} from '../src/model.ts'
import type {Phrases} from '../src/phrases.ts'
import {contextOf, observe, signals} from '../src/signals/index.ts'
import {outletOf, type Marked} from './shared.ts'

export const signalIds = signals.map(({id}) => id)

/** The markers could not tell. */
export const UNSURE = -1
/** Of some noise state, and nobody has said of which. */
export const NOISE = -2

/** A document to learn from. */
export interface Example {
  readonly joints: readonly Joint[]
  /** By block: signal index, value, signal index, value, … */
  readonly seen: readonly Float64Array[]
  /** By block: the index of the right state, or `UNSURE`, or `NOISE`. */
  readonly gold: Int8Array
  readonly outlet: string
  /** How much it counts. */
  readonly weight: number
}

/** The state of a block: the mark that covers most of it, when marks cover half of it or more. */
export function goldStates(document: Pick<Marked, 'text' | 'noise' | 'form'>, blocks: readonly Block[]): Int8Array {
  return Int8Array.from(blocks, ({start, end}) => {
    const covered = new Map<string, number>()
    for (const mark of document.noise) {
      const overlap = inked(document, Math.max(start, mark.start), Math.min(end, mark.end))
      if (overlap > 0) covered.set(mark.category, (covered.get(mark.category) ?? 0) + overlap)
    }
    const [best, most] = [...covered].toSorted((a, b) => b[1] - a[1])[0] ?? ['body', 0]
    const total = [...covered.values()].reduce((sum, part) => sum + part, 0)
    if (2 * total < inked(document, start, end) || most === 0) return 0
    return best === 'unsure' ? UNSURE : states.findIndex((state) => state === best)
  })
}

/** How many characters of a stretch are read: white space and, in the source of a page, tags are not. */
export function inked({text, form}: Pick<Marked, 'text' | 'form'>, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) {
    if (form === 'html' && text[i] === '<') {
      const close = text.indexOf('>', i)
      i = close < 0 ? end : close
    } else if (!/\s/u.test(text[i]!)) count++
  }
  return count
}

export function exampleOf(document: Marked, phrases: Phrases, weight: number, corpus?: Corpus): Example {
  const {text, form = 'text', title} = document
  const {blocks, facts} = read(text, form, phrases)
  return {
    ...observed(blocks, title === null ? facts : {...facts, title}, corpus),
    gold: goldStates(document, blocks),
    outlet: outletOf(document),
    weight,
  }
}

/** What is seen in blocks. */
export function observed(
  blocks: readonly Block[],
  facts: PageFacts,
  corpus?: Corpus,
): Pick<Example, 'joints' | 'seen'> {
  const {starts, signals: numbers, values} = observe(blocks, contextOf(blocks, facts, corpus))
  return {
    joints: blocks.map(({joint}) => joint),
    seen: blocks.map((_, block) => {
      const own = new Float64Array(2 * (starts[block + 1]! - starts[block]!))
      for (let k = starts[block]!, at = 0; k < starts[block + 1]!; k++) {
        own[at++] = numbers[k]!
        own[at++] = values[k]!
      }
      return own
    }),
  }
}
