/** Pages that nobody would write: real lines, tags that are opened and not closed, closed and not opened. */
import fc from 'fast-check'
import {readFixtures, readHtmlFixtures} from '../training/fixtures.ts'

const pages = readHtmlFixtures().map(({text}) => text)
const htmlLine = fc.constantFrom(...new Set(pages.flatMap((html) => html.split('\n'))))
const textLine = fc.constantFrom(...new Set(readFixtures().flatMap(({text}) => text.split('\n'))))
const names = `p div b i a ul li table tr td h2 span section aside nav blockquote pre figure form select option`.split(
  ' ',
)
const attributes = fc.constantFrom('', '', ' class="related"', ' hidden', ' style="display:none"')
const tag = fc
  .tuple(fc.constantFrom(...names), attributes)
  .chain(([name, more]) => fc.constantFrom(`<${name}${more}>`, `<${name}${more}>`, `</${name}>`))
const oddities = `<br>|<br><br>|</br>|<hr>|<img src=a.jpg alt=b>|<!-- c -->|<!|<|&amp;|&nbsp;|&#x627;|&copy|\r\n|\t|\u200f|\u00a0
<script>var a = "<p>b"</script>|<svg><text>c</text></svg>|<textarea>d</textarea>|<template><p>e</template>|<title>f</title>
<head>|<body>|</body>|</html>|<td>`
const oddity = fc.constantFrom(...oddities.split(/\||(?<!\r)\n/u))

const junk = fc.oneof(tag, oddity, textLine)

/** Lines of all fixtures and junk. */
const stew = fc
  .array(fc.oneof({weight: 4, arbitrary: htmlLine}, {weight: 2, arbitrary: textLine}, {weight: 4, arbitrary: junk}), {
    maxLength: 60,
  })
  .map((parts) => parts.join('\n'))

/** A fixture with junk strewn over it. */
const strewn = fc
  .tuple(fc.constantFrom(...pages), fc.array(fc.tuple(fc.nat({max: 9999}), junk), {maxLength: 12}))
  .map(([html, all]) =>
    all.reduce((page, [at, piece]) => {
      const near = Math.floor((at / 10_000) * page.length)
      // Never in a tag: parsers differ in names such as `<di<b>`.
      const place = near + (/^[^<>]*>/u.exec(page.slice(near))?.[0].length ?? 0)
      return page.slice(0, place) + piece + page.slice(place)
    }, html),
  )

/** The source of a page. */
export const pageSoup: fc.Arbitrary<string> = fc.oneof(stew, strewn)
