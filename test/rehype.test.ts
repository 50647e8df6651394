/** The rehype plugin: it removes what `createClean` removes, says so, and leaves all else as it was. */
import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import type {Element, Root} from 'hast'
import {toText} from 'hast-util-to-text'
import {h} from 'hastscript'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import rehypeStringify from 'rehype-stringify'
import remarkStringify from 'remark-stringify'
import {unified} from 'unified'
import {VFile} from 'vfile'
import {describe, expect, expectTypeOf, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {Edits} from '../src/layout/edits.ts'
import {read} from '../src/layout/read.ts'
import {readTree} from '../src/layout/tree.ts'
import type {Block, Level, Profile} from '../src/model.ts'
import rehypeUntail, {type RehypeUntailOptions, type TreeRecord} from '../src/rehype.ts'
import {loadRules, rulesDigest} from '../src/rules.ts'
import {readHtmlFixtures} from '../training/fixtures.ts'
import {pageSoup} from './page-soup.ts'

const rules = loadRules()
const fixtures = readHtmlFixtures().map(({id, text, noise}) => ({id, html: text, noise}))
const fixture = (id: string): string => fixtures.find((one) => one.id === id)!.html
const relatedList = fixture('html--feed-related-list')

const parse = (html: string): Root => unified().use(rehypeParse).parse(html)
const blocksOf = (tree: Root): readonly Block[] => readTree(tree, new Edits(), rules.phrases).blocks
const letters = (text: string): string => text.replace(/[\s\p{Cf}\p{Cc}]/gu, '')
const wordsOf = (blocks: readonly Block[]): string => letters(blocks.map(({text}) => text).join(''))

/** Runs the plugin over a tree, and checks what must hold for any. */
function prune(
  tree: Root,
  options: RehypeUntailOptions = {},
  html?: string,
): {tree: Root; record: TreeRecord; file: VFile} {
  const before = structuredClone(tree)
  const file = new VFile({...(html !== undefined && {value: html}), path: 'a.html'})
  unified()
    .use(rehypeUntail, {rules, ...options})
    .runSync(tree, file)
  const record = file.data.untail!
  expect(record).toMatchObject({id: 'a.html', form: 'html', offsets: 'utf-16', rules: rulesDigest(rules, options)})
  let at = 0
  for (const {start, end, text, evidence} of record.removals) {
    expect(evidence.length).toBeGreaterThan(0)
    if (start === undefined || end === undefined) {
      at = Infinity
      continue
    }
    expect(start).toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThan(start)
    expect(html!.slice(start, end)).toBe(text)
    at = end
  }
  for (const {start, end, text} of record.suspects) if (start !== undefined) expect(html!.slice(start, end)).toBe(text)
  if (record.status !== 'cleaned') expect(tree).toEqual(before)
  // What is pruned once is pruned.
  const again = structuredClone(tree)
  unified()
    .use(rehypeUntail, {rules, ...options})
    .runSync(again)
  expect(again).toEqual(tree)
  return {tree, record, file}
}

const pruneHtml = (html: string, options?: RehypeUntailOptions) => prune(parse(html), options, html)

describe('a tree reads as its source does', () => {
  /** A block with all that is judged by. */
  const shown = ({joint, text, markup}: Block): unknown => {
    const {frame, linked, hidden} = markup!
    return {joint, text, linked, hidden, tags: [...frame.tags], words: [...frame.words], depth: frame.depth}
  }
  const same = (html: string): void => {
    const source = read(html, 'html', rules.phrases)
    const tree = readTree(parse(html), new Edits(), rules.phrases)
    expect(tree.blocks.map(shown)).toEqual(source.blocks.map(shown))
    expect(tree.facts).toEqual(source.facts)
    for (const {start, end, text} of tree.blocks) expect(letters(tree.body.slice(start, end))).toBe(letters(text))
  }
  test.each(fixtures.map(({id, html}) => [id, html] as const))('%s', (_, html) => same(html))
  test('for soup', () => fc.assert(fc.property(pageSoup, same), {numRuns: 100}))

  test('as a part of a page too', () => {
    const html = '<p>a<b class="x">b</b></p><ul><li>c</ul>'
    const part = unified().use(rehypeParse, {fragment: true}).parse(html)
    expect(blocksOf(part).map(shown)).toEqual(read(html, 'html', rules.phrases).blocks.map(shown))
  })

  test('by the names and values of its properties', () => {
    const tree = h(null, [
      h('p', {hidden: true}, 'a'),
      h('p', {className: ['related-posts', 'x'], dataTestid: 'teaser'}, 'b'),
      h('p', {ariaHidden: true}, 'c'),
      h('p', {style: 'display: none'}, 'd'),
      h('p', {hidden: false}, 'e'),
      {
        type: 'element',
        tagName: 'p',
        properties: {class: 'y-promo', 'aria-hidden': 'true'},
        children: [{type: 'text', value: 'f'}],
      },
    ] as Element[])
    expect(blocksOf(tree).map(({text, markup}) => [text, markup!.hidden, [...markup!.frame.words].join(' ')])).toEqual([
      ['b', false, 'related posts teaser'],
      ['c', true, ''],
      ['d', true, ''],
      ['e', false, ''],
      ['f', true, 'promo'],
    ])
  })
})

describe('our parser and hast-util-to-text read the same', () => {
  // They differ in white space, as around links with nothing between them, and in what stands in these, which we leave unread.
  const unread = new Set(['iframe', 'object', 'svg', 'audio', 'video', 'canvas'])
  const without = <Node extends Root | Element>(node: Node): Node => ({
    ...node,
    children: node.children.flatMap((child) =>
      child.type !== 'element' ? child : unread.has(child.tagName) ? [] : without(child),
    ),
  })
  const same = (html: string): void => {
    expect(wordsOf(read(html, 'html', rules.phrases).blocks)).toBe(letters(toText(without(parse(html)))))
  }

  test('fixtures', () => fixtures.forEach(({html}) => same(html)))
  test('soup', () => fc.assert(fc.property(pageSoup, same), {numRuns: 200}))
  test('the differences', () => {
    const both = (html: string) => [
      read(html, 'html', rules.phrases).blocks.map(({text}) => text),
      toText(parse(html)).split('\n'),
    ]
    expect(both('<a href=1>a</a><a href=2>b</a>')).toEqual([['a', 'b'], ['ab']])
    expect(both('<table><tr><td>a<td>b</table>')).toEqual([['a\tb'], ['a\tb']])
    for (const tag of unread)
      expect(both(`a<${tag}>b</${tag}>`)).toEqual([['a'], [expect.stringMatching(/^a(?:b|<.*)?$/u)]])
  })
})

describe('what goes of a tree is what goes of its source', () => {
  const same = (html: string, level: Level): void => {
    const outcome = createClean(rules, {level})({id: 'a.html', form: 'html', body: html})
    const {tree, record} = pruneHtml(html, {level})
    // Where a table's stray words were put together in front of it, only the tree has a place for them.
    if (read(html, 'html', rules.phrases).blocks.some(({start, end}) => start === end)) return
    // And only a source can read otherwise when a tag goes that ended another one.
    if (outcome.status === 'refused') return
    expect(wordsOf(blocksOf(tree))).toBe(wordsOf(read(outcome.clean, 'html', rules.phrases).blocks))
    expect(record.status).toBe(outcome.status)
  }
  test.each(fixtures.map(({id, html}) => [id, html] as const))('%s', (_, html) => {
    same(html, 'careful')
    same(html, 'thorough')
  })
  // Of 6,000 such pages one differed: the source was parsed otherwise after the first pass.
  test('soup', () => {
    fc.assert(fc.property(pageSoup, fc.constantFrom('careful', 'thorough'), same), {numRuns: 100, seed: 7})
  })

  test('and it can be written, and read again', () => {
    for (const {html} of fixtures) {
      const {tree} = pruneHtml(html)
      const written = unified().use(rehypeStringify).stringify(tree)
      expect(wordsOf(read(written, 'html', rules.phrases).blocks)).toBe(wordsOf(blocksOf(tree)))
    }
  })

  test('with no more white space than there was', () => {
    const {tree} = pruneHtml(relatedList)
    expect(unified().use(rehypeStringify).stringify(tree)).not.toMatch(/\n\s*\n/u)
  })
})

describe('messages', () => {
  const {file, record} = pruneHtml(relatedList)
  const offsets = ({place}: VFile['messages'][number]): [number, number] => {
    if (!place || !('start' in place)) throw new TypeError('Unexpected message without a place')
    return [place.start.offset!, place.end.offset!]
  }

  test('one for each removal, where it was', () => {
    expect(file.messages.map((message) => relatedList.slice(...offsets(message)))).toEqual(
      record.removals.map(({text}) => text),
    )
    expect(file.messages.length).toBeGreaterThan(2)
  })

  test('with the lines and columns of the source', () => {
    for (const message of file.messages) {
      const [start] = offsets(message)
      const before = relatedList.slice(0, start).split('\n')
      expect([message.line, message.column]).toEqual([before.length, before.at(-1)!.length + 1])
    }
  })

  test('say what and why', () => {
    const [first] = file.messages
    expect(first).toMatchObject({source: 'untail', ruleId: record.removals[0]!.category, fatal: undefined})
    expect(first!.reason).toMatch(/^Removed related: “.+”$/u)
    expect(first!.note!.split('\n')).toHaveLength(record.removals[0]!.evidence.length)
    expect(first!.note).toMatch(/\.(?: \(“.+”\))?\n/u)
  })

  test('name long removals by their beginning', () => {
    const {file: all} = pruneHtml(fixture('html--two-articles'))
    for (const {reason} of all.messages) expect(reason.length).toBeLessThan(110)
  })

  test('are silent where there is nothing to remove', () => {
    expect(pruneHtml(fixture('html--keep-poem')).file.messages).toEqual([])
  })
})

describe('the record', () => {
  test('stands in data.untail', () => {
    const {record} = pruneHtml(relatedList)
    expect(record.status).toBe('cleaned')
    expect(record.source).toMatchObject({length: relatedList.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/u)})
    expect(record.removals[0]).toMatchObject({category: 'related', confidence: expect.any(Number)})
    expectTypeOf(new VFile().data.untail).toEqualTypeOf<TreeRecord | undefined>()
  })

  test('has what createClean says of the same page', () => {
    const outcome = createClean(rules)({id: 'a.html', form: 'html', body: relatedList})
    const {record} = pruneHtml(relatedList)
    const said = ({
      category,
      confidence,
      evidence,
    }: Pick<TreeRecord['removals'][number], 'category' | 'confidence' | 'evidence'>) => ({
      category,
      confidence,
      evidence,
    })
    expect(record.removals.map(said)).toEqual(outcome.removals.map(said))
  })

  test('has suspects', () => {
    const {record} = pruneHtml(fixture('html--feed-appeared-first-en'), {policy: {ui: 'flag'}})
    expect(record).toMatchObject({status: 'clean', removals: []})
    expect(record.suspects.length).toBeGreaterThan(0)
  })

  test('goes by options', () => {
    const html = fixture('html--keep-embedded-tweet')
    const statuses = (options: RehypeUntailOptions) =>
      pruneHtml(html, options).record.removals.map(({category}) => category)
    expect(
      statuses({policy: {foreign: 'keep', ui: 'keep', related: 'keep', headlines: 'keep', promo: 'keep'}}),
    ).toEqual([])
    expectTypeOf<RehypeUntailOptions['profile']>().toEqualTypeOf<Profile | undefined>()
  })
})

/** Runs without a source, and with words that every reader takes for noise. */
const story = (...more: (Element | string)[]): Root =>
  h(null, [
    h('article', [
      ...[...relatedList.matchAll(/<p[^>]*>([^<>]{80,})<\/p>/gu)].map(([, text]) => h('p', text)),
      ...more,
    ]),
  ])

describe('trees that were not parsed', () => {
  const list = () => [
    h('h4', 'اقرأ أيضاً'),
    h('ul', {className: 'related'}, [
      h('li', h('a', {href: '/1'}, 'افتتاح معرض الكتاب في العاصمة')),
      h('li', h('a', {href: '/2'}, 'وزير النقل يتفقد الجسر الجديد')),
    ]),
  ]

  test('are pruned without positions, and say so without places', () => {
    const {tree, record, file} = prune(story(...list()))
    expect(tree).toEqual(story())
    expect(record.status).toBe('cleaned')
    expect(record).not.toHaveProperty('source')
    expect(record.removals.map(({text}) => text)).toEqual([
      'اقرأ أيضاً',
      'افتتاح معرض الكتاب في العاصمة',
      'وزير النقل يتفقد الجسر الجديد',
    ])
    for (const removal of record.removals) expect(removal).not.toHaveProperty('start')
    expect(file.messages.map(({place}) => place)).toEqual([undefined, undefined, undefined])
  })

  test('keep what they hold that is no HTML', () => {
    const raw = {type: 'raw', value: '<p>كلام المقال</p>'} as unknown as Element
    const {tree} = prune(story(h('div', [...list(), raw])))
    expect(tree).toEqual(story(h('div', [raw])))
  })

  test('of which earlier plugins changed some: what is as it came has its place', () => {
    const file = new VFile(relatedList)
    const tree = parse(relatedList)
    const change = (node: Root | Element): void => {
      for (const child of node.children) {
        if (child.type === 'text') child.value = child.value.replace('مواضيع ذات صلة', 'اقرأ أيضاً')
        else if (child.type === 'element') change(child)
      }
      // Copies have the positions of what they are copies of.
      if ('tagName' in node && node.tagName === 'ul')
        node.children.push(structuredClone(node.children.find(({type}) => type === 'element')!))
    }
    change(tree)
    unified().use(rehypeUntail, {rules}).runSync(tree, file)
    const {removals} = file.data.untail!
    const placed = removals.filter(({start}) => start !== undefined)
    expect(placed.length).toBeGreaterThan(0)
    expect(placed.length).toBeLessThan(removals.length)
    for (const {start, end, text} of placed) expect(relatedList.slice(start, end)).toBe(text)
    expect(placed.every(({start}, index) => index === 0 || start! >= placed[index - 1]!.end!)).toBe(true)
    for (const {place} of file.messages) expect(place).toBeDefined()
  })

  test('with one node in two places', () => {
    const line = h('p', 'اقرأ أيضاً: وزير النقل يتفقد الجسر الجديد')
    const tree = story(line, h('p', 'وقال أهل القرية إنهم ينتظرون الجسر منذ سنوات طويلة، ولم يأت أحد ليراه.'), line)
    expect(() => unified().use(rehypeUntail, {rules}).runSync(tree)).not.toThrow()
  })

  test('with elements that lack properties', () => {
    const bare = {type: 'element', tagName: 'p', children: [{type: 'text', value: 'a'}]} as unknown as Element
    expect(prune({type: 'root', children: [bare]}).record.status).toBe('clean')
  })

  test('of nothing', () => {
    expect(prune({type: 'root', children: []}).record).toMatchObject({status: 'clean', removals: [], suspects: []})
  })
})

describe('a tree is left as it came', () => {
  test.each(fixtures.filter(({noise}) => noise.length === 0).map(({id, html}) => [id, html] as const))(
    'when nothing goes: %s',
    (_, html) => {
      const tree = parse(html)
      const {record} = pruneHtml(html)
      if (record.status === 'clean') expect(prune(structuredClone(tree), {}, html).tree).toEqual(tree)
    },
  )

  test.each([513, 5000, 100_000])('when elements stand %s deep', (depth) => {
    const innermost = h('p', 'اقرأ أيضاً: وزير النقل يتفقد الجسر الجديد')
    let around = innermost
    for (let at = 0; at < depth; at++) around = h('div', [around])
    const tree: Root = {type: 'root', children: [around]}
    const file = new VFile('a')
    unified().use(rehypeUntail, {rules}).runSync(tree, file)
    expect(file.data.untail).toMatchObject({status: 'failed', removals: [], suspects: []})
    expect(file.messages).toMatchObject([
      {ruleId: 'failed', source: 'untail', fatal: false, reason: file.data.untail!.reason},
    ])
    expect(innermost.children).toHaveLength(1)
  })

  test('and less deep ones are pruned', () => {
    const tree = story(h('p', 'اقرأ أيضاً: وزير النقل يتفقد الجسر الجديد'))
    for (let at = 0; at < 505; at++) tree.children = [h('div', tree.children)]
    expect(prune(tree).record.status).toBe('cleaned')
  })
})

describe('hidden text', () => {
  test('is read where style hides it, and not where the attribute does', () => {
    const {record, tree} = pruneHtml(fixture('html--hidden-blocks'))
    expect(record.status).toBe('cleaned')
    expect(blocksOf(tree).every(({markup}) => !markup!.hidden)).toBe(true)
  })
})

describe('in a chain of plugins', () => {
  test('as the README has it', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    expect(readme).toContain(
      "unified().use(rehypeParse).use(rehypeUntail, {level: 'careful'}).use(rehypeStringify)\n" +
        "const file = processor.processSync({path: 'page.html', value: html})",
    )
    const processor = unified().use(rehypeParse).use(rehypeUntail, {level: 'careful'}).use(rehypeStringify)
    const file = processor.processSync({path: 'page.html', value: relatedList})
    expect(readme).toContain(`// ${file.messages.map(String)[0]}`)
    expect(String(file)).not.toContain('مواضيع ذات صلة')
    expect(file.data.untail!.status).toBe('cleaned')
    expect(file.messages.length).toBe(file.data.untail!.removals.length)
  })

  test('to Markdown, asynchronous as well', async () => {
    const chain = unified().use(rehypeParse).use(rehypeUntail).use(rehypeRemark).use(remarkStringify)
    const file = await chain.process(relatedList)
    expect(String(file)).toBe(String(chain.processSync(relatedList)))
    expect(String(file)).not.toContain('](')
  })
})
