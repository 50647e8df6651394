/** What signals say, taken down as they say it, and sorted by block. */
import type {Say, Seen} from '../model.ts'

/** Observations that memory is kept for from one document to the next: some 1,000 blocks have so many. */
const KEPT = 1 << 15

/** Takes down what is said of one document after the other. */
export interface Notes {
  readonly say: Say
  /** What was said since the last time, of so many blocks. It is good until more is said. */
  sorted(blocks: number): Seen
}

export function createNotes(): Notes {
  let count = 0
  let said = columns(KEPT)
  let sorted = columns(KEPT)
  let starts = new Int32Array(1 << 10)
  /** What there is to show, and for which observations, in order. */
  let details: string[] = []
  let detailed: number[] = []
  return {
    say(signal, block, value, detail) {
      if (value <= 0) return
      if (count === said.signals.length) said = copied(said, columns(2 * count))
      said.signals[count] = signal.number
      said.blocks[count] = block
      said.values[count] = value
      if (detail !== undefined) {
        details.push(detail)
        detailed.push(count)
      }
      count++
    },
    sorted(blocks) {
      if (sorted.signals.length < said.signals.length) sorted = columns(said.signals.length)
      starts = starts.length > blocks + 1 ? starts.fill(0, 0, blocks + 2) : new Int32Array(2 * blocks + 2)
      // Counted one place further on, where it becomes the end of each block's while they are put in their places.
      for (let k = 0; k < count; k++) starts[said.blocks[k]! + 2]!++
      for (let block = 2; block <= blocks; block++) starts[block]! += starts[block - 1]!
      const shown = new Map<number, string>()
      let next = 0
      for (let k = 0; k < count; k++) {
        const place = starts[said.blocks[k]! + 1]!++
        sorted.signals[place] = said.signals[k]!
        sorted.values[place] = said.values[k]!
        if (k === detailed[next]) shown.set(place, details[next++]!)
      }
      const seen = {blocks, starts, signals: sorted.signals, values: sorted.values, details: shown}
      count = 0
      details = []
      detailed = []
      if (said.signals.length > KEPT) [said, sorted] = [columns(KEPT), columns(KEPT)]
      return seen
    },
  }
}

interface Columns {
  readonly signals: Uint16Array
  readonly blocks: Int32Array
  readonly values: Float64Array
}

const columns = (length: number): Columns => ({
  signals: new Uint16Array(length),
  blocks: new Int32Array(length),
  values: new Float64Array(length),
})

function copied(from: Columns, to: Columns): Columns {
  to.signals.set(from.signals)
  to.blocks.set(from.blocks)
  to.values.set(from.values)
  return to
}
