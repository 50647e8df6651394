/** How the review page cuts an article into lines, and what it makes of judgments: without a browser. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {ArticleData, Mark} from '../../src/review/data.ts'
import {sectionsOf} from '../../src/review/browser/exports.ts'
import {isIn, plain} from '../../src/review/browser/filters.ts'
import {toggled, unjudged} from '../../src/review/browser/judgment.ts'
import {linesOf, marksOf, missedIn} from '../../src/review/browser/lines.ts'
import {openMarks} from '../../src/review/browser/marks.ts'
import {articleOf} from './sample.ts'

/** Texts with line breaks of all kinds, and places in them, sorted. */
const articles = fc
  .tuple(fc.string({unit: fc.constantFrom('a', 'ب', ' ', '\n', '\r', '\r\n', '\u2028', '😀')}), fc.array(fc.nat(60)))
  .map(([body, places]): ArticleData => {
    const inside = [...new Set(places.filter((place) => place <= body.length))].toSorted((a, b) => a - b)
    const marks = inside
      .slice(1)
      .flatMap((end, at): Mark[] =>
        at % 2 === 0 ? [{kind: 'removal', start: inside[at]!, end, category: 'ui', confidence: 1, evidence: []}] : [],
      )
    return {body, marks}
  })

describe('lines', () => {
  test('have all of a text but its line breaks, in order, and each mark', () => {
    fc.assert(
      fc.property(articles, (data) => {
        const marks = marksOf(data, unjudged)
        const stretches = linesOf(data, marks).flat()
        expect(stretches.map(({text}) => text).join('')).toBe(data.body!.replaceAll(/[\n\r\u2028]/g, ''))
        for (const {start, end, text, shown} of stretches) {
          if (text !== '') expect(data.body!.slice(start, end)).toBe(text)
          const mark = data.marks.find((one) => one.start < end && one.end > start)
          expect(shown?.mark).toBe(mark)
        }
        expect(new Set(stretches.flatMap(({shown}) => shown ?? [])).size).toBe(marks.length)
      }),
    )
  })

  test('what is missed in them is outside of marks, in one piece across lines, and has no white space around it', () => {
    const {data} = articleOf({marked: ' One \n two ⟦ui: Print⟧ three\n'})
    const chosen = linesOf(data, marksOf(data, unjudged)).flat()
    const missed = missedIn(data, chosen, 'promo')
    expect(missed.map(({start, end}) => data.body!.slice(start, end))).toEqual(['One \n two', 'three'])
    expect(missedIn(data, [], 'promo')).toEqual([])
  })
})

describe('phrases for the configuration', () => {
  const neverOf = (marked: string, site = 'city.example'): unknown => {
    const {entry, data} = articleOf({marked, site})
    const judgment = data.marks.reduce((before, _, number) => toggled(before, number, 'wrong'), unjudged)
    return sectionsOf([{entry, data, judgment}]).sites[site]?.never
  }
  test('are lines, each once, sorted', () => {
    expect(neverOf('⟦ui: Print\n\n Share \nPrint⟧')).toEqual(['Print', 'Share'])
  })
  test('are none that are long, have no words, or are prose of several sentences', () => {
    expect(neverOf('⟦ui: A line.⟧ ⟦ui: One. Two.⟧ ⟦ui: 12 | 3⟧')).toEqual(['A line.'])
    expect(neverOf(`⟦ui: ${'word '.repeat(30)}⟧`)).toBeUndefined()
    expect(neverOf('⟦ui: قالت الوزارة ذلك اليوم. وأضافت أن العمل بدأ.⟧')).toBeUndefined()
  })
  test('are in one list, which is never where that was said', () => {
    const {entry, data} = articleOf({
      marked: '⟦ui: Print⟧\n⟪ui: PRINT :⟫\n⟪ui: Share⟫\n⟪promo: Share⟫',
      site: 'a.example',
    })
    const judgment = data.marks.reduce((before, _, number) => toggled(before, number, 'wrong'), unjudged)
    expect(sectionsOf([{entry, data, judgment}]).sites).toEqual({
      'a.example': {never: ['Print'], always: {promo: ['Share']}},
    })
  })
  test('are of sites that are hosts', () => {
    expect(neverOf('⟦ui: Print⟧', 'a/b')).toBeUndefined()
    expect(neverOf('⟦ui: Print⟧', '')).toBeUndefined()
  })
})

describe('what is kept of judgments', () => {
  const storageWith = (text: string | null): Storage => {
    let kept = text
    return {getItem: () => kept, setItem: (_, value) => void (kept = value)} as Partial<Storage> as Storage
  }
  test.each([null, '', '{', '[]', '7', 'null', '{"x":1}', '{"3":null}', '{"3":{"verdicts":7,"missed":{}}}'])(
    'passes over what is none: %s',
    (text) => {
      const marks = openMarks('0', () => storageWith(text))
      expect(marks.judged()).toEqual([])
      expect(marks.fleeting).toBe(false)
    },
  )
  test('takes of it what is one', () => {
    const text = JSON.stringify({
      7: {
        verdicts: {0: 'right', 1: 'maybe'},
        missed: [
          {start: 1, end: 2, category: 'ui'},
          {start: 2, end: 1, category: 'ui'},
          {start: 1, end: 2, category: 'x'},
        ],
      },
    })
    expect(openMarks('0', () => storageWith(text)).of(7)).toEqual({
      verdicts: {0: 'right'},
      missed: [{start: 1, end: 2, category: 'ui'}],
      whole: false,
    })
  })
  test('is not lost to another window of the page', () => {
    const storage = storageWith(null)
    const [one, other] = [openMarks('0', () => storage), openMarks('0', () => storage)]
    one.say(1, {...unjudged, whole: true})
    other.say(2, {...unjudged, whole: true})
    one.say(3, {...unjudged, whole: true})
    expect(one.judged()).toEqual([1, 2, 3])
  })
  test('stays in memory when there is no room for it', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('Full', 'QuotaExceededError')
      },
    } as Partial<Storage> as Storage
    const marks = openMarks('0', () => full)
    marks.say(1, {...unjudged, whole: true})
    marks.say(2, {...unjudged, whole: true})
    expect([marks.judged(), marks.fleeting]).toEqual([[1, 2], true])
    expect(marks.undo()).toBe(2)
    expect(marks.judged()).toEqual([1])
  })
})

test('words are found whatever their case, vowel marks and hamza', () => {
  const {data} = articleOf({marked: 'أُعلِنَ عن الإفتتاح في Malmö'})
  for (const words of ['اعلن', 'الافتتاح', 'MALMÖ', 'مالمو']) expect(isIn(plain(words), data)).toBe(words !== 'مالمو')
})
