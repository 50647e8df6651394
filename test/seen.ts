/** Observations by hand, as signals would make them. */
import type {Seen} from '../src/model.ts'

export interface Observation {
  readonly signal: string
  readonly value: number
  readonly detail?: string
}

/** What is seen, block by block. Signals have the numbers of their places in `ids`. */
export function seenOf(blocks: readonly (readonly Observation[])[], ids: readonly string[]): Seen {
  const all = blocks.flat()
  const starts = new Int32Array(blocks.length + 1)
  for (const [block, own] of blocks.entries()) starts[block + 1] = starts[block]! + own.length
  return {
    blocks: blocks.length,
    starts,
    signals: Uint16Array.from(all, ({signal}) => ids.indexOf(signal)),
    values: Float64Array.from(all, ({value}) => value),
    details: new Map(all.flatMap(({detail}, k) => (detail === undefined ? [] : [[k, detail]]))),
  }
}
