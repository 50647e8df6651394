import type {Block, Context, Family, Signal} from '../model.ts'

/** A signal that looks at one block at a time. `look` gives a value from 0 to 1. */
export interface Look extends Signal {
  readonly look: (block: Block, context: Context, index: number, blocks: readonly Block[]) => number | boolean
}

/** A family of such signals. `upTo`: it looks at blocks of so many words at most. */
export const each = (signals: readonly Look[], {upTo = Infinity} = {}): Family => ({
  signals,
  observe(blocks, context, say) {
    for (let index = 0; index < blocks.length; index++) {
      if (blocks[index]!.length > upTo) continue
      for (const {id, look} of signals) {
        const value = Number(look(blocks[index]!, context, index, blocks))
        if (value > 0) say(id, index, value)
      }
    }
  },
})
