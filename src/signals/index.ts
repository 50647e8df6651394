/** The list of signals, and what they see in a document. Their order has no meaning. */
import type {Block, Context, Family, Observation, Signal} from '../model.ts'
import {cohesion} from './cohesion.ts'
import {corpusFamily} from './corpus.ts'
import {echoes} from './echo.ts'
import {lengths} from './length.ts'
import {phraseFamily} from './phrases.ts'
import {places} from './place.ts'
import {runs} from './run.ts'
import {shapes, shortShapes} from './shape.ts'

export {contextOf} from './context.ts'

const families: readonly Family[] = [
  phraseFamily,
  lengths,
  shapes,
  shortShapes,
  places,
  runs,
  echoes,
  cohesion,
  corpusFamily,
]

export const signals: readonly Signal[] = families.flatMap((family) => family.signals)

/** What all signals see, block by block. */
export function observe(blocks: readonly Block[], context: Context): Observation[][] {
  const seen: Observation[][] = blocks.map(() => [])
  for (const family of families) {
    family.observe(blocks, context, (signal, block, value, detail) => {
      if (value > 0) seen[block]!.push(detail === undefined ? {signal, value} : {signal, value, detail})
    })
  }
  return seen
}
