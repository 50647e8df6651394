/** Plain text to blocks: they tile the text, lines split where furniture is glued in, and the work grows with the length alone. */
import fc from 'fast-check'
import {describe, expect, test, vi} from 'vitest'
import {fold} from '../src/fold.ts'
import {layoutText} from '../src/layout/text.ts'
import type {Block} from '../src/model.ts'
import {compile, type Phrases} from '../src/phrases.ts'
import {loadRules} from '../src/rules.ts'
import {readFixtures} from '../training/fixtures.ts'

const shipped = loadRules().phrases
const phrases = compile([
  {language: 'ar', list: 'related', text: 'اقرأ أيضا\nطالع'},
  {language: 'ar', list: 'keywords', text: 'سمات\nكلمات دلالية'},
  {language: 'en', list: 'related', text: 'read more\nread also:\nrelated:'},
  {language: 'en', list: 'legal', text: '* all rights reserved'},
  {language: 'ja', list: 'related', text: '関連記事'},
])

/** Another line, long enough that the first one is not nearly all of the document. */
const otherLine = 'and then the rain came down on the hills '.repeat(10).trim()
/** The pieces of a line that stands in a document with other lines. */
const pieces = (line: string, by = phrases): string[] =>
  layoutText(`${line}\n${otherLine}`, by)
    .map(({text}) => text)
    .slice(0, -1)
const texts = (body: string, by = phrases): string[] => layoutText(body, by).map(({text}) => text)

const lineBreaks = /\r\n?|[\n\u2028\u2029]/gu
const nothing = /^[\s\p{Cf}\p{Cc}]*$/u

/** Checks everything that must hold for the blocks of any text, and gives them. */
function lawful(body: string, by: Phrases): Block[] {
  const blocks = layoutText(body, by)
  let at = 0
  for (const [index, {start, end, text, folded, joint, hits}] of blocks.entries()) {
    expect(start).toBeGreaterThanOrEqual(at)
    expect(body.slice(start, end)).toBe(text)
    expect(text).not.toBe('')
    expect(text).toBe(text.trim())
    const between = body.slice(at, start)
    expect(between).toMatch(nothing)
    const breaks = between.match(lineBreaks)?.length ?? 0
    expect(joint).toBe(index === 0 || breaks > 1 ? 'gap' : breaks === 1 ? 'line' : 'joined')
    expect(folded).toBe(fold(text))
    for (const hit of hits) {
      expect(hit.start).toBeGreaterThanOrEqual(0)
      expect(hit.end).toBeLessThanOrEqual(folded.length)
      if (hit.place !== 'is') expect(fold(hit.phrase)).toContain(folded.slice(hit.start, hit.end))
    }
    at = end
  }
  expect(body.slice(at)).toMatch(nothing)
  return blocks
}

const realLine = fc.constantFrom(...new Set(readFixtures().flatMap(({text}) => text.split('\n'))))
const bits =
  'اقرأ أيضا|اقرأ أيضاً:|read more|Read also:|関連記事|سمات|.|. |؟|…|"|» |: |-|3.5|J. |د. ' +
  '|ﻻ|ﷺ|\u1100\u1161|\ud800|\0|\u200f|\ufeff|\u0640|\u00a0|👨‍👩‍👧'
const bit = fc.oneof(realLine, fc.string({unit: 'binary', maxLength: 20}), fc.constantFrom(...bits.split('|')))
const soup = fc
  .array(fc.tuple(bit, fc.constantFrom('', '', ' ', '\n', '\n\n', '\r\n', '\r', '\u2028', '\n\u200f \n')), {
    maxLength: 30,
  })
  .map((parts) => parts.flat().join(''))

describe('blocks tile the text', () => {
  test('for any soup', () => {
    fc.assert(
      fc.property(soup, fc.constantFrom(phrases, shipped), (body, by) => void lawful(body, by)),
      {numRuns: 500},
    )
  })

  test('whatever the line breaks: CRLF, CR and LF give the same texts and joints', () => {
    const of = (body: string): unknown => layoutText(body, shipped).map(({text, joint}) => [joint, text])
    fc.assert(
      fc.property(soup, (raw) => {
        const body = raw.replaceAll(lineBreaks, '\n')
        const crlf = body.replaceAll('\n', '\r\n')
        expect(of(crlf)).toEqual(of(body))
        expect(of(body.replaceAll('\n', '\r'))).toEqual(of(body))
        expect(of(`\ufeff${body}`)).toEqual(of(` ${body}`))
      }),
      {numRuns: 300},
    )
  })

  test.each(['', ' \n\t\r\n\u00a0\u3000', '\ufeff', '\0\u200f\n\u200b'])('there is none in %j', (body) =>
    expect(layoutText(body, shipped)).toEqual([]),
  )

  test('facts of a line stay facts: joints, bullets, indentation, inner spaces', () => {
    const body = '\ufeffTitle\r\n\r\n  • one\u00a0 two \r\n3) three\n\u200f\n\n\u2028four\u2029five'
    expect(layoutText(body, phrases).map(({joint, text}) => [joint, text])).toEqual([
      ['gap', 'Title'],
      ['gap', '• one\u00a0 two'],
      ['line', '3) three'],
      ['gap', 'four'],
      ['line', 'five'],
    ])
  })
})

describe('a line splits where a marker is glued in', () => {
  test.each<[string, string[]]>([
    [
      'وشملت المباحثات آفاق التعاون الدولي.اقرأ أيضا: وزير الثقافة يفتتح المعرض',
      ['وشملت المباحثات آفاق التعاون الدولي.', 'اقرأ أيضا: وزير الثقافة يفتتح المعرض'],
    ],
    [
      'وشملت المباحثات آفاق التعاون الدولي. إقـرأ أيضاً وزير الثقافة يفتتح المعرض',
      ['وشملت المباحثات آفاق التعاون الدولي.', 'إقـرأ أيضاً وزير الثقافة يفتتح المعرض'],
    ],
    ['اقرأ أيضاًأمير الكويت: نرحب بالضيوف', ['اقرأ أيضاًأمير الكويت: نرحب بالضيوف']],
    ['وعاد الوفد مساءاقرأ أيضاً: أمير الكويت يرحب', ['وعاد الوفد مساء', 'اقرأ أيضاً: أمير الكويت يرحب']],
    ['وعاد الوفد مساء أمس.اقرأ أيضاًأمير الكويت: نرحب', ['وعاد الوفد مساء أمس.', 'اقرأ أيضاًأمير الكويت: نرحب']],
    ['وشارك المئات في ختام الحملة. سمات تركيا داعش', ['وشارك المئات في ختام الحملة.', 'سمات تركيا داعش']],
    ['هل تنجح الحملة؟ كلمات دلالية: تركيا، داعش', ['هل تنجح الحملة؟', 'كلمات دلالية: تركيا، داعش']],
    ['وقال: «انتهى الأمر.» اقرأ أيضا: خبر آخر', ['وقال: «انتهى الأمر.»', 'اقرأ أيضا: خبر آخر']],
    ['The talks went on. Read more: the bridge', ['The talks went on.', 'Read more: the bridge']],
    ['The talks went on … Read more', ['The talks went on …', 'Read more']],
    ['The talks went on | Read more', ['The talks went on |', 'Read more']],
    ['He said "it is over." Read more: the bridge', ['He said "it is over."', 'Read more: the bridge']],
    ['The talks went on Read more: the bridge', ['The talks went on', 'Read more: the bridge']],
    ['会見は終わった。関連記事首相が訪問', ['会見は終わった。', '関連記事首相が訪問']],
  ])('%s', (line, expected) => {
    expect(pieces(line)).toEqual(expected)
    expect(pieces(line, shipped)).toEqual(expected)
  })

  test('and behind it between its sentences, but not before it', () => {
    expect(pieces('It rained. It was late. Read more: the bridge. The dam! Tags of all.')).toEqual([
      'It rained. It was late.',
      'Read more: the bridge.',
      'The dam!',
      'Tags of all.',
    ])
  })

  test('every piece has its own joint and its own hits', () => {
    const [first, second, third] = layoutText(`${otherLine}. Read more: x. سمات تركيا\n${otherLine}`, phrases)
    expect([first!.joint, second!.joint, third!.joint]).toEqual(['gap', 'joined', 'joined'])
    expect(first!.hits).toEqual([])
    expect(second!.hits).toEqual([
      {list: 'related', phrase: 'read more', place: 'opens', colon: true, start: 0, end: 'read more'.length},
    ])
    expect(third!.hits).toMatchObject([{list: 'keywords', phrase: 'سمات', place: 'opens', colon: false, start: 0}])
  })

  test('offsets are right behind marks, letters and signs that fold to fewer or more', () => {
    const line = '😀 ﷺ مُـــحَمَّدٌ عاد\u00a0\u00a0إلى البيت.\u200fإقـرأ أيضًا: خبرٌ'
    const at = line.indexOf('إقـرأ')
    expect(layoutText(`${line}\n${otherLine}`, phrases)[1]).toMatchObject({start: at, text: line.slice(at)})
  })
})

describe('a line stays whole', () => {
  test.each([
    'وفي أسفل كل صفحة عبارة اقرأ أيضا التي يتجاوزها القراء',
    'وكتب في أعلى الصفحة "اقرأ أيضا" بخط كبير.',
    'وكتب في أعلى الصفحة «اقرأ أيضا: قصة الجسر» بخط كبير.',
    'ومن سمات الشاعر أنه يصف الريف، سمات لا تخطئها العين.',
    'ثم يقرأ أيضا كتب الفلسفة.',
    'Those who read more write better.',
    'Under the text stands “read more” in blue.',
    'He asked: "Read more!" and left.',
    'They were related: cousins, in fact.',
    'It costs 3.5 dollars. It was late. It rained.',
    'Read more: the bridge', // It opens the line: nothing to split off.
    '• 12. Read more: the bridge',
  ])('%s', (line) => {
    expect(pieces(line)).toEqual([line])
    expect(pieces(line, shipped)).toEqual([line])
  })

  test('with the phrase in single quotes', () => {
    expect(pieces('Under the text stands ‘read more’ in blue.')).toHaveLength(1)
  })

  test('with the phrase in brackets', () => {
    expect(pieces('وفي أسفل الصفحة خانة (اقرأ أيضا) يتجاوزها القراء.')).toHaveLength(1)
  })
  test('with the phrase behind a hyphen', () => {
    expect(pieces('She is a well-read more able judge.')).toHaveLength(1)
  })
})

describe('a document whose line breaks were lost becomes sentences', () => {
  test.each<[string, string[]]>([
    [
      'عاد الوفد مساء أمس. ووصف الزيارة بالناجحة.وقال إن النتائج جيدة؟ نعم! وتبلغ الحصة ٣.٥ في المئة.',
      ['عاد الوفد مساء أمس.', 'ووصف الزيارة بالناجحة.', 'وقال إن النتائج جيدة؟', 'نعم!', 'وتبلغ الحصة ٣.٥ في المئة.'],
    ],
    [
      'It rained… The dam held, read more: the bridge. Related: the dam. The end',
      ['It rained…', 'The dam held,', 'read more: the bridge.', 'Related: the dam.', 'The end'],
    ],
    ['首相は会見した。記者が聞いた。関連記事首相が訪問', ['首相は会見した。', '記者が聞いた。', '関連記事首相が訪問']],
    ['बारिश हुई। बाँध बच गया। सब खुश हैं।', ['बारिश हुई।', 'बाँध बच गया।', 'सब खुश हैं।']],
    ['بارش ہوئی۔ بند بچ گیا۔ سب خوش ہیں۔', ['بارش ہوئی۔', 'بند بچ گیا۔', 'سب خوش ہیں۔']],
  ])('%s', (body, expected) => {
    expect(texts(body)).toEqual(expected)
    expect(texts(`\n${body} \n`)).toEqual(expected)
    expect(layoutText(body, phrases).map(({joint}) => joint)).toEqual(['gap', ...expected.slice(1).map(() => 'joined')])
  })

  test.each([
    ['initials', 'He met J. R. Smith there. He left. It rained.', 3],
    ['an Arabic title', 'وقال السيد د. أحمد إن العمل مستمر. ثم عاد. ثم نام.', 3],
    ['abbreviations of letters', 'The U.S. embassy was shut at 9 p.m. on the day. So it was. It rained.', 3],
    ['decimals and times', 'It costs 3.5 or 4.25 at 10.30 or 1.000.000 in all. So it is. It rained.', 3],
    ['Arabic decimals', 'بلغت ٣.٥ و٤.٢٥ مليون. هذا كل شيء. انتهى.', 3],
    ['addresses', 'See www.example.com or write to a.b@example.org today. Thanks. It rained.', 3],
    ['numbers of a list', 'There are steps: 1. wash it 2. dry it. That is all. It rained.', 3],
    ['a run of stops', 'What?! No... Yes!!! So.', 4],
  ])('%s end no sentence', (_, body, sentences) => expect(texts(body)).toHaveLength(sentences))

  test('a quote or bracket that closes goes with its sentence', () => {
    expect(texts('He said "it is over." (It was.) Then he left.')).toEqual([
      'He said "it is over."',
      '(It was.)',
      'Then he left.',
    ])
  })

  test('one sentence or two are a single block, and a line among others is not split into its sentences', () => {
    expect(texts('It rained all day and the dam held.')).toHaveLength(1)
    expect(texts('It rained all day. The dam held.')).toHaveLength(1)
    expect(pieces('It rained. The dam held. We left.')).toHaveLength(1)
  })

  test.each([
    ['J. Smith left. He ran. It rained.', 3],
    ['د. أحمد عاد. ثم نام. ثم قام.', 3],
  ])('an initial that opens the document ends no sentence: %s', (body, sentences) =>
    expect(texts(body)).toHaveLength(sentences),
  )

  test('blank lines do not count', () => {
    const body = 'It was. So it is. It be.'
    expect(texts(`${body}\n\n\n\n\n\n\n`)).toEqual(texts(body))
  })
})

describe('the work grows with the length alone', () => {
  /** How often the packs are asked and answer, how much text they are given, how far `indexOf` looks, and what comes out. */
  function work(body: string): Record<string, number> {
    const count = {calls: 0, given: 0, answers: 0, looks: 0}
    const counted = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, key) {
          const value: unknown = Reflect.get(target, key, target)
          if (typeof value === 'object' && value !== null) return counted(value)
          if (typeof value !== 'function') return value
          return (...given: unknown[]): unknown => {
            count.calls++
            for (const one of given) if (typeof one === 'string') count.given += one.length
            const told = given.map((one) =>
              typeof one === 'function' ? (...answer: unknown[]): unknown => (count.answers++, one(...answer)) : one,
            )
            return value.apply(target, told)
          }
        },
      })
    // oxlint-disable-next-line typescript/unbound-method
    const {indexOf} = String.prototype
    const spy = vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, part, from = 0) {
      const found = indexOf.call(this, part, from)
      count.looks += (found === -1 ? this.length : found) - from
      return found
    })
    try {
      const blocks = layoutText(body, counted(shipped))
      const held = blocks.reduce((sum, {text, words}) => sum + text.length + words.length, 0)
      return {...count, held, blocks: blocks.length, hits: blocks.reduce((sum, {hits}) => sum + hits.length, 0)}
    } finally {
      spy.mockRestore()
    }
  }

  const grows = (piece: string): void => {
    const [once, twice] = [work(piece.repeat(2000)), work(piece.repeat(4000))]
    for (const [what, count] of Object.entries(twice))
      expect([what, count <= 2 * once[what]! + 50]).toEqual([what, true])
    expect(twice['held']).toBeLessThanOrEqual(2 * piece.length * 4000)
  }

  test.each([
    ['tags between commas', 'تركيا، '],
    ['short lines', 'سطر\n'],
    ['blank lines', ' \r\n'],
    ['one word', 'ا'],
    ['stops', '.'],
    ['stops apart', '. '],
    ['initials', 'J. '],
    ['glued sentences', 'قال.'],
    ['quotes', '"'],
    ['opening brackets', '('],
    ['bullets', '• '],
    ['colons', ': '],
    ['markers behind stops', 'x. اقرأ أيضا: '],
    ['markers without stops', 'اقرأ أيضا '],
    ['markers glued to words', 'بيتاقرأ أيضا: '],
    ['markers in quotes', '"read more" '],
    ['halves of a marker', 'اقرأ '],
    ['phrases held, with colons', 'all rights reserved: '],
    ['Japanese markers', '関連記事'],
    ['presentation forms', 'ﻻ '],
    ['jamo', '\u1100\u1161'],
    ['marks alone', '\u0651'],
    ['bidi marks', '\u200f'],
    ['lone surrogates', '\ud800'],
    ['NUL', '\0'],
  ])('of %s', (_, piece) => grows(piece))

  test('of phrases held, without a colon', () => grows('all rights reserved '))

  test('a line of 10 MB is one block, or one a sentence', () => {
    const words = 'وعاد الوفد إلى العاصمة '
    const times = Math.ceil(1e7 / words.length)
    const line = layoutText(words.repeat(times), shipped)
    expect(line).toHaveLength(1)
    expect(line[0]).toMatchObject({start: 0, end: words.length * times - 1, length: 4 * times})
    const sentence = `${words.repeat(200).trim()}. `
    const sentences = Math.ceil(1e7 / sentence.length)
    expect(layoutText(sentence.repeat(sentences), shipped)).toHaveLength(sentences)
    // A word that ends as a marker begins is not looked through for it.
    expect(layoutText(`${'ا'.repeat(2_000_000)}اقرأ`, shipped)).toHaveLength(1)
  })
})
