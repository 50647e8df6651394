/** What has to stay reads as before: the same words, in the same elements, and all words that are read have a place. */
import {describe, expect, test} from 'vitest'
import {cut} from '../src/cut.ts'
import {read} from '../src/layout/read.ts'
import {readsAsBefore} from '../src/layout/same.ts'
import {loadRules} from '../src/rules.ts'

const {phrases} = loadRules()
const blocksOf = (html: string) => read(html, 'html', phrases).blocks

/** Whether a page reads as before when some source goes for the blocks that have these texts. */
function without(html: string, gone: string, ...texts: readonly string[]): boolean {
  const start = html.indexOf(gone)
  const before = blocksOf(html)
  const going = new Set(before.flatMap(({text}, index) => (texts.includes(text) ? [index] : [])))
  expect(going.size).toBe(texts.length)
  return readsAsBefore(before, going, blocksOf(cut(html, [{start, end: start + gone.length, text: gone}])))
}

describe('a page reads as before', () => {
  test('when what went is all that went', () => {
    expect(without('<p>a</p><p>b</p><p>c</p>', '<p>b</p>', 'b')).toBe(true)
    expect(without('<p>a</p> <p>b</p>', '<p>b</p>', 'b')).toBe(true)
    expect(without('<p>a<a href=1>b</a><a href=2>c</a></p>', '<a href=2>c</a>', 'c')).toBe(true)
  })

  test('and not when words went with it, or came', () => {
    expect(without('<p>a</p><p>b</p>c', '<p>b</p>c', 'b')).toBe(false)
    expect(without('<p>a</p><p>b</p><p hidden>c</p>', '<p>b</p><p hidden>', 'b')).toBe(false)
  })

  test('nor when lines run together', () => {
    expect(without('a<p>b</p>c', '<p>b</p>', 'b')).toBe(false)
  })

  test('nor when what stays came into another element: a link that only the next one ended', () => {
    expect(without('<p><a href=1>a<br><a href=2>b</a></p><p>c</p>', '<a href=2>b</a>', 'b')).toBe(false)
    expect(without('<b style="display:none">a</b><p>b</p>c', '</b><p>b</p>', 'b')).toBe(false)
  })
})

describe('all words have a place', () => {
  test.each([
    ['before the end of the page', '<p>a &copy b\n</body>\n</html>\n', 'a &copy b'],
    ['around an end tag that ends nothing', '<p>a</span> b</p>', 'a</span> b'],
    ['with line breaks of two characters', '<p>a\r\nb</p>', 'a\r\nb'],
    ['behind the line break that opens a <pre>', '<pre>\r\na</pre>', 'a'],
    ['around a zero byte', '<p>a\0b</p>', 'a\0b'],
  ])('%s', (_, html, words) => {
    expect(blocksOf(html).map(({start, end}) => html.slice(start, end))).toEqual([words])
  })

  test('but those that were put together in front of a table', () => {
    expect(blocksOf('<table>a<tr>b</tr>c</table>').map(({start, end, text}) => [start, end, text])).toEqual([
      [0, 0, 'abc'],
    ])
  })
})
