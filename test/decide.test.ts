/** What goes, what stays as a suspect and under which guard, and what is cut with it. */
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {cut} from '../src/cut.ts'
import {LARGE, decide, keptBy, policyOf, thresholds, type Decision} from '../src/decide.ts'
import {stepOf, type Chain} from '../src/label/chain.ts'
import {exciseText, layoutText} from '../src/layout/text.ts'
import {forestOf} from '../src/label/trees.ts'
import {
  levels,
  states,
  type Category,
  type Signal,
  type Label,
  type Level,
  type Options,
  type State,
} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {loadRules} from '../src/rules.ts'
import {readFixtures} from '../training/fixtures.ts'
import {seenOf, type Observation} from './seen.ts'

const phrases = compile([{language: 'en', list: 'related', text: 'noise'}])

const row = (weights: Partial<Record<State, number>>): Float64Array =>
  Float64Array.from(states, (state) => weights[state] ?? 0)
/** A few signals with their weights, and the kind that each is of. */
const weighed: readonly (Pick<Signal, 'id' | 'kind'> & {readonly weights: Float64Array})[] = [
  {id: 'marker', kind: 'phrase', weights: row({related: 3})},
  {id: 'heading', kind: 'phrase', weights: row({related: 1, body: -0.5})},
  {id: 'short', kind: 'shape', weights: row({related: 0.75})},
  {id: 'faint', kind: 'place', weights: row({related: 0.02})},
  {id: 'calm', kind: 'shape', weights: row({body: 2})},
  {id: 'without-weight', kind: 'shape', weights: row({})},
]
const ids = weighed.map(({id}) => id)
const evenly = stepOf(new Float64Array(100))
const chain: Chain = {
  signals: Float64Array.from(weighed.flatMap(({weights}) => [...weights])),
  transitions: {joined: evenly, line: evenly, gap: evenly},
  forest: forestOf([], ids),
}
interface Given {
  readonly margins: readonly number[]
  readonly categories?: readonly Category[]
  readonly seen?: readonly (readonly (string | Observation)[])[]
  readonly prose?: readonly number[]
  readonly level?: Level
  readonly policy?: Options['policy']
}

/** Decides on the blocks of a text with labels made by hand. A marker is seen in each unless told otherwise. */
function decideOn(body: string, given: Given): Decision & {readonly clean: string} {
  const blocks = layoutText(body, phrases)
  const {margins, level = 'careful', policy} = given
  expect(blocks).toHaveLength(margins.length)
  const decision = decide(
    {
      body,
      extent: 'text',
      blocks,
      prose: blocks.map((_, i) => given.prose?.includes(i) ?? false),
      seen: seenOf(
        blocks.map((_, i) =>
          (given.seen ? (given.seen[i] ?? []) : ['marker']).map((one) =>
            typeof one === 'string' ? {signal: one, value: 1} : one,
          ),
        ),
        ids,
      ),
      labels: margins.map((margin, i): Label => ({category: given.categories?.[i] ?? 'related', margin})),
      chain,
      signals: weighed,
      excise: (going) => exciseText(body, blocks, going),
    },
    level,
    policyOf(policy ? {policy} : {}),
  )
  return {...decision, clean: cut(body, decision.removals)}
}

const guards = ({suspects}: Decision): unknown[] => suspects.map(({text, guard}) => [text, guard])
const gone = ({removals}: Decision): string[] => removals.map(({text}) => text.trim())

const body = 'first line of the text\nsecond line of the text\nNoise here\nthird line of the text\nfourth'
const low = -9

describe('policy', () => {
  test('by default all but credit goes', () => {
    expect(new Set(Object.entries(policyOf({})).map(([category, policy]) => `${category} ${policy}`))).toEqual(
      new Set(
        ['related', 'headlines', 'foreign', 'keywords', 'promo', 'ui', 'comments', 'legal']
          .map((category) => `${category} remove`)
          .concat('credit keep'),
      ),
    )
    expect(policyOf({policy: {credit: 'remove', ui: 'flag'}})).toMatchObject({
      credit: 'remove',
      ui: 'flag',
      promo: 'remove',
    })
  })

  test('what is kept: body and the categories to keep, not those to flag', () => {
    expect(keptBy(policyOf({}))).toEqual(new Set(['body', 'credit']))
    expect(keptBy(policyOf({policy: {credit: 'remove', ui: 'flag', legal: 'keep'}}))).toEqual(
      new Set(['body', 'legal']),
    )
  })

  test('to remove: it goes', () => {
    const decision = decideOn(body, {margins: [low, low, 5, low, low]})
    expect(gone(decision)).toEqual(['Noise here'])
    expect(decision.suspects).toEqual([])
  })

  test('to flag: it stays and is a suspect, without a guard', () => {
    const decision = decideOn(body, {margins: [low, low, 5, low, low], policy: {related: 'flag'}})
    expect(decision).toMatchObject({clean: body, removals: []})
    expect(decision.suspects).toEqual([
      {
        start: body.indexOf('Noise'),
        end: body.indexOf('\nthird'),
        text: 'Noise here',
        category: 'related',
        confidence: 0.99,
        evidence: [
          {signal: 'marker', weight: 3},
          {signal: 'neighbours', weight: 2},
        ],
      },
    ])
  })

  test('of another category changes nothing', () => {
    expect(gone(decideOn(body, {margins: [low, low, 5, low, low], policy: {ui: 'flag', promo: 'keep'}}))).toHaveLength(
      1,
    )
  })
})

describe('levels', () => {
  test('are ordered: careful asks for most, thorough for least', () => {
    expect(levels.map((level) => thresholds.text[level])).toEqual([
      thresholds.text.careful,
      thresholds.text.balanced,
      thresholds.text.thorough,
    ])
    expect(thresholds.text.careful).toBeGreaterThan(thresholds.text.balanced)
    expect(thresholds.text.balanced).toBeGreaterThan(thresholds.text.thorough)
  })

  test.each(levels)('%s: from the threshold on it goes, below it is a suspect', (level) => {
    const at = thresholds.text[level]
    const over = decideOn(body, {margins: [low, low, at, low, low], level})
    expect(gone(over)).toEqual(['Noise here'])
    const under = decideOn(body, {margins: [low, low, at - 0.01, low, low], level})
    expect(under.removals).toEqual([])
    expect(guards(under)).toEqual([['Noise here', undefined]])
  })

  test.each(levels)('%s: what is hardly doubted is not even a suspect', (level) => {
    expect(decideOn(body, {margins: [low, low, -3, low, low], level})).toMatchObject({removals: [], suspects: []})
  })

  test('on fixtures thorough takes all that balanced takes, and balanced all that careful takes', () => {
    const rules = loadRules()
    const cleaners = levels.map((level) => createClean(rules, {level}))
    for (const {id, text, title} of readFixtures()) {
      const taken = cleaners.map((clean) => {
        const {removals} = clean({id, form: 'text', body: text, ...(title ? {title} : {})})
        return new Set(
          removals.flatMap(({start, end}) =>
            Array.from({length: end - start}, (_, i) => start + i).filter((at) => text[at]!.trim() !== ''),
          ),
        )
      })
      const missing = (few: ReadonlySet<number>, many: ReadonlySet<number>): string =>
        [...few]
          .filter((at) => !many.has(at))
          .map((at) => text[at])
          .join('')
      expect([id, missing(taken[0]!, taken[1]!), missing(taken[1]!, taken[2]!)]).toEqual([id, '', ''])
    }
  })

  test('thorough takes no less when all would go', () => {
    const text = 'Noise here\nthe only line that is of the text'
    const of = (level: Level): string[] => gone(decideOn(text, {margins: [5, 0.5], level}))
    expect(of('careful')).toEqual(['Noise here'])
    expect(of('thorough')).toEqual(expect.arrayContaining(of('careful')))
  })
})

describe('guards', () => {
  test('prose-on-one-kind-of-evidence: prose goes on two kinds only', () => {
    const given = (seen: readonly string[], margin = 3): Given => ({
      margins: [low, low, margin, low, low],
      prose: [2],
      level: 'thorough',
      seen: [[], [], seen],
    })
    for (const seen of [['marker'], ['marker', 'faint']])
      expect(guards(decideOn(body, given(seen)))).toEqual([['Noise here', 'prose-on-one-kind-of-evidence']])
    // Two signals of one kind are one kind.
    expect(guards(decideOn(body, given(['marker', 'heading'], 4.5)))).toEqual([
      ['Noise here', 'prose-on-one-kind-of-evidence'],
    ])
    expect(gone(decideOn(body, given(['marker', 'short'], 3.75)))).toEqual(['Noise here'])
    // What the neighbours say is a kind of its own.
    expect(gone(decideOn(body, given(['marker'], 4)))).toEqual(['Noise here'])
  })

  test('but what is no prose goes on one', () => {
    expect(gone(decideOn(body, {margins: [low, low, 3, low, low], seen: [[], [], ['marker']]}))).toEqual(['Noise here'])
  })

  test('no-evidence: nothing goes that nothing speaks against', () => {
    const decision = decideOn(body, {margins: [low, low, 0.001, low, low], seen: [], level: 'thorough'})
    expect(decision.removals).toEqual([])
    expect(guards(decision)).toEqual([['Noise here', 'no-evidence']])
  })

  const large = 'text\nNoise one is long\nNoise two is longer'
  test.each(['careful', 'balanced'] as const)(
    'large-cut-on-weak-evidence: a %s cut of more than half takes more',
    (level) => {
      const at = thresholds.text[level]
      const weak = decideOn(large, {margins: [low, at, at + LARGE], level})
      expect(gone(weak)).toEqual(['Noise two is longer'])
      expect(guards(weak)).toEqual([['Noise one is long', 'large-cut-on-weak-evidence']])
      expect(gone(decideOn(large, {margins: [low, at + LARGE, at + LARGE], level}))).toEqual([
        'Noise one is long',
        'Noise two is longer',
      ])
    },
  )

  test('large-cut-on-weak-evidence: half is not more than half', () => {
    expect(gone(decideOn('text here\nnoise now', {margins: [low, thresholds.text.careful]}))).toEqual(['noise now'])
    expect(gone(decideOn('text her\nnoise now', {margins: [low, thresholds.text.careful]}))).toEqual([])
  })

  test.each(levels)('nothing-would-remain: a body is never emptied (%s)', (level) => {
    const decision = decideOn(large, {margins: [9, 9, 9], level})
    expect(decision).toMatchObject({clean: large, removals: []})
    expect(guards(decision)).toEqual([
      ['text', 'nothing-would-remain'],
      ['Noise one is long', 'nothing-would-remain'],
      ['Noise two is longer', 'nothing-would-remain'],
    ])
  })

  test('an empty body is nothing to decide on', () => {
    expect(decideOn('', {margins: []})).toMatchObject({clean: '', removals: [], suspects: []})
    expect(decideOn(' \n\n', {margins: []})).toMatchObject({clean: ' \n\n', removals: [], suspects: []})
  })
})

describe('a removal', () => {
  test('names what weighed for its category against body, heaviest first, five at most', () => {
    const [removal] = decideOn(body, {
      margins: [low, low, 8, low, low],
      seen: [
        [],
        [],
        ['faint', 'calm', {signal: 'marker', value: 0.5, detail: 'noise'}, 'short', 'heading', 'without-weight'],
      ],
    }).removals
    expect(removal!.evidence).toEqual([
      {signal: 'neighbours', weight: 6.23}, // 8 − (0.02 − 2 + 1.5 + 0.75 + 1.5)
      {signal: 'heading', weight: 1.5},
      {signal: 'marker', weight: 1.5, detail: 'noise'},
      {signal: 'short', weight: 0.75},
      {signal: 'faint', weight: 0.02},
    ])
  })

  test.each([
    [2, 0.88],
    [3, 0.95],
    [20, 0.99],
  ])('of margin %d has confidence %d', (margin, confidence) => {
    expect(decideOn(body, {margins: [low, low, margin, low, low], level: 'thorough'}).removals[0]!.confidence).toBe(
      confidence,
    )
  })

  test('is one a block, with the category of each', () => {
    const decision = decideOn(body, {
      margins: [low, low, low, 5, 5],
      categories: ['related', 'related', 'related', 'promo', 'legal'],
    })
    expect(decision.removals.map(({category, text}) => [category, text.trim()])).toEqual([
      ['promo', 'third line of the text'],
      ['legal', 'fourth'],
    ])
    expect(decision.removals[0]!.end).toBe(decision.removals[1]!.start)
  })
})

describe('the gap that goes with a cut', () => {
  /** Cuts the blocks that start with "NOISE". */
  const cleaned = (text: string): string =>
    decideOn(text, {margins: layoutText(text, phrases).map((block) => (block.folded.startsWith('noise') ? 50 : low))})
      .clean

  test.each([
    ['at the start', 'NOISE\nkept text', 'kept text'],
    ['at the start, before a blank line', 'NOISE\n\nkept text', 'kept text'],
    ['at the start, behind blanks and a BOM', '\ufeff\n NOISE\n\nkept text', '\ufeff\n kept text'],
    ['in the middle', 'kept\nNOISE\ntext', 'kept\ntext'],
    ['in the middle, blank lines around', 'kept\n\nNOISE\n\ntext', 'kept\n\ntext'],
    ['in the middle, a blank line before', 'kept\n\nNOISE\ntext', 'kept\n\ntext'],
    ['in the middle, a blank line behind', 'kept\nNOISE\n\ntext', 'kept\n\ntext'],
    ['in the middle, more blank lines behind', 'kept\n\nNOISE\n\n\n\ntext', 'kept\n\n\n\ntext'],
    ['in the middle, with CRLF', 'kept\r\n\r\nNOISE\r\ntext', 'kept\r\n\r\ntext'],
    ['in the middle, before an indented line', 'kept\nNOISE\n  text', 'kept\ntext'],
    ['in the middle, several lines', 'kept\n\nNOISE 1\nNOISE 2\n\nNOISE 3\ntext', 'kept\n\ntext'],
    ['twice', 'kept\n\nNOISE\n\nmore text\n\nNOISE\n\ntext', 'kept\n\nmore text\n\ntext'],
    ['at the end', 'kept text\nNOISE', 'kept text'],
    ['at the end, behind a blank line', 'kept text\n\nNOISE', 'kept text'],
    ['at the end, the last line break stays', 'kept text\n\nNOISE\n', 'kept text\n'],
    ['at the end, with CRLF', 'kept text\r\n\r\nNOISE\r\n', 'kept text\r\n'],
    ['at the end, several lines', 'kept text\n\nNOISE 1\n\nNOISE 2\n', 'kept text\n'],
    ['at both ends', 'NOISE\n\nkept text\n\nNOISE\n', 'kept text\n'],
    ['at the end of a line', 'kept text. NOISE: 1\n\nmore text', 'kept text.\n\nmore text'],
    ['at the end of a line, glued', 'kept text.NOISE: 1\n\nmore text', 'kept text.\n\nmore text'],
    ['inside a line', 'kept text. NOISE: one. More text.\nand text', 'kept text. More text.\nand text'],
    ['at the end of the last line', 'kept text. NOISE: 1\n', 'kept text.\n'],
    ['at the end of a line and on the next', 'kept text. NOISE: 1\nNOISE 2\n\nmore', 'kept text.\n\nmore'],
  ])('%s', (_, text, clean) => expect(cleaned(text)).toBe(clean))

  test('at the end of a line before a paragraph separator', () => {
    expect(cleaned('kept text. NOISE: 1\u2029more text')).toBe('kept text.\u2029more text')
  })

  test('inside a line, glued to the sentence before', () => {
    expect(cleaned('kept text.NOISE: one. More text.\nand text')).toBe('kept text. More text.\nand text')
  })
})
