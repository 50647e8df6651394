/** How long a block is, in words. */
import type {Family} from '../model.ts'

/**
 * First and last number of words of each step. The steps follow the seeds and the marked documents: labels have 1 to 3
 * words, subheads 2 to 7, headlines 8 to 16, sentences more.
 */
const steps = [
  [1, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [8, 10],
  [11, 16],
  [17, 25],
  [26, 45],
  [46, Infinity],
] as const

/** "8-16", "17-up" */
export const span = (from: number, to: number): string => `${from}-${to === Infinity ? 'up' : to}`
/** "8 to 16", "17 or more" */
export const spanInWords = (from: number, to: number): string =>
  to === Infinity ? `${from} or more` : `${from} to ${to}`

export const lengths: Family = {
  signals: steps.map(([from, to]) => ({
    id: `words-${span(from, to)}`,
    kind: 'shape',
    says: `The block has ${spanInWords(from, to)} words.`,
    examples: [
      {text: ['كلمة '.repeat(from)], at: 0},
      {text: ['كلمة '.repeat(from - 1) || '—'], at: null},
    ],
  })),
  observe(blocks, _context, say) {
    for (let index = 0; index < blocks.length; index++) {
      const {length} = blocks[index]!
      const step = steps.findIndex(([from, to]) => length >= from && length <= to)
      if (step >= 0) say(this.signals[step]!.id, index, 1)
    }
  },
}
