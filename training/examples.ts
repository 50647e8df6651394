/** Marked documents as the chain sees them: signals by block, and the state that is right. */
import {layoutText} from '../src/layout/text.ts'
import {states, type Block, type Corpus, type Joint} from '../src/model.ts'
import type {Phrases} from '../src/phrases.ts'
import {contextOf, observe, signals} from '../src/signals/index.ts'
import {outletOf, type Marked} from './shared.ts'

export const signalIds = signals.map(({id}) => id)
const indexOf = new Map(signalIds.map((id, index) => [id, index]))

/** A document to learn from. */
export interface Example {
  readonly joints: readonly Joint[]
  /** By block: signal index, value, signal index, value, … */
  readonly seen: readonly Float64Array[]
  /** By block: the index of the right state, or -1 where the markers could not tell. */
  readonly gold: Int8Array
  readonly outlet: string
  /** How much it counts. */
  readonly weight: number
}

/** The state of a block: the mark that covers most of it, when marks cover half of it or more. */
export function goldStates({text, noise}: Pick<Marked, 'text' | 'noise'>, blocks: readonly Block[]): Int8Array {
  return Int8Array.from(blocks, ({start, end}) => {
    const covered = new Map<string, number>()
    for (const mark of noise) {
      const overlap = inked(text, Math.max(start, mark.start), Math.min(end, mark.end))
      if (overlap > 0) covered.set(mark.category, (covered.get(mark.category) ?? 0) + overlap)
    }
    const [best, most] = [...covered].toSorted((a, b) => b[1] - a[1])[0] ?? ['body', 0]
    const total = [...covered.values()].reduce((sum, part) => sum + part, 0)
    if (2 * total < inked(text, start, end) || most === 0) return 0
    return best === 'unsure' ? -1 : states.findIndex((state) => state === best)
  })
}

function inked(text: string, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if (!/\s/u.test(text[i]!)) count++
  return count
}

export function exampleOf(document: Marked, phrases: Phrases, weight: number, corpus?: Corpus): Example {
  const blocks = layoutText(document.text, phrases)
  const seen = observe(blocks, contextOf(blocks, document.title ?? undefined, corpus))
  return {
    joints: blocks.map(({joint}) => joint),
    seen: seen.map((observations) =>
      Float64Array.from(observations.flatMap(({signal, value}) => [indexOf.get(signal)!, value])),
    ),
    gold: goldStates(document, blocks),
    outlet: outletOf(document),
    weight,
  }
}
