/** Cutting and pasting are each other's inverse, and removals that do not fit are refused. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {cut, paste} from '../src/cut.ts'

interface Stretch {
  readonly start: number
  readonly end: number
  readonly text: string
}
const stretch = (source: string, start: number, end: number): Stretch => ({start, end, text: source.slice(start, end)})

/** A source with removals: cut points taken in pairs, so that some touch and some are the whole. */
const sourceWithRemovals = fc.string({unit: 'binary', maxLength: 80}).chain((source) =>
  fc.tuple(
    fc.constant(source),
    fc.uniqueArray(fc.nat(source.length), {maxLength: 12}).map((points) => {
      const sorted = points.toSorted((a, b) => a - b)
      const pairs = sorted.flatMap((start, i) => (i + 1 < sorted.length ? [[start, sorted[i + 1]!] as const] : []))
      return pairs.filter((_, i) => i % 3 !== 1).map(([start, end]) => stretch(source, start, end))
    }),
  ),
)

describe('cut and paste', () => {
  test('are inverse, for any source', () => {
    fc.assert(
      fc.property(sourceWithRemovals, ([source, removals]) => {
        const clean = cut(source, removals)
        expect(paste(clean, removals)).toBe(source)
        expect(clean.length).toBe(source.length - removals.reduce((sum, {text}) => sum + text.length, 0))
      }),
      {numRuns: 1000},
    )
  })

  test('leave what stays as it is and where it is', () => {
    const source = 'one. TWO three\r\n\r\nFOUR\n'
    const removals = [stretch(source, 5, 9), stretch(source, 18, 22)]
    expect(cut(source, removals)).toBe('one. three\r\n\r\n\n')
    expect(paste('one. three\r\n\r\n\n', removals)).toBe(source)
  })

  test.each([
    ['nothing', 0, 0, 'abc'],
    ['the start', 0, 1, 'bc'],
    ['the end', 2, 3, 'ab'],
    ['all', 0, 3, ''],
  ])('%s', (_, start, end, clean) => {
    const removals = start === end ? [] : [stretch('abc', start, end)]
    expect(cut('abc', removals)).toBe(clean)
    expect(paste(clean, removals)).toBe('abc')
  })

  test('do not mind where a surrogate pair is cut', () => {
    const removals = [stretch('a😀b', 1, 2)]
    expect(cut('a😀b', removals)).toBe('a\ude00b')
    expect(paste('a\ude00b', removals)).toBe('a😀b')
  })
})

describe('cut refuses', () => {
  const source = 'abcdef'
  test.each<[string, Stretch[]]>([
    ['removals that overlap', [stretch(source, 1, 4), stretch(source, 3, 5)]],
    ['removals out of order', [stretch(source, 3, 5), stretch(source, 1, 2)]],
    ['the same removal twice', [stretch(source, 1, 2), stretch(source, 1, 2)]],
    ['a removal that lies behind the source', [{start: 5, end: 7, text: 'f'}]],
    ['a removal that lies before the source', [{start: -2, end: 1, text: 'a'}]],
    ['a text that does not stand there', [{start: 1, end: 3, text: 'xx'}]],
    ['a text that stands elsewhere', [{start: 1, end: 3, text: 'ab'}]],
    ['a text of another length', [{start: 1, end: 3, text: 'bcd'}]],
  ])('%s', (_, removals) => expect(() => cut(source, removals)).toThrow(RangeError))

  test('and says which', () => {
    expect(() => cut(source, [stretch(source, 0, 1), {start: 2, end: 4, text: 'xx'}])).toThrow('[2, 4)')
  })

  test('a removal that ends before it starts', () => {
    expect(() => cut(source, [{start: 5, end: 3, text: ''}])).toThrow(RangeError)
  })
})

describe('paste refuses', () => {
  test.each<[string, Stretch[]]>([
    ['removals behind the clean text', [{start: 4, end: 5, text: 'x'}]],
    ['removals that overlap', [stretch('abcdef', 1, 4), stretch('abcdef', 3, 5)]],
    ['removals out of order', [stretch('abcdef', 3, 5), stretch('abcdef', 1, 2)]],
  ])('%s', (_, removals) => expect(() => paste('abc', removals)).toThrow(RangeError))

  test('a clean text that became too short since', () => {
    const removals = [stretch('one TWO three', 4, 8), stretch('one TWO three', 12, 13)]
    expect(() => paste(cut('one TWO three', removals).slice(2), removals)).toThrow('Unexpected removal at 12')
  })
})
