/** Every signal on its own examples, plain and in disguises. */
import {describe, expect, test} from 'vitest'
import {read} from '../src/layout/read.ts'
import type {Corpus, Example, Form} from '../src/model.ts'
import {corpusOf} from '../src/profile.ts'
import {loadRules} from '../src/rules.ts'
import {contextOf, observe, signals} from '../src/signals/index.ts'
import {createTally} from '../src/tally.ts'

const {phrases, weights} = loadRules()

/** The corpus of a document by its other pages. */
function corpusWith(others: NonNullable<Example['others']>): Corpus {
  const tally = createTally(phrases)
  for (const {text, ...page} of others) tally.add({id: '', form: 'text', body: text.join('\n'), ...page})
  return corpusOf(tally.freeze(), '')
}

/** The lines that a signal speaks of. A line that was split counts by its first piece. */
function linesSpokenOf(
  id: string,
  body: string,
  form: Form,
  title: string | undefined,
  others: Example['others'],
): number[] {
  const {blocks, facts} = read(body, form, phrases)
  const context = contextOf(blocks, title === undefined ? facts : {...facts, title}, others && corpusWith(others))
  const {starts, signals: numbers} = observe(blocks, context)
  const number = signals.findIndex((signal) => signal.id === id)
  return blocks.flatMap((_, index) => (numbers.slice(starts[index], starts[index + 1]).includes(number) ? [index] : []))
}

const disguises: Record<string, (text: string) => string> = {
  plain: (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with vowel marks': (text) => text.replace(/(?<=[بتسعفقمن])(?=[بتسعفقمني])/gu, '\u064e'),
  'with kashida': (text) => text.replace(/(?<=[بتسعفقمن])(?=[بتسعفقمني])/gu, 'ـ'),
  'with bidi marks': (text) => text.replace(/^(.+)$/gmu, '\u200f$1\u202c'),
  'in decomposed Unicode': (text) => text.normalize('NFD'),
}

describe.each(signals.map((signal) => [signal.id, signal] as const))('%s', (id, {says, examples}) => {
  test('says what it sees, with an example that speaks or is of no pack, and one that is silent', () => {
    expect(says).toMatch(/^[A-Z].*\.$/u)
    expect(examples.some(({at}) => at === null)).toBe(true)
  })
  test.each(Object.entries(disguises))('speaks of its examples %s', (_, disguise) => {
    for (const {text, form = 'text', at, title, others} of examples) {
      // Empty strings are blank lines: no block stands for them.
      const block = at === null ? null : at - text.slice(0, at).filter((line) => line === '').length
      const spoken = linesSpokenOf(id, disguise(text.join('\n')), form, title && disguise(title), others)
      if (block === null) expect(spoken).toEqual([])
      else expect(spoken).toContain(block)
    }
  })
})

/** A text as a page: paragraphs where blank lines part it, and broken lines. */
const asPage = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split(/\n{2,}/u)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>\n')}</p>`)
    .join('\n')

describe.each(signals.filter(({kind}) => kind !== 'markup').map((signal) => [signal.id, signal] as const))(
  '%s as HTML',
  (id, {examples}) => {
    test('speaks of its examples', () => {
      for (const {text, at, title, others} of examples) {
        const block = at === null ? null : at - text.slice(0, at).filter((line) => line === '').length
        const spoken = linesSpokenOf(id, asPage(text.join('\n')), 'html', title, others)
        if (block === null) expect(spoken).toEqual([])
        else expect(spoken).toContain(block)
      }
    })
  },
)

test('ids are unique, and the weights are of these signals', () => {
  const ids = signals.map(({id}) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(signals.map(({number}) => number)).toEqual([...ids.keys()])
  for (const {signals: weighted} of Object.values(weights))
    expect(ids).toEqual(expect.arrayContaining(Object.keys(weighted)))
})
