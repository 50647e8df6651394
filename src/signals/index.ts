/** The list of signals, and what they see in a document. Their order has no meaning. */
import type {Block, Context, Family, Observation, Signal} from '../model.ts'
import {cohesion} from './cohesion.ts'
import {corpusFamily} from './corpus.ts'
import {echoes} from './echo.ts'
import {lengths} from './length.ts'
import {markupFamily} from './markup.ts'
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
  markupFamily,
]

export const signals: readonly Signal[] = families.flatMap((family) => family.signals)

/** What all signals see, block by block. */
export function observe(blocks: readonly Block[], context: Context): Observation[][] {
  const seen: Observation[][] = blocks.map(() => [])
  for (const family of families) {
    family.observe(blocks, context, (signal, block, value, detail) => {
      if (value <= 0) return
      if (detail !== undefined) seen[block]!.push({signal, value, detail})
      else seen[block]!.push(value === 1 ? plain(signal) : {signal, value})
    })
  }
  return seen
}

/** Most of what is seen is seen in full, and with nothing to show: the same a hundred times a page, so it is one object. */
const plainly = new Map<string, Observation>()
function plain(signal: string): Observation {
  let observation = plainly.get(signal)
  if (!observation) plainly.set(signal, (observation = {signal, value: 1}))
  return observation
}
