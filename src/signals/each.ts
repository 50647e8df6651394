/** Signals that look at one block at a time. */
import type {Block, Context, Family, Signal} from '../model.ts'
import {SHORT, bits, type Sign} from './signs.ts'

/** Gives a value from 0 to 1. */
export type Look = (block: Block, context: Context, index: number) => number | boolean

/** A signal with the function that looks for it. */
export interface Looked {
  readonly signal: Signal
  readonly look: Look
  /** Without this it says nothing of a block, and is not asked. */
  readonly needs: Sign | undefined
}

/** A bit that is of no sign: what needs none has it, and so has every block. */
const ANY = 1 << 31

/** A family of such signals: some that look at any block, and some that look at short ones only. */
export function each(ofAny: readonly Looked[], ofShort: readonly Looked[]): Family {
  const looks = [...ofAny, ...ofShort]
  const signals = looks.map(({signal}) => signal)
  const needed = Int32Array.from(looks, ({needs}) => (needs === undefined ? ANY : bits[needs]))
  return {
    signals,
    observe(blocks, context, say) {
      for (let index = 0; index < blocks.length; index++) {
        const block = blocks[index]!
        const signs = context.signs[index]! | ANY
        const end = block.length > SHORT ? ofAny.length : looks.length
        for (let at = 0; at < end; at++)
          if ((signs & needed[at]!) !== 0) say(signals[at]!, index, Number(looks[at]!.look(block, context, index)))
      }
    },
  }
}
