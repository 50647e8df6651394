/** The comparison form: what folds alike, what stays apart, and that nothing makes it stumble. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {codesOf, fold, foldWithOrigins} from '../src/fold.ts'

const everyCode = Array.from({length: 0x110000}, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff)
const hex = (code: number): string => code.toString(16).padStart(4, '0')

/** Composed letters outside the first plane, all of rare scripts, are compared as they are. */
const astral = /[\u{10000}-\u{10ffff}]/u

const anyString = fc.oneof(
  fc.string({unit: 'binary', maxLength: 60}),
  fc.string({unit: 'grapheme', maxLength: 40}),
  fc
    .array(
      fc.constantFrom('ﻻ', 'ﷺ', 'ﬁ', 'ｶﾞ', '\u1100\u1161', '\u11a8', '각', ' ', '\u0640', 'e\u0301', '\ud800', 'Ａ'),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
)

describe('reads alike, folds alike', () => {
  test.each<[string, ...string[]]>([
    ['hamza and alef', 'اقرا ايضا', 'اقرأ ايضا', 'إقرأ أيضا', 'اقرا آيضا', 'ٱقرأ أيضا'],
    ['vowel marks, shadda, superscript alef', 'هذا محمد', 'هٰذَا مُحَمَّدٌ'],
    ['kashida', 'وسوم', 'وســــوم'],
    ['yeh at the end', 'علي مصطفي', 'على مصطفي', 'علي مصطفى', 'علی مصطفی'],
    ['hamza on its seats', 'مسوول بييه', 'مسؤول بيئة', 'مسوول بييۀ'],
    ['teh marbuta and heh', 'مقاله ذات صله', 'مقالة ذات صلة', 'مقالۃ ذات صلہ'],
    ['Persian, Urdu and Kurdish letters', 'كتاب هاي', 'کتاب ہای', 'ڪتاب ھاي', 'كتاب ەاي'],
    ['half-spaces and bidi marks', 'برچسبها', 'برچسب‌ها', '\u200fبرچسب\u200dها\u202c', '\u2067برچسب\u2069\ufeffها'],
    ['Arabic presentation forms', 'الله لا سلام', '\ufe8d\ufedf\ufee0\ufeea \ufefb \ufeb3\ufefc\ufee1', 'ﺍﻟﻠﻪ ﻻ ﺳﻼﻡ'],
    ['one sign for many letters', 'صلي الله عليه وسلم', 'ﷺ'],
    ['Latin ligatures', 'office flow', 'oﬃce ﬂow'],
    ['case and accents', 'a lire aussi', 'À LIRE AUSSI', 'A\u0300 lire aussi'],
    ['dotted and dotless i', 'ilgili', 'İlgili', 'ılgılı', 'ILGILI'],
    ['Greek case, accents and final sigma', 'διαβασε επισησ', 'Διάβασε επίσης', 'ΔΙΑΒΑΣΕ ΕΠΙΣΗΣ'],
    ['Cyrillic й and its parts', 'читаите', 'читайте', 'ЧИТАЙТЕ', 'чита\u0438\u0306те'],
    ['Hebrew points', 'שלום', 'שָׁלוֹם'],
    ['nukta', 'पढे', 'पढ़े', 'पढ\u093cे'],
    ['Hangul as syllables, as jamo, half-width', '관련기사', '관련기사'.normalize('NFD')],
    [
      'kana: half-width, with voice marks apart',
      'カキク タウ',
      'ガギグ ダヴ',
      'ｶﾞｷﾞｸﾞ ﾀﾞｳﾞ',
      'カ\u3099キ\u3099ク\u3099 タ\u3099ウ\u3099',
    ],
    ['full-width letters and signs', 'tags: (news) 24%', 'Ｔａｇｓ：　（ｎｅｗｓ）　２４％'],
    ['quotes', '"a" "b"', '«a» “b”', '„a‟ 「b」', '″a″ ＂b＂'],
    ['apostrophes', "l'article", 'l’article', 'l‘article', 'l′article'],
    ['dashes', 'a - b', 'a – b', 'a — b', 'a − b', 'a ‑ b'],
    ['commas, question marks, stops', 'a, b? c.', 'a، b؟ c۔', 'a、 b？ c。'],
    ['bullets', '• news', '● news', '▪ news', '★ news', '· news'],
    [
      'kinds of spaces, runs, ends',
      'read more',
      '\u00a0read\u2003\t more\u3000',
      '\r\nread \u202f\u2028 more \n',
      'read\u0085more',
    ],
    ['what shows nothing', 'share', 'sh\u00adare', 's\u200bh\u2060are\ufe0f', '\0sh\u0007are'],
  ])('%s', (_, folded, ...others) => {
    expect(fold(folded)).toBe(folded)
    for (const other of others) expect(fold(other)).toBe(folded)
  })

  const zeros =
    '0660 06f0 07c0 0966 09e6 0a66 0ae6 0b66 0be6 0c66 0ce6 0d66 0de6 0e50 0ed0 0f20 1040 17e0 1810 a8d0 a9d0 ff10'
  test.each(zeros.split(' '))('the digits from U+%s on are 0 to 9', (zero) => {
    const digits = String.fromCharCode(...Array.from({length: 10}, (_, value) => Number.parseInt(zero, 16) + value))
    expect(fold(digits)).toBe('0123456789')
  })

  test('a number tells no script', () => expect(fold('١٢٣ ۴۵۶ ७८९')).toBe('123 456 789'))
})

describe('what differs stays apart', () => {
  test.each([
    ['letters with other dots', 'تمر', 'ثمر'],
    ['vowel signs that spell', 'कि', 'की'],
    ['Thai tone marks', 'ปา', 'ป่า'],
    ['a space and none', 'برچسب ها', 'برچسبها'],
    ['long vowels of kana', 'カド', 'カード'],
    ['a stop and a comma', 'a.', 'a,'],
    ['astral letters', '𝒜', '𝒞'],
  ])('%s', (_, one, other) => expect(fold(one)).not.toBe(fold(other)))

  test('emoji and lone surrogates stand as they were', () => {
    expect(fold('👍 \ud83d ok \udc4d')).toBe('👍 \ud83d ok \udc4d')
  })

  test('a semicolon and a question mark', () => expect(fold('a; b')).not.toBe(fold('a? b')))
})

describe('fold', () => {
  test('folds in one go, whatever the character', () => {
    const wrong = everyCode.filter((code) => {
      const folded = fold(`a${String.fromCodePoint(code)}b`)
      return fold(folded) !== folded
    })
    expect(wrong.map(hex)).toEqual([])
  })

  test.each([
    ['ŁÓDŹ', 'łódź'],
    ['ĐORĐE', 'đorđe'],
    ['ۂ', 'ہ'],
  ])('folds «%s» like «%s»', (one, other) => expect(fold(one)).toBe(fold(other)))

  test('folds composed like decomposed, whatever the character', () => {
    const wrong = everyCode.filter((code) => {
      const char = String.fromCodePoint(code)
      return fold(`a${char.normalize('NFC')}b`) !== fold(`a${char.normalize('NFD')}b`)
    })
    expect(wrong.filter((code) => code < 0x10000).map(hex)).toEqual([])
  })

  test.each(['কো', 'কৌ', 'கொ', 'கௌ', 'కై', 'ಕೋ', 'കൊ', 'කෝ', 'ଓକୋ'])('folds «%s» composed like decomposed', (text) =>
    expect(fold(text.normalize('NFC'))).toBe(fold(text.normalize('NFD'))),
  )

  test('is idempotent, and knows no composed from decomposed, for any string', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const folded = fold(text)
        expect(fold(folded)).toBe(folded)
        const decomposed = text.normalize('NFD')
        if (![text, text.normalize('NFC')].some((form) => astral.test(form)))
          expect(fold(text.normalize('NFC'))).toBe(fold(decomposed))
        expect(folded).not.toMatch(/^\s|\s$|\s\s|[^\S ]/u)
      }),
      {numRuns: 1000},
    )
  })

  test('knows no disguise, for any text', () => {
    const letters = fc.string({unit: fc.constantFrom(...'ابتكهيوقرأ اقرأ mnoé 12.:'.split('')), maxLength: 30})
    const nothing = fc.constantFrom(
      '\u0640',
      '\u064b',
      '\u0651',
      '\u200f',
      '\u200c',
      '\u200b',
      '\ufeff',
      '\u00ad',
      '\0',
    )
    fc.assert(
      fc.property(letters, fc.array(fc.tuple(fc.nat(30), nothing), {maxLength: 10}), (text, marks) => {
        let disguised = text.toUpperCase().replaceAll(' ', '\u00a0\t').replaceAll('ك', 'ک').replaceAll('ي', 'ی')
        for (const [at, mark] of marks) disguised = disguised.slice(0, at) + mark + disguised.slice(at)
        expect(fold(disguised)).toBe(fold(text))
      }),
      {numRuns: 300},
    )
  })

  test('a line of 10 MB folds as its pieces do, and the next text is not touched by it', () => {
    const piece = 'الأَوّلُ Été 12 '
    const times = Math.ceil(1e7 / piece.length)
    expect(fold(piece.repeat(times)) === `${fold(piece)} `.repeat(times).trimEnd()).toBe(true)
    const rare = 'ﻻ Été '
    expect(fold(rare.repeat(1e6)) === `${fold(rare)} `.repeat(1e6).trimEnd()).toBe(true)
    expect(fold('Après')).toBe('apres')
  })

  test.each([0, 1, 65_535, 65_536, 65_537])('a text of %i code units loses none', (length) => {
    expect(fold('É'.repeat(length)) === 'e'.repeat(length)).toBe(true)
    expect(fold('ﻫ'.repeat(length)) === 'ه'.repeat(length)).toBe(true)
  })
})

describe('foldWithOrigins', () => {
  test('points each folded letter to where it comes from', () => {
    const text = '  مُـحمّد ﷺ  É\u0301x'
    const {folded, origins} = foldWithOrigins(text)
    expect(folded).toBe('محمد صلي الله عليه وسلم ex')
    expect(text[origins[folded.indexOf('د')]!]).toBe('د')
    expect(text[origins[folded.indexOf('صلي')]!]).toBe('ﷺ')
    expect(text[origins[folded.indexOf('وسلم')]!]).toBe('ﷺ')
    expect(text[origins[folded.indexOf('x')]!]).toBe('x')
  })

  test('agrees with fold, never falls and stays inside, for any string', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const {folded, origins} = foldWithOrigins(text)
        expect(fold(text)).toBe(folded)
        expect(origins.length).toBeGreaterThanOrEqual(folded.length)
        const used = [...origins.subarray(0, folded.length)]
        expect(used).toEqual(used.toSorted((a, b) => a - b))
        for (const origin of used) {
          expect(origin).toBeGreaterThanOrEqual(0)
          expect(origin).toBeLessThan(text.length)
        }
      }),
      {numRuns: 1000},
    )
  })

  test('a stretch of the text from one origin to the next folds to the letters between', () => {
    const text = 'قال: «ذَهَبَ» ثمّ عـــاد. Read\u00a0 more'
    const {folded, origins: kept} = foldWithOrigins(text)
    const origins = kept.slice(0, folded.length)
    for (let i = 0; i < folded.length - 1; i++)
      expect(fold(text.slice(origins[i], origins[i + 1]))).toBe(folded[i]!.trim())
  })
})

test('codesOf gives the code units of a text, short or long', () => {
  for (const text of ['', 'a\ud800😀\0', 'اقرأ'.repeat(20_000)])
    expect([...codesOf(text).subarray(0, text.length)]).toEqual(
      Array.from(text.split(''), (unit) => unit.charCodeAt(0)),
    )
})
