/** Pages as Markdown: nothing that is read is lost, and it reads well. */
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {read} from '../src/layout/read.ts'
import {toMarkdown} from '../src/markdown.ts'
import {loadRules} from '../src/rules.ts'
import {readHtmlFixtures} from '../training/fixtures.ts'
import {pageSoup} from './page-soup.ts'

const {phrases} = loadRules()

describe('a page as Markdown', () => {
  test.each<[string, string, string]>([
    ['headings and paragraphs', '<h1>A</h1><p>B</p><h3>C</h3>D', '# A\n\nB\n\n### C\n\nD\n'],
    ['Arabic', '<h2>عنوان</h2><p dir=rtl>كل<b>مة</b>كلمة، و<i>أخرى</i>.</p>', '## عنوان\n\nكل**مة**كلمة، و*أخرى*.\n'],
    ['lists', '<ul><li>a<li>b<ul><li>c</ul></ul><ol><li>d<li>e</ol>', '- a\n- b\n  - c\n\n1. d\n2. e\n'],
    ['menus', '<menu><li>a</menu>', '- a\n'],
    ['quotes and rules', '<blockquote><p>a<p>b</blockquote><hr>', '> a\n>\n> b\n\n---\n'],
    ['line breaks', '<p>a<br>b<br><br>c<br></p>', 'a\\\nb\n\nc\n'],
    [
      'links and pictures',
      '<p><a href="/a?b=1&amp;c">d</a> <img src=e.jpg alt=f></p>',
      '[d](/a?b=1\\&c) ![f](e.jpg)\n',
    ],
    ['links with nothing between them', '<a href=1>a</a><a href=2>b</a>', '[a](1) [b](2)\n'],
    ['links to nowhere and of nothing', '<p><a name=x></a><a name=y>a</a></p>', 'a\n'],
    ['pictures that are loaded late', '<img src="data:image/gif;base64,R0" data-src=b.jpg alt=a>', '![a](b.jpg)\n'],
    ['pictures without a source', '<p>a<img alt=b></p>', 'a\n'],
    [
      'tables',
      '<table><caption>t</caption><tr><th>a<th>b<tr><td>1|2<td>خيار</table>',
      't\n\n| a | b |\n| - | - |\n| 1\\|2 | خيار |\n',
    ],
    [
      'tables that are there for the look',
      '<table><tr><td><h2>a</h2><p>b<p>c<td><table><tr><td>d<td>e</table></table>',
      '## a\n\nb\n\nc\n\n| | |\n| - | - |\n| d | e |\n',
    ],
    ['code', '<pre><code>a\n  b</code></pre><p><code>c</code>', '```\na\n  b\n```\n\n`c`\n'],
    ['struck words', '<p><del>a</del></p>', '~~a~~\n'],
    ['signs that would be Markdown', '<p># a</p><p>1. *b* [c]</p>', '\\# a\n\n1\\. \\*b\\* \\[c]\n'],
    [
      'what is not read',
      '<title>a</title><style>b{}</style><p>c<script>d()</script><noscript>e</noscript><template>f</template><span hidden>g</span>',
      'c\n',
    ],
    ['nothing', '', ''],
  ])('%s', (_, html, markdown) => expect(toMarkdown(html)).toBe(markdown))

  test('has the words that are read, in order', () => {
    // Pictures, films and numbered lists have letters of their own, forms have words that Markdown has no place for.
    const others = /<\/?(?:img|iframe|video|audio|ol|form|input|button|select|option|textarea)\b[^<>]*>/giu
    const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')
    const check = (page: string): void => {
      const html = page.replace(others, '')
      const markdown = toMarkdown(html)
        .replace(/&#x([0-9A-F]+);/gu, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
        .replace(/\]\((?:[^()\\]|\\.|\([^()]*\))*\)/gu, '')
      const {blocks} = read(html, 'html', phrases)
      expect(letters(markdown)).toBe(letters(blocks.map(({text}) => text).join('')))
    }
    for (const {text} of readHtmlFixtures()) check(text)
    fc.assert(fc.property(pageSoup, check), {numRuns: 60, seed: 1})
  })

  test('that can be laid out by none is refused', () => {
    expect(toMarkdown(`${'<div>'.repeat(500)}a`)).toBe('a\n')
    expect(() => toMarkdown(`${'<div>'.repeat(5000)}a`)).toThrow('Unexpected nesting of more than 512 elements')
  })
})
