/**
 * The laws of the design on pages: fixtures, tag soup, and any string. What stays reads as before in the eyes of another
 * reader, rehype-parse and hast-util-to-text, which shares the parser with us and nothing behind it.
 */
import fc from 'fast-check'
import type {Nodes} from 'hast'
import {toText} from 'hast-util-to-text'
import rehypeParse from 'rehype-parse'
import {unified} from 'unified'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {cut, paste} from '../src/cut.ts'
import {read, type Scope} from '../src/layout/read.ts'
import {readsAsBefore} from '../src/layout/same.ts'
import type {Article, Outcome} from '../src/model.ts'
import {loadRules} from '../src/rules.ts'
import {readHtmlFixtures} from '../training/fixtures.ts'

const rules = loadRules()
/** Words between tags, and some of these. */
const wordsOf = (pages: readonly {text: string}[]): string[] =>
  pages.flatMap(({text}) => text.split(/[<>]/u).filter((words, index) => index % 5 === 0 && /\p{L}/u.test(words)))
const cleaners = {
  careful: createClean(rules),
  thorough: createClean(rules, {level: 'thorough', policy: {credit: 'remove'}}),
  site: createClean(rules, {
    level: 'thorough',
    sites: {
      'example.com': {
        phrases: {related: ['أعلنت', '* it'], ui: ['= one']},
        never: ['اقرأ أيضا', 'share'],
        always: {comments: wordsOf(readHtmlFixtures()), ui: ['one']},
      },
    },
  }),
}
const levels = fc.constantFrom('careful', 'thorough', 'site')
const fixtures = readHtmlFixtures().map(({id, text}) => ({id, html: text}))
const articleOf = (body: string): Article => ({id: 'a', form: 'html', body, host: 'example.com'})

const reader = unified().use(rehypeParse)
/** Elements that stand on lines of their own on the screen, and in this reader's eyes run on. */
const ownLines = new Set(
  'table thead tbody tfoot tr td th select option optgroup button textarea fieldset details summary'.split(' '),
)
function asBlocks(node: Nodes): Nodes {
  if (node.type === 'element' && ownLines.has(node.tagName)) node.tagName = 'div'
  // This reader breaks a line where one ends in the source of such an element; browsers show a space.
  if (node.type === 'element' && node.tagName === 'nobr') node.tagName = 'span'
  // What stands in for a picture or a sound that can't be shown.
  if (node.type === 'element' && node.tagName === 'object') node.tagName = 'template'
  if ('children' in node) for (const child of node.children) asBlocks(child)
  return node
}
/** The lines of a page that have words, without white space and marks that show nothing. */
const linesOf = (html: string): string[] =>
  toText(asBlocks(reader.parse(html)))
    .split('\n')
    .map(bare)
    .filter((line) => line !== '')
const bare = (text: string): string => text.replace(/[\s\p{Cf}\p{Cc}]/gu, '')

/** How often each character is there more in one text than in another. */
function surplus(more: string, less: string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const character of more) counts.set(character, (counts.get(character) ?? 0) + 1)
  for (const character of less) counts.set(character, (counts.get(character) ?? 0) - 1)
  return Object.fromEntries([...counts].filter(([, count]) => count !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0
  for (let i = 0; i < whole.length && at < part.length; i++) if (whole[i] === part[at]) at++
  return at === part.length
}

/**
 * Another reader finds every line of the cut page in the source, in order and each in a line of its own.
 *
 * @returns The characters that it misses.
 */
function missing(source: string, cutPage: string): Record<string, number> {
  const [before, after] = [linesOf(source), linesOf(cutPage)]
  let at = 0
  const strange = after.filter((line) => {
    const found = before.findIndex((other, index) => index >= at && isSubsequence(line, other))
    at = found + 1
    return found === -1
  })
  expect(strange).toEqual([])
  return surplus(before.join(''), after.join(''))
}

/** Checks everything that must hold for any page, and gives the outcome. */
function lawful(body: string, level: keyof typeof cleaners = 'careful'): Outcome {
  const clean = cleaners[level]
  const outcome = clean(articleOf(body))
  const {removals, suspects, status} = outcome
  let at = 0
  for (const {start, end, text, evidence} of removals) {
    expect(start).toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThan(start)
    expect(body.slice(start, end)).toBe(text)
    expect(evidence.length).toBeGreaterThan(0)
    at = end
  }
  expect(at).toBeLessThanOrEqual(body.length)
  for (const {start, end, text} of suspects) expect(body.slice(start, end)).toBe(text)
  expect(cut(body, removals)).toBe(outcome.clean)
  expect(paste(outcome.clean, removals)).toBe(body)
  expect(clean(articleOf(body))).toEqual(outcome)
  if (removals.length === 0) {
    expect(outcome.clean).toBe(body)
    return outcome
  }
  expect(status).toBe('cleaned')
  // What is missed was taken out. Only letters that stand in no tag and no reference can be counted in a source.
  const gone = surplus(removals.map(({text}) => text).join(''), '')
  for (const [letter, count] of Object.entries(missing(body, outcome.clean)))
    if (/\p{Script=Arabic}/u.test(letter)) expect([letter, count <= gone[letter]!]).toEqual([letter, true])
  expect(clean(articleOf(outcome.clean))).toMatchObject({status: 'clean', removals: [], clean: outcome.clean})
  return outcome
}

/** Takes blocks out of a page. `undefined` where the cut page reads otherwise, which `clean` would not let through. */
function cutBlocks(body: string, isGoing: (index: number) => boolean, scope: Scope): string | undefined {
  const reading = read(body, 'html', rules.phrases)
  const {blocks} = reading
  const going = new Set(
    [...blocks.keys()].filter((index) => blocks[index]!.start < blocks[index]!.end && isGoing(index)),
  )
  const places = reading.excise(going, scope)
  let at = 0
  for (const {index, start, end} of places) {
    expect(start).toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThan(start)
    expect(going.has(index)).toBe(true)
    at = end
  }
  const cutPage = cut(
    body,
    places.map(({start, end}) => ({start, end, text: body.slice(start, end)})),
  )
  if (!readsAsBefore(blocks, going, read(cutPage, 'html', rules.phrases).blocks)) return undefined
  const gone = [...going].map((index) => blocks[index]!.text).join('')
  expect(missing(body, cutPage)).toEqual(surplus(bare(gone), ''))
  return cutPage
}

/** Words, in the scripts and with the phrases that the packs know. */
const words = fc.constantFrom(
  'اقرأ أيضاً: الرئيس يغادر العاصمة',
  'تابعنا على فيسبوك',
  'كلمات دلالية: تركيا، داعش',
  'جميع الحقوق محفوظة',
  'أعلنت الوزارة مساء أمس أن الأعمال في الجسر ستستمر حتى نهاية العام. وقال الوزير إن النتائج جيدة.',
  'Read more: the bridge',
  'It rained all day and the dam held, said the mayor. So it was.',
  'share',
  'one',
  'dos',
  '関連記事',
  '\u200fخبر\u200e',
  'so\u00adft zw\u200cnj',
)
/** What is between words: white space of all kinds, references whole and broken, bytes that pages should not have. */
const between = fc.constantFrom(
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\f',
  '\u00a0',
  '\ufeff',
  '\0',
  '&nbsp;',
  '&#160;',
  '&#x0a;',
  '&#13;',
  '&zwnj;',

  '&amp;',
  '&ampx',
  '&copy',
  '&notin;',
  '&#38;lt;',
  '&#x;',
  '&#0;',
  '&#xD800;',
  '&;',
  '&',
  '<',
  '< b>',
  '</',
  '<!',
  '&NotEqualTilde;',
  '<!-- </p> -->',
  '<!-->',
  '<![CDATA[x]]>',
  '<!doctype html>',
  '<script>"</p>"</script>',
  '<style>p{}</style>',

  '<br>',
  '<html>',
  '</html>',
  '<br/>',
  '</br>',
  '<hr>',
  '<img src="a.png" alt="b">',
  '<wbr>',
  '<input value="c">',
  '</p>',
  '<pre>\n',
)
const blockTags =
  'p p p div div ul ol li li h2 section article aside header footer nav main figure blockquote pre form dl dt dd center'
const tableTags = 'table table tr tr td td th tbody thead caption colgroup'
const inlineTags = 'a a a b b i em strong span font u small code nobr label button'
const oddTags = 'body select option optgroup details summary dialog template textarea noscript ruby rt object'
const names = fc.oneof(
  {weight: 5, arbitrary: fc.constantFrom(...blockTags.split(' '))},
  {weight: 3, arbitrary: fc.constantFrom(...tableTags.split(' '))},
  {weight: 4, arbitrary: fc.constantFrom(...inlineTags.split(' '))},
  {weight: 1, arbitrary: fc.constantFrom(...oddTags.split(' '))},
)
const attributes = fc.oneof(
  {weight: 6, arbitrary: fc.constant('')},
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ' class="related"',
      ' href="#"',
      ' hidden',
      ' style="display:none"',
      " id='x>y'",
      ' open',
      ' CLASS=tags/',
    ),
  },
)
const spelt = fc.constantFrom(
  (name: string) => name,
  (name: string) => name,
  (name: string) => name.toUpperCase(),
)
const opening = fc.tuple(names, attributes, spelt).map(([name, given, spell]) => `<${spell(name)}${given}>`)
const closing = fc.tuple(names, spelt).map(([name, spell]) => `</${spell(name)}>`)
/** Elements that are closed, around others or words. */
const {element} = fc.letrec<{element: string}>((tie) => ({
  element: fc
    .tuple(names, attributes, fc.array(fc.oneof({depthSize: 'small'}, words, between, tie('element')), {maxLength: 4}))
    .map(([name, given, inside]) => `<${name}${given}>${inside.join('')}</${name}>`),
}))
const soup = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        {weight: 4, arbitrary: words},
        {weight: 2, arbitrary: between},
        {weight: 3, arbitrary: opening},
        {weight: 2, arbitrary: closing},
        {weight: 3, arbitrary: element},
      ),
      {maxLength},
    )
    .map((parts) => parts.join(''))
const scopes = fc.constantFrom<Scope>('markup and words', 'words only')
/** Some of the blocks: runs of them, as noise stands. */
const chosen = fc.array(fc.boolean(), {minLength: 1, maxLength: 12}).map(
  (pattern) =>
    (index: number): boolean =>
      pattern[index % pattern.length]!,
)

describe('laws of pages', () => {
  test('hold for every fixture, at the most careful level and at the most thorough', () => {
    for (const {html} of fixtures) {
      lawful(html)
      lawful(html, 'thorough')
      lawful(html, 'site')
    }
  })

  test('hold for soup', () => {
    fc.assert(
      fc.property(soup(30), levels, (body, level) => void lawful(body, level)),
      {numRuns: 300},
    )
  })

  test('hold for any string', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 300}), (body) => void lawful(body, 'thorough')),
      {numRuns: 200},
    )
  })
})

describe('whatever blocks go, the page reads as before or is not let through', () => {
  test('in fixtures, and all of them can be cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), chosen, scopes, ({html}, isGoing, scope) => {
        expect(cutBlocks(html, isGoing, scope)).toBeDefined()
      }),
      {numRuns: 150},
    )
  })

  test('in soup', () => {
    fc.assert(
      fc.property(soup(30), chosen, scopes, (body, isGoing, scope) => void cutBlocks(body, isGoing, scope)),
      {numRuns: 1000},
    )
  })
})
