/** The list of signals, and what they see in a document. Their order has no meaning. */
import type {Block, Context, Family, Seen, Signal} from '../model.ts'
import {cohesion} from './cohesion.ts'
import {corpusFamily} from './corpus.ts'
import {echoes} from './echo.ts'
import {lengths} from './length.ts'
import {markupFamily} from './markup.ts'
import {phraseFamily} from './phrases.ts'
import {places} from './place.ts'
import {runs} from './run.ts'
import {createNotes, type Notes} from './seen.ts'
import {shapes} from './shape.ts'

export {contextOf} from './context.ts'
export {createNotes} from './seen.ts'

const families: readonly Family[] = [
  phraseFamily,
  lengths,
  shapes,
  places,
  runs,
  echoes,
  cohesion,
  corpusFamily,
  markupFamily,
]

/** All signals. The number of each is its place here. */
export const signals: readonly Signal[] = families.flatMap((family) => family.signals)
// The one place that numbers them, before anything is seen.
for (const [number, signal] of signals.entries()) Object.assign(signal, {number})

/**
 * What all signals see.
 *
 * @param notes Memory to use again for one document after the other; what was seen in the one before is gone then.
 */
export function observe(blocks: readonly Block[], context: Context, notes: Notes = createNotes()): Seen {
  for (const family of families) family.observe(blocks, context, notes.say)
  return notes.sorted(blocks.length)
}
