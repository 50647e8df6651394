/** How words are spread over blocks, against counting them by sets. */
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {layoutText} from '../src/layout/text.ts'
import type {Context} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {contextOf} from '../src/signals/index.ts'
import {spreadOf} from '../src/signals/words.ts'

const [line] = layoutText('line', compile([]))
const word = fc.oneof(fc.integer({min: -4, max: 4}), fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1}))
const block = fc.record({words: fc.array(word, {maxLength: 12}), prose: fc.boolean()})

const counts = (numbers: Int32Array, length: number): number[] => Array.from(numbers.subarray(0, length))

function expectSpread(given: readonly {readonly words: readonly number[]; readonly prose: boolean}[]): void {
  const blocks = given.map(({words}) => ({...line!, words: Int32Array.from(words)}))
  const context: Context = {...contextOf(blocks), prose: given.map(({prose}) => prose)}
  const {known, strange, next, soon, firsts, lasts} = spreadOf(blocks, context)
  const within = (from: number, to: number): Set<number> => new Set(given.slice(from, to).flatMap(({words}) => words))
  const ofProse = new Set(given.flatMap(({words, prose}) => (prose ? words : [])))
  const n = given.length
  const count = (of: (index: number, words: readonly number[]) => number): number[] =>
    given.map(({words}, index) => of(index, words))
  const isIn = (set: ReadonlySet<number>, words: readonly number[]): number =>
    words.filter((one) => set.has(one)).length
  const ofLines = (all: readonly number[]): number[] => all.map((one, index) => (given[index]!.prose ? 0 : one))
  expect(counts(known, n)).toEqual(count((index, words) => isIn(within(0, index), words)))
  expect(ofLines(counts(strange, n))).toEqual(ofLines(count((_, words) => words.length - isIn(ofProse, words))))
  expect(ofLines(counts(next, n))).toEqual(ofLines(count((index, words) => isIn(within(index + 1, index + 2), words))))
  expect(ofLines(counts(soon, n))).toEqual(ofLines(count((index, words) => isIn(within(index + 1, index + 4), words))))
  const without = (words: readonly number[], set: ReadonlySet<number>): number =>
    [...new Set(words)].filter((one) => !set.has(one)).length
  expect(counts(firsts, n)).toEqual(count((index, words) => without(words, within(0, index))))
  expect(counts(lasts, n)).toEqual(count((index, words) => without(words, within(index + 1, n))))
}

test('words are counted as sets count them', () => {
  fc.assert(fc.property(fc.array(block, {maxLength: 12}), expectSpread))
})

test('in a document that is longer than the memory that is kept, and in a short one behind it', () => {
  const long = Array.from({length: 40}, (_, i) => ({
    words: Array.from({length: 500}, (_word, j) => Math.imul(i * 300 + j, 0x01000193)),
    prose: i % 3 === 0,
  }))
  expectSpread(long)
  expectSpread([{words: [1, 2], prose: false}])
})
