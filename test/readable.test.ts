/** A page as it reads, with places in its source. */
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {readable} from '../src/readable.ts'
import {pageSoup} from './page-soup.ts'

const linesOf = (source: string): string[] =>
  readable(source).reduce<string[]>((lines, {opens, text}) => {
    if (opens) lines.push(text)
    else lines[lines.length - 1] += text
    return lines
  }, [])

test('reads lines as a browser shows them', () => {
  const page =
    '<!doctype html><title>T</title><style>p{}</style><body><h1>He<b>ll</b>o &amp;\n  w&eacute;lt</h1>\n<p>one<br>two <!-- no --> <script>if (a<b) "</p>"</script> \n<ul><li> a<li>b &lt;i&gt;</ul>\n</body>'
  expect(linesOf(page)).toEqual(['Hello & wélt', 'one', 'two', 'a', 'b <i>'])
})

test('passages stand where their text stands, in order, on one side of every cut', () => {
  const cut = fc.integer({min: 0, max: 3000})
  fc.assert(
    fc.property(pageSoup, fc.uniqueArray(cut, {maxLength: 12}), (source, places) => {
      const cuts = places.toSorted((a, b) => a - b)
      let before = 0
      for (const {start, end, text} of readable(source, cuts)) {
        expect(start).toBeGreaterThanOrEqual(before)
        expect(end).toBeGreaterThan(start)
        const isAsItStands = text.length === end - start
        if (isAsItStands) expect(source.slice(start, end).replace(/\s/gu, ' ')).toBe(text.replace(/\s/gu, ' '))
        if (isAsItStands) expect(cuts.filter((at) => start < at && at < end)).toEqual([])
        else expect(source.slice(start, end)).toMatch(/^(?:\s+|&[^\s&]+)$/u)
        before = end
      }
    }),
    {numRuns: 300},
  )
})
