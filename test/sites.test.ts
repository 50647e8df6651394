/** Sections for single sites: what they change, for whom, and that they hold whatever else is cut. */
import fc from 'fast-check'
import rehypeParse from 'rehype-parse'
import rehypeStringify from 'rehype-stringify'
import {unified} from 'unified'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {fold} from '../src/fold.ts'
import {levels, type Article, type Options, type SiteOptions} from '../src/model.ts'
import rehypeUntail from '../src/rehype.ts'
import {loadRules, rulesDigest} from '../src/rules.ts'
import {readFixtures, readHtmlFixtures} from '../training/fixtures.ts'

const rules = loadRules()
const usual = createClean(rules)
const prose = [
  'The bridge over the river was closed on Monday after engineers found cracks in two of its pillars, the city said.',
  'Traffic is led around the old town until the end of the year, and buses stop at the northern bank, the mayor added.',
  'He said that the repairs would cost four million and that the work on the first pillar could begin in the spring.',
]
const article = (lines: readonly string[], host?: string): Article => ({
  id: 'a',
  form: 'text',
  body: lines.join('\n'),
  ...(host !== undefined && {host}),
})
const withLine = (line: string, host = 'example.com'): Article => article([...prose, line], host)
const isCut = (given: Article, options: Options): boolean => createClean(rules, options)(given).removals.length > 0

describe('a section holds for its site', () => {
  const own: SiteOptions = {never: ['Share this article']}
  const noise = 'Share this article'
  test('the line goes where nobody protects it', () => expect(isCut(withLine(noise), {})).toBe(true))
  test.each([
    ['its host', {'example.com': own}, 'example.com', true],
    ['www', {'example.com': own}, 'www.example.com', true],
    ['www in the section', {'WWW.Example.com': own}, 'example.com', true],
    ['a subdomain', {'example.com': own}, 'news.example.com', true],
    ['a subdomain of a subdomain', {'example.com': own}, 'a.b.example.com', true],
    ['a subdomain with its own', {'example.com': own, 'news.example.com': {}}, 'news.example.com', false],
    ['what is below that', {'example.com': own, 'news.example.com': {}}, 'a.news.example.com', false],
    ['what is beside that', {'example.com': own, 'news.example.com': {}}, 'sport.example.com', true],
    ['another host', {'example.com': own}, 'example.org', false],
    ['a host that ends the same', {'example.com': own}, 'myexample.com', false],
    ['the host that it stands under', {'news.example.com': own}, 'example.com', false],
    ['no host', {'example.com': own}, undefined, false],
    ['a host in its own script', {'أخبار.com': own}, 'xn--igbicxr.com', true],
    ['the same the other way round', {'xn--igbicxr.com': own}, 'أخبار.com', true],
  ] as const)('%s', (_, sites, host, holds) => {
    expect(isCut(article([...prose, noise], host), {sites})).toBe(!holds)
  })
  test('by the host of the URL', () => {
    const given: Article = {...article([...prose, noise]), url: 'https://www.example.com/a/b?c'}
    expect(isCut(given, {sites: {'example.com': own}})).toBe(false)
  })
})

test('level and policy of a section go before those for all, category by category', () => {
  const options: Options = {
    policy: {ui: 'keep', legal: 'keep'},
    sites: {'example.com': {policy: {ui: 'remove'}}, 'example.org': {level: 'thorough'}},
  }
  const lines = [...prose, 'Share this article', '© 2024 All rights reserved']
  const gone = (host: string): string[] =>
    createClean(rules, options)(article(lines, host)).removals.map(({category}) => category)
  expect(gone('example.com')).toEqual(['ui'])
  expect(gone('example.org')).toEqual([])
  const clean = createClean(rules, {level: 'careful', sites: {'example.com': {level: 'thorough'}}})
  const thorough = createClean(rules, {level: 'thorough'})
  for (const {text} of readFixtures()) {
    const given: Article = {...article([]), body: text}
    expect(clean({...given, host: 'example.com'})).toEqual(thorough(given))
    expect(clean(given)).toEqual(usual(given))
  }
})

describe('phrases of a section', () => {
  const line = 'Gabo tukal: the harbour at night'
  const options: Options = {sites: {'example.com': {phrases: {related: ['gabo tukal', '= gabo']}}}}
  test('join the packs for that site', () => {
    expect(isCut(withLine(line), {})).toBe(false)
    const {removals} = createClean(rules, options)(withLine(line))
    expect(removals).toMatchObject([{category: 'related', text: `\n${line}`}])
    expect(removals[0]!.evidence.map(({detail}) => detail)).toContain('gabo tukal')
    expect(isCut(withLine('gabo'), options)).toBe(true)
  })
  test('and for no other', () => expect(isCut(withLine(line, 'example.org'), options)).toBe(false))
  test('and those of the packs are found as before', () => {
    const texts = readFixtures().map(({text, title}) => ({form: 'text', body: text, ...(title && {title})}) as const)
    const pages = readHtmlFixtures().map((page) => ({form: 'html', body: page.text}) as const)
    const clean = createClean(rules, options)
    for (const one of [...texts, ...pages]) {
      const given: Article = {id: 'a', host: 'example.com', ...one}
      expect(clean(given)).toEqual(usual(given))
    }
  })
  test('that a pack has too change nothing', () => {
    const again: Options = {sites: {'example.com': {phrases: {related: ['read also', 'اقرأ أيضا']}}}}
    const one = withLine('Read also: the harbour at night')
    expect(createClean(rules, again)(one).removals).toEqual(usual(one).removals)
  })
})

describe('what a section protects', () => {
  test.each(['share this article', 'SHARE  this article', 'Sháre this Article!', '« Share this article » (12)'])(
    '%s',
    (line) => {
      for (const level of levels) {
        const clean = createClean(rules, {level, sites: {'example.com': {never: ['Share this article']}}})
        expect(clean(withLine(line)).removals).toEqual([])
      }
    },
  )

  test('is a suspect with the guard `never` where it would have gone, and nothing where it would not', () => {
    const clean = createClean(rules, {sites: {'example.com': {never: ['Share this article', 'bridge over the river']}}})
    const {removals, suspects} = clean(
      article([...prose, 'Share this article', 'Read also: the harbour'], 'example.com'),
    )
    expect(removals.map(({text}) => text.trim())).toEqual(['Read also: the harbour'])
    expect(suspects.filter(({guard}) => guard === 'never').map(({text}) => text)).toEqual(['Share this article'])
  })

  test('stays where it spans what a line is split into, before other cuts and after', () => {
    const never = 'at the north gate. Read also: the Harbour Review'
    const line = `${prose.join(' ')} We meet ${never} and other papers. Share this article. Tags: bridge, river, mayor`
    for (const level of levels) {
      const clean = createClean(rules, {level, sites: {'example.com': {never: [never]}}})
      for (const body of [line, `${prose.join('\n')}\n${line}`, `${prose.join('\n')}\nRead also: a\n${line}\nShare`])
        expect(clean({...article([], 'example.com'), body}).clean).toContain(never)
    }
  })

  test('stays in the text of a whole page, be it a credit', () => {
    const page = `<!doctype html><title>Bridge</title><h1>Bridge</h1><p class="byline">By Jane Doe</p>${prose.map((line) => `<p>${line}</p>`).join('')}`
    const given: Article = {id: 'a', form: 'html', body: page, host: 'example.com'}
    expect(usual(given).text).not.toContain('Jane Doe')
    expect(createClean(rules, {sites: {'example.com': {never: ['Jane Doe']}}})(given).text).toContain('By Jane Doe')
  })

  test('stays in a tree', () => {
    const html = `${prose.map((line) => `<p>${line}</p>`).join('')}<p>Share this article</p>`
    const sites = {'example.com': {never: ['Share this article']}}
    const processor = unified()
      .use(rehypeParse, {fragment: true})
      .use(rehypeUntail, {sites, url: 'https://example.com/'})
    expect(String(processor.use(rehypeStringify).processSync(html))).toBe(html)
  })

  test('stays whatever stands around it, at every level, and cleaning again changes nothing', () => {
    const noises = readFixtures().flatMap(({text, noise}) =>
      noise.map(({start, end}) => text.slice(start, end).trim().split('\n')[0]!.trim()),
    )
    const own = [...new Set(noises.filter((line) => fold(line) !== ''))]
    const anyLine = fc.constantFrom(...new Set(readFixtures().flatMap(({text}) => text.split('\n'))))
    fc.assert(
      fc.property(
        fc.constantFrom(...levels),
        fc.subarray(own, {minLength: 1, maxLength: 3}),
        fc.constantFrom('read also', 'ال', '= the', '* في'),
        fc.array(fc.oneof(anyLine, fc.constantFrom(...own)), {maxLength: 20}),
        fc.constantFrom('\n', '\n\n', ' ', ''),
        (level, never, phrase, lines, between) => {
          const sites = {'example.com': {level, never, phrases: {promo: [phrase]}}}
          const clean = createClean(rules, {policy: {credit: 'remove'}, sites})
          const given: Article = {...article([], 'example.com'), body: lines.join(between)}
          const outcome = clean(given)
          for (const word of never) {
            const phraseIn = (text: string): number =>
              fold(text).replaceAll(' ', '').split(fold(word).replaceAll(' ', '')).length
            for (const {text} of outcome.removals) expect(fold(text)).not.toContain(fold(word))
            for (const line of given.body.split('\n'))
              if (fold(line).includes(fold(word))) expect(phraseIn(outcome.clean)).toBeGreaterThan(1)
          }
          expect(clean({...given, body: outcome.clean})).toMatchObject({clean: outcome.clean, removals: []})
        },
      ),
      {numRuns: 150},
    )
  })
})

describe('what a section always takes out', () => {
  const line = 'The harbour at night'
  const own = (section: SiteOptions = {}): Options => ({
    sites: {'example.com': {always: {promo: [line]}, ...section}},
  })
  test.each(['the HARBOUR at night', '• The harbour at night (12)', 'The  harbour at níght.'])('%s', (spelt) => {
    expect(isCut(withLine(spelt), {})).toBe(false)
    for (const level of levels) {
      const {removals} = createClean(rules, own({level}))(withLine(spelt))
      expect(removals).toEqual([
        {
          start: expect.any(Number),
          end: expect.any(Number),
          text: `\n${spelt}`,
          category: 'promo',
          confidence: 0.99,
          evidence: [{signal: 'always', weight: 4.6, detail: line}],
        },
      ])
    }
  })

  test('is not what holds more, and not of another site', () => {
    expect(isCut(withLine(`${line} is a sight, said the mayor`), own())).toBe(false)
    expect(isCut(withLine(line, 'example.org'), own())).toBe(false)
  })

  test('goes where it stands: first, in the middle, as a paragraph of prose, as several', () => {
    const [first, second, third] = prose as [string, string, string]
    const options: Options = {sites: {'example.com': {always: {foreign: [second], ui: [line]}}}}
    const clean = createClean(rules, options)
    expect(clean(article([line, first, line, second, third, line, line], 'example.com')).clean).toBe(
      `${first}\n${third}`,
    )
  })

  test('goes where a line is split into more than one block', () => {
    const split = 'Share this article. Tags: bridge, river, mayor'
    const options: Options = {sites: {'example.com': {always: {legal: [split]}}}}
    const {removals} = createClean(rules, options)(withLine(split))
    expect(new Set(removals.map(({category}) => category))).toEqual(new Set(['legal']))
    expect(removals.map(({text}) => text).join('')).toBe(`\n${split}`)
  })

  test('stays by policy, by `never`, and where nothing else is left', () => {
    const kept = createClean(rules, own({policy: {promo: 'keep'}}))(withLine(line))
    expect(kept).toEqual(usual(withLine(line)))
    const flagged = createClean(rules, own({policy: {promo: 'flag'}}))(withLine(line))
    expect(flagged).toMatchObject({removals: [], suspects: [{text: line, category: 'promo', confidence: 0.99}]})
    const guarded = createClean(rules, own({never: ['harbour']}))(withLine(line))
    expect(guarded).toMatchObject({removals: [], suspects: [{text: line, guard: 'never'}]})
    const alone = createClean(rules, own())(article([line], 'example.com'))
    expect(alone).toMatchObject({clean: line, removals: [], suspects: [{guard: 'nothing-would-remain'}]})
  })

  test('goes from pages and trees', () => {
    const html = `${prose.map((text) => `<p>${text}</p>`).join('')}<div><b>The harbour</b> at night</div>`
    const page: Article = {id: 'a', form: 'html', body: html, host: 'example.com'}
    expect(createClean(rules, own())(page)).toMatchObject({removals: [{category: 'promo', confidence: 0.99}]})
    const processor = unified()
      .use(rehypeParse, {fragment: true})
      .use(rehypeUntail, {...own(), url: 'https://example.com/'})
      .use(rehypeStringify)
    const file = processor.processSync(html)
    expect(String(file)).not.toContain('harbour')
    expect(file.messages[0]!.note).toBe(`The block is nothing but words that its site always takes out. (“${line}”)`)
  })

  test('changes nothing else', () => {
    const clean = createClean(rules, own())
    for (const {text, title} of readFixtures()) {
      const given: Article = {...article([], 'example.com'), body: text, ...(title && {title})}
      expect(clean(given)).toEqual(usual(given))
    }
  })
})

describe('the digest of the rules', () => {
  const digest = (sites: NonNullable<Options['sites']>): string => rulesDigest(rules, {sites})
  const section: SiteOptions = {
    level: 'balanced',
    policy: {ui: 'keep', promo: 'flag'},
    never: ['a', 'b'],
    always: {ui: ['c', 'd']},
  }

  test('is of the sections', () => {
    const all = [
      digest({}),
      digest({'example.com': {level: 'balanced'}}),
      digest({'example.com': {policy: {ui: 'keep'}}}),
      digest({'example.com': {policy: {ui: 'flag'}}}),
      digest({'example.com': {never: ['ui']}}),
      digest({'example.com': {phrases: {ui: ['ui']}}}),
      digest({'example.com': {always: {ui: ['ui']}}}),
      digest({'example.com': {always: {promo: ['ui']}}}),
      digest({'example.com': {phrases: {promo: ['ui']}}}),
      digest({'example.org': {never: ['ui']}}),
      digest({'example.com': {never: ['ui']}, 'a.example.com': {}}),
      digest({'example.com': section}),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('is not of the order of keys, nor of how a site is spelt', () => {
    const turned: SiteOptions = {
      always: {ui: ['d', 'c']},
      never: ['b', 'a'],
      policy: {promo: 'flag', ui: 'keep'},
      level: 'balanced',
    }
    expect(digest({'b.com': {level: 'careful'}, 'www.Example.com': turned})).toBe(
      digest({'example.com': section, 'b.com': {level: 'careful'}}),
    )
  })

  test.each<NonNullable<Options['sites']>>([
    {},
    {'example.com': {}},
    {'example.com': {policy: {}, phrases: {}, never: [], always: {ui: []}}, 'a.example.com': {phrases: {ui: []}}},
  ])('is not of an empty section: %j', (sites) => {
    expect(digest(sites)).toBe(rulesDigest(rules))
    const clean = createClean(rules, {sites})
    for (const {text, title} of readFixtures()) {
      const given: Article = {...article([], 'example.com'), body: text, ...(title && {title})}
      expect(clean(given)).toEqual(usual(given))
    }
  })
})

describe('a section is refused', () => {
  const host = (name: string) => ({[name]: {}})
  const phrases = (...lines: string[]) => ({'example.com': {phrases: {related: lines}}})
  const expectedHost = 'which holds for its subdomains too'
  test.each<[NonNullable<Options['sites']>, string]>([
    [
      host('https://example.com/news'),
      `Unexpected site "https://example.com/news", expected a host such as "example.com", ${expectedHost}`,
    ],
    [
      host('example.com/news'),
      `Unexpected site "example.com/news", expected a host such as "example.com", ${expectedHost}`,
    ],
    [host('*.example.org'), `Unexpected site "*.example.org", expected a host such as "example.org", ${expectedHost}`],
    [host(''), `Unexpected site "", expected a host such as "example.com", ${expectedHost}`],
    [host('.example.com'), `Unexpected site ".example.com", expected a host such as "example.com", ${expectedHost}`],
    [
      {'example.com': {}, 'www.example.com': {}},
      'Unexpected sites "example.com" and "www.example.com", expected one section of a site',
    ],
    [
      phrases('ok then', '* \u200f'),
      'Unexpected phrase «* \u200f» in sites["example.com"].phrases.related, expected one with letters or signs that count',
    ],
    [
      phrases('read also', 'READ ALSO'),
      'Unexpected phrase «READ ALSO» in sites["example.com"].phrases.related, expected each phrase once',
    ],
    [
      phrases('a:'),
      'Unexpected phrase «a:» in sites["example.com"].phrases.related, expected two letters or more before a colon',
    ],
    [
      phrases('#news'),
      'Unexpected phrase «#news» in sites["example.com"].phrases.related, expected it without "#", as signs before the first letter do not count',
    ],
    [
      phrases('read\nalso'),
      'Unexpected phrase «read\nalso» in sites["example.com"].phrases.related, expected one without line breaks',
    ],
    [
      {'example.com': {always: {ui: ['Share'], promo: ['share!']}}},
      'Unexpected phrase «Share» in sites["example.com"].always.ui, expected it in one category: it is in promo too',
    ],
    [
      {'example.com': {never: [' ']}},
      'Unexpected phrase « » in sites["example.com"].never, expected one with letters or signs that count',
    ],
  ])('%j', (sites, message) => {
    expect(() => createClean(rules, {sites})).toThrow(new SyntaxError(message))
    expect(() => rulesDigest(rules, {sites})).toThrow(new SyntaxError(message))
  })
})
