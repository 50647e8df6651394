/** The laws of the design that concern text, on fixtures, on soup made of them, and on hostile strings. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {cut, paste} from '../src/cut.ts'
import type {Article, Options, Outcome} from '../src/model.ts'
import {loadRules} from '../src/rules.ts'
import {readFixtures} from '../training/fixtures.ts'

const rules = loadRules()
const fixtures = readFixtures()
/** Lines of all kinds, prose among them. */
const always = fixtures.flatMap(({text}) =>
  text.split('\n').filter((line, index) => index % 5 === 0 && /\p{L}/u.test(line)),
)
/** A site with phrases of its own, some of which open ordinary sentences, and words of its own amid what goes. */
const sites: Options['sites'] = {
  'example.com': {
    policy: {promo: 'flag'},
    phrases: {related: ['قال', '* في', 'the'], ui: ['= نعم'], promo: ['كما:']},
    never: ['اقرأ أيضا', 'حقوق', 'share', 'و'],
    always: {comments: always, promo: ['نعم']},
  },
}
const cleaners = {
  careful: createClean(rules),
  thorough: createClean(rules, {level: 'thorough', policy: {credit: 'remove'}}),
  site: createClean(rules, {level: 'thorough', sites}),
}
const articleOf = (body: string, title?: string | null): Article => ({
  id: 'a',
  form: 'text',
  body,
  host: 'example.com',
  ...(title ? {title} : {}),
})

/** Checks everything that must hold for any body, and gives the outcome. */
function lawful(body: string, title?: string | null, level: keyof typeof cleaners = 'careful'): Outcome {
  const clean = cleaners[level]
  const outcome = clean(articleOf(body, title))
  const {removals, suspects} = outcome
  let at = 0
  for (const {start, end, text, evidence} of removals) {
    expect(start).toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThan(start)
    expect(body.slice(start, end)).toBe(text)
    expect(evidence.length).toBeGreaterThan(0)
    at = end
  }
  for (const {start, end, text} of suspects) expect(body.slice(start, end)).toBe(text)
  expect(at).toBeLessThanOrEqual(body.length)
  expect(cut(body, removals)).toBe(outcome.clean)
  expect(paste(outcome.clean, removals)).toBe(body)
  if (removals.length === 0) expect(outcome.clean).toBe(body)
  expect(outcome.status).toBe(removals.length > 0 ? 'cleaned' : 'clean')
  const again = clean(articleOf(outcome.clean, title))
  expect(again.clean).toBe(outcome.clean)
  expect(again.removals).toEqual([])
  return outcome
}

/** Lines as real documents have them, among them noise of every kind. */
const realLine = fc.constantFrom(...new Set(fixtures.flatMap(({text}) => text.split('\n'))))
const hostileLine = fc.oneof(
  fc.string({unit: 'binary', maxLength: 40}),
  fc.string({unit: 'grapheme', maxLength: 40}),
  fc.constantFrom(
    '\ud800',
    '\udfff\ud800',
    '\0',
    '\u200f\u202b\u2066',
    '\u0640\u0651',
    '‌‍',
    '👨‍👩‍👧 𝒜𓂀',
    'e\u0301',
    '\u1100\u1161\u11a8',
    'ﻻ ﷺ',
    '\ufeff',
    '\u00a0\u3000',
    '...؟!؟!',
  ),
)
const lineBreak = fc.constantFrom('\n', '\n\n', '\r\n', '\r\n\r\n', '\r', '\u2028', '\n \t\n', ' ', '')
const soup = (line: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.tuple(line, lineBreak), {maxLength}).map((parts) => parts.flat().join(''))

describe('laws', () => {
  test('hold for every fixture, at the most careful level, at the most thorough, and in the section of a site', () => {
    for (const {text, title} of fixtures) {
      lawful(text, title)
      lawful(text, title, 'thorough')
      lawful(text, title, 'site')
    }
  })

  test('hold for soup made of real lines', () => {
    fc.assert(
      fc.property(
        soup(realLine, 40),
        fc.constantFrom('careful', 'thorough', 'site'),
        (body, level) => void lawful(body, null, level),
      ),
      {numRuns: 300},
    )
  })

  test('hold for soup of real lines and hostile ones', () => {
    fc.assert(
      fc.property(
        soup(fc.oneof(realLine, hostileLine), 30),
        fc.constantFrom('careful', 'thorough', 'site'),
        (body, level) => void lawful(body, null, level),
      ),
      {numRuns: 300},
    )
  })

  test('hold for any string as body and title', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'binary', maxLength: 300}),
        fc.string({unit: 'binary', maxLength: 30}),
        (body, title) => void lawful(body, title),
      ),
      {numRuns: 500},
    )
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \n\t\r\n\u00a0\u3000\n'],
    ['a byte order mark', '\ufeff'],
    ['a NUL', '\0'],
    ['a lone surrogate', '\ud800'],
    ['line breaks of every kind', '\n\r\n\r\u2028\u2029'],
  ])('a body of %s is clean and stays as it is', (_, body) => {
    expect(lawful(body)).toMatchObject({status: 'clean', clean: body, removals: []})
  })
})

describe('a clean body', () => {
  const untouched = fixtures.filter(({noise}) => noise.every(({category}) => category === 'credit'))
  test.each(untouched.map((fixture) => [fixture.id, fixture] as const))(
    '%s comes out to the byte',
    (_, {text, title}) => {
      for (const body of [text, `\ufeff${text}`, text.replaceAll('\n', '\r\n'), `${text}\n \n`])
        expect(lawful(body, title).clean).toBe(body)
    },
  )
})

describe('the same article gives the same outcome', () => {
  test('after other articles, and from another cleaner', () => {
    const options: Options = {level: 'careful'}
    const one = fixtures.map(({text, title}) => createClean(rules, options)(articleOf(text, title)))
    const clean = createClean(rules, options)
    const backwards = fixtures.toReversed().map(({text, title}) => clean(articleOf(text, title)))
    expect(JSON.stringify(one)).toBe(JSON.stringify(backwards.toReversed()))
  })
})

describe('disguises', () => {
  /** Spellings and encodings of a document that change nothing for its reader. */
  const disguises: Record<string, (text: string) => string> = {
    CRLF: (text) => text.replaceAll('\n', '\r\n'),
    'decomposed Unicode': (text) => text.normalize('NFD'),
    'composed Unicode': (text) => text.normalize('NFC'),
    'kashida in words': (text) => text.replace(/(?<=[بتسعفقمنه])(?=[بتسعفقمنهي])/gu, 'ـ'),
    'bidi marks around lines': (text) => text.replace(/^(.+)$/gmu, '\u200f$1\u202c'),
    'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  }
  test.each(Object.entries(disguises))('%s: the same lines go', (_, disguise) => {
    for (const {text, title} of fixtures) {
      const plain = lawful(text, title)
      const disguised = lawful(disguise(text), title ? disguise(title) : title)
      expect(disguised.removals.map(({category, text: gone}) => [category, gone.trim().length > 0])).toEqual(
        plain.removals.map(({category, text: gone}) => [category, gone.trim().length > 0]),
      )
    }
  })
})
