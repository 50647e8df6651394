/** How near a text is to a reference, by words. */
import {wordsOf} from './pages.ts'

/** What a text and a reference share, from 0 to 1. */
export interface Nearness {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** The words are the same, in order. */
  readonly exact: boolean
  /** Of the words of the text, those behind the last run of five that the reference has. */
  readonly trailing: number
}

const RUN = 5

export function nearness(text: string, reference: string): Nearness {
  const [own, right] = [wordsOf(text), wordsOf(reference)]
  const left = new Map<string, number>()
  for (const word of right) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of own) {
    const count = left.get(word) ?? 0
    if (count > 0) {
      common++
      left.set(word, count - 1)
    }
  }
  const precision = own.length === 0 ? 0 : common / own.length
  const recall = right.length === 0 ? 0 : common / right.length
  const runs = new Set<string>()
  for (let i = 0; i + RUN <= right.length; i++) runs.add(right.slice(i, i + RUN).join(' '))
  let end = own.length
  while (end >= RUN && !runs.has(own.slice(end - RUN, end).join(' '))) end--
  return {
    precision,
    recall,
    f1: common === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    exact: own.join(' ') === right.join(' '),
    trailing: own.length === 0 || end < RUN ? 0 : (own.length - end) / own.length,
  }
}
