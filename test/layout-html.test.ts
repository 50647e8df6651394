/** Pages to blocks: where lines begin and end, where they stand in the source, what is not read, and what a page says of itself. */
import {describe, expect, test} from 'vitest'
import {PageError} from '../src/layout/page.ts'
import {parsePage} from '../src/layout/parse.ts'
import {read, textOf} from '../src/layout/read.ts'
import type {Block} from '../src/model.ts'
import {compile} from '../src/phrases.ts'

const phrases = compile([{language: 'ar', list: 'related', text: 'اقرأ أيضا'}])
const blocksOf = (html: string): readonly Block[] => read(html, 'html', phrases).blocks
const texts = (html: string): string[] => blocksOf(html).map(({text}) => text)
/** As it reads: a line break between lines, two between paragraphs. */
const readingOf = (html: string): string => textOf(blocksOf(html), new Set())
const factsOf = (html: string) => parsePage(html).facts
/** The source of each block, from its start to its end. */
const sources = (html: string): string[] => blocksOf(html).map(({start, end}) => html.slice(start, end))
/** The words that excising each block alone takes out of the source, markup left in. */
const cutOf = (html: string): string[][] => {
  const {blocks, excise} = layoutOf(html)
  return blocks.map((_, index) => excise(new Set([index])))
}
const layoutOf = (html: string) => {
  const {blocks, ...reading} = read(html, 'html', phrases)
  const excise = (going: ReadonlySet<number>): string[] =>
    reading.excise(going, 'words only').map(({start, end}) => html.slice(start, end))
  return {blocks, excise}
}

describe('lines', () => {
  test.each<[what: string, html: string, reads: string]>([
    ['paragraphs', '<p>a<p>b</p>c', 'a\n\nb\n\nc'],
    ['divs', '<div>a</div><div>b</div>c', 'a\nb\nc'],
    ['inline elements', '<p>a <b>b</b> <span>c<i>d</i></span>e</p>', 'a b cde'],
    ['headings and lists', '<h2>a</h2><ul><li>b<li>c</ul>d', 'a\n\nb\nc\n\nd'],
    ['a nested list', '<ul><li>a<ul><li>b</ul><li>c</ul>', 'a\n\nb\n\nc'],
    ['a definition list', '<dl><dt>a<dd>b</dl>', 'a\nb'],
    ['one line break', 'a<br>b', 'a\nb'],
    ['two line breaks', 'a<br><br>b', 'a\n\nb'],
    ['line breaks with white space', 'a<br>\n <br/>b', 'a\n\nb'],
    ['line breaks at the start', '<br><br>a', 'a'],
    ['a break in a paragraph’s end', '<p>a<br></p>b', 'a\n\nb'],
    ['a rule', 'a<hr>b', 'a\n\nb'],
    ['a break in inline elements', '<p><b>a<br></b>b', 'a\nb'],
    ['blocks in inline elements', '<span>a<div>b</div>c</span>', 'a\nb\nc'],
    ['empty blocks', '<p></p><p>a</p><p> </p><div>&nbsp;</div><p>b', 'a\n\nb'],
    ['options', '<select><option>a<option>b</select>c', 'a\nb\nc'],
    ['white space of all kinds', '<p> a\t\n b\f c\r\nd </p>', 'a b c d'],
    ['white space around elements', '<p>a <b> b </b> c</p>', 'a b c'],
    ['no-break spaces', '<p>&nbsp;a&nbsp;&nbsp;b&nbsp;</p>', 'a\u00a0\u00a0b'],
    ['a comment in a word', '<p>a<!-- x -->b', 'ab'],
    ['preformatted lines', '<pre>\na\n b\n\nc</pre>d', 'a\nb\nc\n\nd'],
    ['elements in preformatted lines', '<pre>a\n<b>b\nc</b></pre>', 'a\nb\nc'],
    ['a text area', '<textarea>\na\nb</textarea>', 'a\nb'],
    ['a caption and cells', '<table><caption>c</caption><tr><td>a<td>b<tr><td>d<td>e</table>', 'c\na\tb\nd\te'],
    ['a fragment', 'a <i>b</i>', 'a b'],
    ['a row without its table', '<tr><td>a</td></tr>', 'a'],
    ['text behind the end', '<body><p>a</p></body></html>\n b', 'a\n\nb'],
    ['words that stray in a table', '<table>a<tr><td>b</table>', 'a\n\nb'],
    ['elements of foreign names', '<x-y>a</x-y><o:p>b</o:p>', 'ab'],
  ])('%s', (_, html, reads) => expect(readingOf(html)).toBe(reads))

  test('a short row of a table is one block, a long one is a block for each cell, and so is one with lists', () => {
    const row = (cell: string): string => `<table><tr><td>${cell}</td><td><p>b</p></td></tr></table>`
    expect(texts(row('<div>a</div>'))).toEqual(['a\tb'])
    expect(texts(row('long '.repeat(60)))).toEqual(['long '.repeat(60).trim(), 'b'])
    expect(texts(row('<ul><li>a<li>c</ul>'))).toEqual(['a', 'c', 'b'])
    expect(texts(row('a<br>c'))).toEqual(['a', 'c', 'b'])
  })

  test('links with nothing between them are blocks of their own, on one line', () => {
    const blocks = blocksOf('<p><a href="#">a</a><a href="#">b</a> <a href="#">c</a>d</p>')
    expect(blocks.map(({text, joint}) => [text, joint])).toEqual([
      ['a', 'gap'],
      ['b cd', 'joined'],
    ])
  })

  test('a link inside a word parts nothing', () => expect(texts('<p>a<a href="#">b</a>c</p>')).toEqual(['abc']))

  test('a marker that is glued to a sentence is a block of its own', () => {
    const html = '<p>عاد الوفد <b>مساء</b>.اقرأ أيضا: <a href="#">خبر &amp; آخر</a></p><p>a</p>'
    expect(texts(html)).toEqual(['عاد الوفد مساء.', 'اقرأ أيضا: خبر & آخر', 'a'])
    expect(sources(html)[1]).toBe('اقرأ أيضا: <a href="#">خبر &amp; آخر')
    expect(cutOf(html)[1]).toEqual(['اقرأ أيضا: ', 'خبر &amp; آخر'])
  })

  test('marks that show nothing stay in words, and are no words by themselves', () => {
    expect(texts('<p dir=auto>\u200f\u202bمي\u200cخواهم so\u00adft&shy;ly\u200e</p><p>\u200f</p>')).toEqual([
      'مي\u200cخواهم so\u00adft\u00adly',
    ])
  })
})

describe('where a block stands', () => {
  test.each<[what: string, html: string, cuts: string[][]]>([
    ['a line of several elements', '<p> a <b>b</b> c </p>', [['a ', 'b', ' c']]],
    [
      'references',
      '<p>&lt;a&gt; &amp; b&nbsp;&copy</p><p>&#65;&#x42;c</p>',
      [['&lt;a&gt; &amp; b&nbsp;&copy'], ['&#65;&#x42;c']],
    ],
    ['broken references', '<p>a & b &x; &#; &ampx</p>', [['a & b &x; &#; &ampx']]],
    ['references to two characters', '<p>a&NotEqualTilde;b</p><p>&#x1F600;', [['a&NotEqualTilde;b'], ['&#x1F600;']]],
    ['surrogate pairs and signs of several', '😀<br>👨‍👩‍👧 é', [['😀'], ['👨‍👩‍👧 é']]],
    ['carriage returns', '<p>a\r\nb\rc</p>\r\n<p>d</p>', [['a\r\nb\rc'], ['d']]],
    ['zero bytes', '<p>a\0b</p><p>c</p>', [['a\0b'], ['c']]],
    ['a byte order mark', '\ufeff<p>a</p>', [['a']]],
    ['the line feed that opens a <pre>', '<pre>\n\na</pre><pre>\r\nb</pre>', [['a'], ['b']]],
    ['a comment in a line', '<p>a<!-- x -->b</p>', [['a', 'b']]],
    ['tags that mean nothing', '<p>a</x>b</body>c</p>', [['a</x>b</body>c']]],
    ['a mark outside of ASCII before', '<p title="😀&amp;">a</p>', [['a']]],
  ])('%s', (_, html, cuts) => {
    expect(cutOf(html)).toEqual(cuts)
    for (const [index, source] of sources(html).entries()) {
      expect(source.startsWith(cuts[index]![0]!)).toBe(true)
      expect(source.endsWith(cuts[index]!.at(-1)!)).toBe(true)
    }
  })

  test('words that a table throws out from several places stand nowhere, and all else stands where it is', () => {
    const blocks = blocksOf('<table>a<tr><td>c</td>b</table>d')
    expect(blocks.map(({text, start, end}) => [text, start === end])).toEqual([
      ['ab', true],
      ['c', false],
      ['d', false],
    ])
  })
})

describe('what is not read', () => {
  test.each([
    '<title>x</title>',
    '<script>x</script>',
    '<style>x</style>',
    '<noscript>x</noscript>',
    '<template><p>x</p></template>',
    '<svg><text>x</text><foreignObject><p>x</p></foreignObject></svg>',
    '<iframe>x</iframe>',
    '<object>x</object>',
    '<video>x</video>',
    '<audio>x</audio>',
    '<canvas>x</canvas>',
    '<datalist><option>x</datalist>',
    '<dialog>x</dialog>',
    '<p hidden>x</p>',
    '<div HIDDEN=until-found>x</div>',
    '<!-- x -->',
    '<!x>',
    '<?x?>',
    '<input value="x">',
    '<img alt="x">',
    '<p title="x"></p>',
  ])('%s', (html) => expect(texts(`<p>a</p>${html}<p>b</p>`)).toEqual(['a', 'b']))

  test('an open dialog is read, and so are details that are closed', () => {
    expect(texts('<dialog open>a</dialog><details><summary>b</summary>c</details>')).toEqual(['a', 'b', 'c'])
  })

  test.each([
    '<p style="display:none">x',
    '<p style="color:red;DISPLAY : none !important">x',
    '<div style="visibility: hidden"><p>x</div>',
    '<div aria-hidden="true"><b>x</b></div>',
  ])('%s is read, and known to be hidden', (html) => {
    expect(blocksOf(`<p>a</p>${html}`).map(({text, markup}) => [text, markup?.hidden])).toEqual([
      ['a', false],
      ['x', true],
    ])
  })

  test('a line is not hidden when some of it is seen', () => {
    expect(blocksOf('<p>a<i aria-hidden="true">x</i>')[0]?.markup?.hidden).toBe(false)
    expect(blocksOf('<p style="display:block" aria-hidden="false">a')[0]?.markup?.hidden).toBe(false)
  })
})

describe('the elements around a block', () => {
  const wordsOf = (html: string): string[] => [...blocksOf(html)[0]!.markup!.frame.words].toSorted()

  test('name it by class, id, role and the like, in every manner of writing', () => {
    expect(wordsOf('<p class="relatedPosts c-teaser__title post-2041 is_x">a')).toEqual(
      ['is', 'posts', 'related', 'teaser', 'title', 'post'].toSorted(),
    )
    expect(
      wordsOf('<div id="Comments" role=complementary><p itemprop="articleBody" data-testid="share-bar">a'),
    ).toEqual(['article', 'bar', 'body', 'comments', 'complementary', 'share'].toSorted())
  })

  test('but not those around the whole page, and no attribute of another name', () => {
    expect(wordsOf('<html class=js><body class="single-post" id=top><p title=x data-x=y href=z>a')).toEqual([])
  })

  test('are the innermost that holds the whole line', () => {
    const frames = (html: string): string[] => blocksOf(html).map(({markup}) => markup!.frame.tag)
    expect(frames('<article><p><b>a</b> b</p><p><b>c</b></p></article>')).toEqual(['p', 'b'])
    expect(frames('<table><tr><td>a<td>b</table>')).toEqual(['tr'])
    expect([...blocksOf('<article><p><b>c')[0]!.markup!.frame.tags]).toEqual(['article', 'p', 'b'])
  })

  test('tell how much of it is links', () => {
    expect(blocksOf('<p>ab<a href="#">cd</a></p><a href="#"><p>e</p></a>').map(({markup}) => markup!.linked)).toEqual([
      0.5, 1,
    ])
  })
})

describe('what a page says of itself', () => {
  const ld = (json: string): string => `<script type="application/ld+json">${json}</script>`

  test.each<[what: string, html: string, title: string | undefined]>([
    ['nothing', '<p>a', undefined],
    ['its title', '<title> a &amp; b\n</title>', 'a & b'],
    ['an empty title', '<title> </title>', undefined],
    ['the title for social networks first', '<title>a</title><meta property="og:title" content=" b ">', 'b'],
    ['an empty one does not count', '<title>a</title><meta property="og:title" content="">', 'a'],
    ['one without content neither', '<meta property="og:title"><title>a</title>', 'a'],
    ['the first of several', '<title>a</title><title>b</title>', 'a'],
    ['one of a picture is none', '<svg><title>a</title></svg><title>b</title>', 'b'],
  ])('%s', (_, html, title) => expect(factsOf(html).title).toBe(title))

  test.each<[what: string, json: string, body: string | undefined]>([
    ['an article', '{"@type": "NewsArticle", "articleBody": "a b"}', 'a b'],
    ['in an array', '[{"@type": "x"}, {"articleBody": "a"}]', 'a'],
    ['in a graph', '{"@graph": [{"mainEntity": {"articleBody": "a"}}]}', 'a'],
    ['the longest of several', '[{"articleBody": "a"}, {"articleBody": "abc"}, {"articleBody": "ab"}]', 'abc'],
    ['one that is no text', '{"articleBody": ["a"]}', undefined],
    ['broken', '{"articleBody": "a"', undefined],
    ['too deep to be read', '['.repeat(200_000), undefined],
    ['empty', '', undefined],
    ['null', 'null', undefined],
  ])('the article in its data: %s', (_, json, body) => expect(factsOf(ld(json)).articleBody).toBe(body))

  test('broken data do not hide what stands behind', () => {
    expect(factsOf(`${ld('{')}${ld('{"articleBody": "a"}')}`).articleBody).toBe('a')
    expect(factsOf(`${ld('{"@type": "WebSite"}')}${ld('{"articleBody": "a"}')}`).articleBody).toBe('a')
  })
})

describe('pages that are none', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \r\n\t\u00a0'],
    ['a byte order mark', '\ufeff'],
    ['an empty body', '<html><head></head><body></body></html>'],
    ['frames', '<html><frameset><frame src="a"><noframes>x</noframes></frameset></html>'],
    ['a comment that is never closed', '<!-- <p>x</p>'],
    ['a script that is never closed', '<script>"<p>x</p>"'],
    ['a tag that is never closed', '<p class="x'],
  ])('%s: no blocks', (_, html) => expect(texts(html)).toEqual([]))

  test('XML is no page, unless it is XHTML', () => {
    const xml = '<?xml version="1.0" encoding="utf-8"?>\n'
    expect(() => blocksOf(`${xml}<!-- x --><rss version="2.0"><title>x</title></rss>`)).toThrow(
      new PageError('Unexpected XML with the root <rss>, expected HTML'),
    )
    expect(() => blocksOf(`\ufeff${xml}<feed>`)).toThrow(PageError)
    expect(
      texts(`${xml}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>a<br/>b</p></body></html>`),
    ).toEqual(['a', 'b'])
    expect(texts(`${xml}<HTML><p>a`)).toEqual(['a'])
  })

  test('what is no HTML at all is read as text', () => {
    expect(texts('%PDF-1.7\n%âãÏÓ\n1 0 obj << /Type /Catalog >> endobj')).toHaveLength(1)
    expect(texts('\0\u0001\u0002\ufffd')).toHaveLength(1)
  })

  test.each(['div', 'b', 'span', 'x-y'])('%s in each other: 512 elements are read, more are not', (tag) => {
    // <html> and <body> are around them.
    expect(texts(`<${tag}>`.repeat(510) + 'a')).toEqual(['a'])
    expect(() => blocksOf(`<${tag}>`.repeat(511) + 'a')).toThrow(
      new PageError('Unexpected nesting of more than 512 elements, expected less'),
    )
    expect(texts(`${`<${tag}>`.repeat(510)}a${`</${tag}>`.repeat(510)}`.repeat(3)).join(' ')).toMatch(/a.?a.?a/u)
  })
})
