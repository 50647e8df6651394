/** What signals say, taken down and sorted by block. */
import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Seen} from '../src/model.ts'
import {createNotes, signals} from '../src/signals/index.ts'

interface Said {
  readonly signal: number
  readonly block: number
  readonly value: number
  readonly detail?: string
}
const BLOCKS = 6
const said: fc.Arbitrary<Said> = fc.record(
  {
    signal: fc.integer({min: 0, max: signals.length - 1}),
    block: fc.integer({min: 0, max: BLOCKS - 1}),
    value: fc.constantFrom(-1, 0, 0.25, 1),
    detail: fc.constantFrom('here', 'there'),
  },
  {requiredKeys: ['signal', 'block', 'value']},
)

const inBlock = ({starts, signals: numbers, values, details}: Seen, block: number): Said[] =>
  Array.from({length: starts[block + 1]! - starts[block]!}, (_, i) => {
    const k = starts[block]! + i
    const detail = details.get(k)
    return {signal: numbers[k]!, block, value: values[k]!, ...(detail !== undefined && {detail})}
  })

test('every block has what was said of it, in order, for one document after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.array(said), {maxLength: 4}), (documents) => {
      const notes = createNotes()
      for (const document of documents) {
        for (const {signal, block, value, detail} of document) notes.say(signals[signal]!, block, value, detail)
        const seen = notes.sorted(BLOCKS)
        expect(seen.blocks).toBe(BLOCKS)
        for (let block = 0; block < BLOCKS; block++)
          expect(inBlock(seen, block)).toEqual(document.filter((one) => one.block === block && one.value > 0))
      }
    }),
  )
})

test('of a document with more than memory is kept for, and of one behind it', () => {
  const notes = createNotes()
  const blocks = 40_000
  for (let round = 0; round < 3; round++)
    for (let block = 0; block < blocks; block++) notes.say(signals[round]!, block, 1)
  const seen = notes.sorted(blocks)
  expect(inBlock(seen, blocks - 1).map(({signal}) => signal)).toEqual([0, 1, 2])
  notes.say(signals[5]!, 1, 1)
  const next = notes.sorted(2)
  expect([0, 1].map((block) => inBlock(next, block).length)).toEqual([0, 1])
})
