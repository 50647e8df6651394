/** How long a block is, in words. */
import type {Family} from '../model.ts'
import {unnumbered} from './declare.ts'

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
/** "1 word", "8 to 16 words", "17 or more words" */
export const spanInWords = (from: number, to: number): string =>
  to === 1 ? '1 word' : `${from} ${to === Infinity ? 'or more' : `to ${to}`} words`

const signals = steps.map(([from, to]) =>
  unnumbered({
    id: `words-${span(from, to)}`,
    kind: 'shape',
    says: `The block has ${spanInWords(from, to)}.`,
    examples: [
      {text: ['كلمة '.repeat(from)], at: 0},
      {text: ['كلمة '.repeat(from - 1) || '—'], at: null},
    ],
  }),
)

/** By a number of words, the step that it is in; -1 for none. Longer blocks are as the longest one here. */
export const stepsByLength = (spans: readonly (readonly [from: number, to: number])[]): Int8Array => {
  const most = spans.at(-1)![0]
  return Int8Array.from({length: most + 1}, (_, length) =>
    spans.findIndex(([from, to]) => length >= from && length <= to),
  )
}
const stepOf = stepsByLength(steps)

export const lengths: Family = {
  signals,
  observe(blocks, _context, say) {
    for (let index = 0; index < blocks.length; index++) {
      const step = stepOf[Math.min(blocks[index]!.length, stepOf.length - 1)]!
      if (step >= 0) say(signals[step]!, index, 1)
    }
  },
}
