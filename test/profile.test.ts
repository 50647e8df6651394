/** Profiles: what is counted, that no order changes it, its file, and what an article is told. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import type {Article, Corpus, Profile} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {corpusOf, profileText, readProfile, siteOf} from '../src/profile.ts'
import {loadRules, rulesDigest, withProfile} from '../src/rules.ts'
import {createTally} from '../src/tally.ts'
import {readFixtures} from '../training/fixtures.ts'

const phrases = compile([])
const article = (lines: readonly string[], more: Partial<Article> = {}): Article => ({
  id: '',
  form: 'text',
  body: lines.join('\n'),
  ...more,
})
/** A paragraph that no other page has, longer than the furniture of these tests. */
const story = (name: string | number): string =>
  `The council of the town of ${String(name)} has voted on Monday to widen the road that leads to the harbour, against the advice of its own engineers and of several neighbours.`
const names = ['Ash', 'Birch', 'Cedar', 'Dale', 'Elm', 'Fern', 'Glen', 'Heath', 'Ivy', 'Lea', 'Moor', 'Oak']

function learned(articles: Iterable<Article>, maxLines?: number): Profile {
  const tally = createTally(phrases)
  for (const one of articles) tally.add(one)
  return tally.freeze(maxLines === undefined ? {} : {maxLines})
}
const corpus = (articles: Iterable<Article>, site = ''): Corpus => corpusOf(learned(articles), site)
const unknown = {pages: 0, around: 0, isShared: false, isTitle: false}

describe('the site of an article', () => {
  test.each([
    [{host: 'www.Example.org', url: 'https://other.org/'}, 'example.org'],
    [{url: 'https://www.example.org:8080/a?b'}, 'example.org'],
    [{host: 'bbc.com/arabic'}, 'bbc.com/arabic'],
    [{url: 'no url'}, ''],
    [{}, ''],
  ])('%j', (more, site) => expect(siteOf(article([], more))).toBe(site))
})

describe('a line', () => {
  test('is seen from three different articles on, on its own site alone', () => {
    const pages = names.map((name) => article([story(name), 'More stories'], {host: 'a.org'}))
    expect(corpus(pages.slice(0, 2), 'a.org').of('more stories')).toEqual(unknown)
    expect(corpus(pages.slice(0, 4), 'a.org').of('more stories').pages).toBeGreaterThanOrEqual(3)
    expect(corpus(pages, 'b.org').of('more stories')).toEqual(unknown)
    expect(corpus(pages, 'b.org').pages).toBe(0)
  })

  test('counts once an article, however often that is scraped and whatever changed around it', () => {
    const scraped = names.map((name) => article([`Updated by ${name}`, story('Ash'), 'More stories']))
    expect(corpus(scraped).of('more stories')).toEqual(unknown)
    expect(corpus(scraped).pages).toBe(0)
  })

  test('is the same with other numbers and other signs around it', () => {
    const pages = names.map((name, i) => article([story(name), `• ${'7'.repeat(i)} of ${i * 37} views (${i})`]))
    for (const folded of ['of 5 views', '1,5 of 99999 views!'])
      expect(corpus(pages).of(folded)).toEqual(corpus(pages).of('of 0 views'))
    expect(corpus(pages).of('of 0 views').pages).toBeGreaterThanOrEqual(3)
    expect(corpus(pages).of('of no views')).toEqual(unknown)
  })

  test('without letters is none', () => {
    const pages = names.map((name) => article([story(name), '***', '12:30']))
    for (const folded of ['***', '12:30', '']) expect(corpus(pages).of(folded)).toEqual(unknown)
  })

  test('has a place: around the prose of its pages or between it', () => {
    const pages = names.map((name) => article(['Home', story(name), 'Read also', story(`New ${name}`), 'More stories']))
    const around = (folded: string): number => corpus(pages).of(folded).around
    expect([around('home'), around('read also'), around('more stories')]).toEqual([1, 0, 1])
  })

  test('may end with a stop on some pages, be prose there, and is one line', () => {
    const text = 'The views in this column are those of its author and not of the paper. Write to the editor'
    const pages = names.map((name, i) => article([story(name), i % 2 ? text : `${text}.`]))
    expect(corpus(pages).of(text.toLowerCase()).pages).toBeGreaterThanOrEqual(3)
    expect(() => readProfile(profileText(learned(pages)), 'x')).not.toThrow()
  })

  test.each([3, 10, 30, 100, 1000, 20_000])('on %i pages is told within the error that is stated', (pages) => {
    const tally = createTally(phrases)
    for (let page = 0; page < pages; page++) {
      const name = page.toString(26).replaceAll(/\d/gu, (digit) => 'qrstuvwxyz'[Number(digit)]!)
      tally.add(article([story(name), 'More stories']))
    }
    const seen = corpusOf(tally.freeze(), '').of('more stories').pages
    // Two standard errors: 37 % from the registers, 27 % at most from the slots.
    expect(Math.abs(seen - pages) / pages).toBeLessThan(pages > 110 ? 0.74 : 0.54)
  })
})

describe('agency copy', () => {
  const copy = 'The bank has raised its rate by half a point. It expects prices to rise more slowly next year.'
  const pages = (host: string): Article[] => names.map((name) => article([story(name + host), copy], {host}))

  test('of one site is a line of that site', () => {
    const one = corpus(pages('a.org'), 'a.org')
    expect(one.of(copy.toLowerCase()).pages).toBeGreaterThanOrEqual(3)
    expect(one.of(copy.toLowerCase()).isShared).toBe(false)
  })

  test('of two sites is a line of none, and shared', () => {
    const two = [...pages('a.org'), article([story('Zoo'), copy], {host: 'b.org'})]
    for (const site of ['a.org', 'b.org', 'c.org']) {
      expect(corpus(two, site).of(copy.toLowerCase())).toEqual({...unknown, isShared: true})
    }
  })

  test('is no single line: furniture that two sites have is furniture', () => {
    const line = (host: string): Article[] => names.map((name) => article([story(name), 'More stories'], {host}))
    expect(corpus([...line('a.org'), ...line('b.org')], 'a.org').of('more stories').pages).toBeGreaterThanOrEqual(3)
  })
})

describe('titles', () => {
  const index = corpus([
    article([story('Ash')], {title: 'Storm hits the northern coast - World | The Paper'}),
    article([story('Birch')], {title: 'Markets up'}),
  ])
  test.each([
    ['storm hits the northern coast', true],
    ['• storm hits the northern coast (3)', true],
    ['storm hits the northern coast - world', true],
    ['storm hits the northern coast - world | the paper', true],
    ['storm hits the northern', false],
    ['markets up', false], // too short to be told from words that stand anywhere
  ])('«%s»: %s', (folded, is) => expect(index.of(folded).isTitle).toBe(is))
})

describe('the order of articles', () => {
  const part = (text: string): fc.Arbitrary<readonly string[]> => fc.constantFrom([], [text])
  const articles = fc.array(
    fc
      .tuple(
        part('Home'),
        fc.constantFrom(...names),
        part('Read also: 12 more'),
        part('The rate has gone up by half a point. It may well go up again before the summer.'),
        fc.constantFrom({}, {host: 'a.org'}, {url: 'https://www.b.org/x'}),
      )
      .map(([above, name, line, copy, more]) =>
        article([...above, story(name), ...line, ...copy], {...more, title: `Road works in ${name} begin`}),
      ),
    {maxLength: 40},
  )
  test('has no meaning, nor has an article that comes twice', () => {
    fc.assert(
      fc.property(
        articles.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, {minLength: all.length}), fc.subarray(all)),
        ),
        fc.constantFrom(undefined, 1, 2, 5),
        ([all, shuffled, twice], maxLines) => {
          expect(profileText(learned([...shuffled, ...twice], maxLines))).toBe(profileText(learned(all, maxLines)))
        },
      ),
      {numRuns: 100},
    )
  })
})

describe('the size limit', () => {
  // On all twelve pages two lines stand, on eight of them two more, on four another.
  const pages = names.map((name, i) =>
    article(
      [story(name), 'Home', 'More stories', ...(i < 8 ? ['Sport', 'Weather'] : []), ...(i < 4 ? ['Chess'] : [])],
      {title: `Road works in ${name} begin`},
    ),
  )
  const all = learned(pages)
  test('leaves out the least seen, all that are seen equally often, and says so', () => {
    expect(all).toMatchObject({leftOut: {lines: 0, fewerThan: 3, sites: 0, shared: 0, titles: 0}})
    expect(all.lines.keys).toHaveLength(5)
    expect(all.titles).toHaveLength(12)
    for (const maxLines of [2, 3]) {
      const few = learned(pages, maxLines)
      expect(few.lines.keys).toHaveLength(2)
      expect(few.leftOut).toMatchObject({lines: 3, titles: 12 - maxLines})
      expect(Math.min(...few.lines.pages)).toBeGreaterThanOrEqual(few.leftOut.fewerThan)
      expect(corpusOf(few, '').of('home').pages).toBeGreaterThanOrEqual(3)
      expect(corpusOf(few, '').of('sport')).toEqual(unknown)
    }
    const none = learned(pages, 1)
    expect(none.lines.keys).toHaveLength(0)
    expect(none.leftOut.lines).toBe(5)
    expect(none.leftOut.fewerThan).toBe(Math.max(...all.lines.pages) + 1)
  })
})

describe('the file', () => {
  const profile = learned(names.map((name) => article([story(name), 'Home'], {title: `Road works in ${name} begin`})))
  const text = profileText(profile)

  test('gives the profile back', () => {
    expect(readProfile(text, 'p.json')).toEqual(profile)
    expect(profileText(readProfile(text, 'p.json'))).toBe(text)
    const empty = learned([])
    expect(readProfile(profileText(empty), 'p.json')).toEqual(empty)
  })

  type File = Record<'version' | 'titles' | 'shared' | 'lines' | 'leftOut', unknown> & {readonly titles: string}
  const changed = (change: (file: File) => Partial<Record<keyof File, unknown>>): string => {
    const file: File = JSON.parse(text)
    return JSON.stringify({...file, ...change(file)})
  }
  test.each([
    [text.slice(0, -10), 'Unexpected text that is not JSON, expected a profile that `untail learn` wrote'],
    ['null', 'Unexpected nothing at "untail", expected "profile"'],
    ['{"id":"a"}', 'Unexpected nothing at "untail", expected "profile"'],
    [changed(() => ({version: 2})), 'Unexpected 2 at "version", expected 1: let this untail learn it again'],
    [changed(() => ({shared: undefined})), 'Unexpected nothing at "shared", expected a string'],
    [changed(() => ({titles: []})), 'Unexpected [] at "titles", expected a string'],
    [
      changed(({titles}) => ({titles: titles.slice(4)})),
      'Unexpected text of 92 characters at "titles", expected base64 of 6 bytes a number',
    ],
    [
      changed(({lines}) => ({lines: {...(lines as object), pages: ''}})),
      'Unexpected 0 numbers at "lines.pages", expected 1, one a key',
    ],
    [
      changed(({titles}) => ({titles: titles + titles})),
      'Unexpected key at "titles", number 13, expected one above the key before it',
    ],
    [changed(() => ({leftOut: {lines: -1}})), 'Unexpected -1 at "leftOut.lines", expected a whole number from 0 up'],
  ])('%.40s…', (broken, message) => {
    expect(() => readProfile(broken, 'p.json')).toThrow(new SyntaxError(`p.json: ${message}`))
  })
})

describe('cleaning by a profile', () => {
  const rules = loadRules()
  const fixtures = readFixtures()
  const tally = createTally(rules.phrases)
  // Every line stands on four pages, so that the profile has a word on all of them.
  for (const {text, title} of fixtures)
    for (const name of names.slice(0, 4)) tally.add(article([story(name), ...text.split('\n')], title ? {title} : {}))
  const profile = tally.freeze()
  const told = withProfile(rules, profile)

  test('changes the digest of the rules', () => {
    expect(rulesDigest(told)).not.toBe(rulesDigest(rules))
    expect(rulesDigest(withProfile(rules, learned([])))).not.toBe(rulesDigest(told))
    expect(rulesDigest(withProfile(rules, readProfile(profileText(profile), '')))).toBe(rulesDigest(told))
  })

  test('once is cleaning twice', () => {
    const clean = createClean(told)
    const plain = createClean(rules)
    let more = 0
    for (const {text, title} of fixtures) {
      const source = article([text], title ? {title} : {})
      const outcome = clean(source)
      expect(clean({...source, body: outcome.clean})).toMatchObject({clean: outcome.clean, removals: []})
      if (outcome.clean !== plain(source).clean) more++
    }
    expect(more).toBeGreaterThan(0)
  })
})
