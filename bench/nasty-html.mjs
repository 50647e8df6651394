// Nasty pages: seconds of CPU and peak memory at a size and at twice that size, each page in a process of its own, since
// one that runs out of memory must not end the others. What a page comes to is printed too: cleaned, clean or failed.
// `npm run bench` runs it behind the rest; alone: `npm run build && node bench/nasty-html.mjs [part of a name]`.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const LINE = 'وعاد الوفد إلى العاصمة مساء أمس بعد جولة شملت ثلاث دول، وقال الوزير إن النتائج جيدة. '
const P = `<p>${LINE}</p>\n`
const NOISE = '<p><a href="#">اقرأ أيضا: الرئيس يغادر العاصمة</a></p>'
const each = (n, make) => Array.from({length: n}, (_, i) => make(i)).join('')
const ld = (json) => `<script type="application/ld+json">${json}</script>${P}`

/** Each grows with `n`; at 1 it is what takes about a second, or the most that is allowed. */
const pages = {
  // Elements in each other: refused at 512.
  'nested <div>': (n) => '<div>'.repeat(n * 100_000),
  'nested <div><p>': (n) => '<div><p>x'.repeat(n * 100_000),
  'nested <b>': (n) => '<b>x'.repeat(n * 100_000),
  'nested <font>, each another': (n) => each(n * 100_000, (i) => `<font size=${i}>x`),
  'nested tables': (n) => '<table><tr><td>x'.repeat(n * 100_000),
  'nested lists': (n) => '<ul><li>x'.repeat(n * 100_000),
  'nested <svg> and <template>': (n) => '<svg><foreignObject><template>'.repeat(n * 100_000),
  'cells that a stray end tag leaves open': (n) => '<div><table><tr><td></div>x'.repeat(n * 100_000),
  'paragraphs at a depth of 400': (n) => '<div>'.repeat(400) + P.repeat(n * 5000),
  'noise at a depth of 400': (n) => '<div>'.repeat(400) + (P + NOISE).repeat(n * 3000),
  'up to a depth of 500 and down': (n) => `${'<div>'.repeat(500)}x${'</div>'.repeat(500)}`.repeat(n * 100),
  // Unclosed.
  'unclosed <p>': (n) => '<p>سطر '.repeat(n * 20_000),
  'unclosed <li>': (n) => '<li>سطر '.repeat(n * 20_000),
  'unclosed <td>': (n) => `<table><tr>${'<td>سطر '.repeat(n * 20_000)}`,
  'unclosed <a>': (n) => '<a href=x>سطر '.repeat(n * 20_000),
  'unclosed <option>': (n) => `<select>${'<option>سطر '.repeat(n * 20_000)}`,
  'fonts that every paragraph opens again': (n) =>
    `<p>${each(400, (i) => `<font size=${i}>`)}</p>${'<p>x'.repeat(n * 20_000)}`,
  'fonts, then paragraphs': (n) => each(400, (i) => `<font size=${i}>`) + '<p>xx'.repeat(n * 20_000),
  'end tags in the wrong order': (n) => '<b><i>x</b>y</i><p><a>z<div></a>x</div>'.repeat(n * 4000),
  'words that stray in a table': (n) => `<table>${'x<tr>'.repeat(n * 100_000)}`,
  'elements that stray in a table': (n) => `<table>${'<p>x'.repeat(n * 20_000)}`,
  'tables with words that stray': (n) => '<table>x<tr><td>y</table>'.repeat(n * 10_000),
  'stray end tags': (n) => '</div></p></b></table>x'.repeat(n * 20_000),
  // Long.
  'paragraphs, 10 MB': (n) => P.repeat(n * 60_000),
  'one text, 10 MB': (n) => LINE.repeat(n * 60_000),
  'one text without a stop': (n) => 'كلمة '.repeat(n * 2_000_000),
  'white space': (n) => `<p>a${' '.repeat(n * 20_000_000)}b`,
  '<br>': (n) => 'x<br>'.repeat(n * 20_000),
  'inline tags in one line': (n) => `<p>${'<b>كلمة</b> '.repeat(n * 100_000)}`,
  'adjacent links': (n) => '<a href="#">خبر</a>'.repeat(n * 20_000),
  'rows of a table': (n) => `<table>${'<tr><td>سطر</td><td>2</td></tr>'.repeat(n * 20_000)}`,
  'lines of a <pre>': (n) => `<pre>${'سطر من النص\n'.repeat(n * 20_000)}`,
  'more lines than are allowed': (n) => '<p>x'.repeat(n * 200_001),
  // Attributes.
  'an image of 30 MB in src': (n) => `${P}<img src="data:image/png;base64,${'iVBORw0K'.repeat(n * 4_000_000)}">`,
  'an image of 30 MB in style': (n) => `<p style="background:url(data:${'iVBORw0K'.repeat(n * 4_000_000)})">${LINE}`,
  'attributes of 10 MB': (n) => `<p ${each(n * 500_000, (i) => `a${i}="${i}" `)}>${LINE}`,
  'a million class names': (n) => `<p class="${each(n * 1_000_000, (i) => `c${i} `)}">${LINE}`,
  'other class names on each element': (n) => each(n * 5000, (i) => `<div class="a${i}x foo-${i}">${P}</div>`),
  // What a page says of itself.
  'JSON-LD, broken': (n) => ld('{"articleBody":"x '.repeat(n * 300_000)),
  'JSON-LD, deep': (n) => ld('['.repeat(n * 2_500_000) + ']'.repeat(n * 2_500_000)),
  'JSON-LD of a long article': (n) =>
    ld(`{"articleBody":"${'كلمة '.repeat(n * 300_000)}"}`) + each(n * 3000, (i) => `<p>كلمة كلمة كلمة كلمة ${i}</p>`),
  'JSON-LD, often': (n) => ld('{"articleBody":"x"').repeat(n * 5000),
  'a long title': (n) =>
    `<title>${'كلمة أخرى '.repeat(n * 50_000)}</title>${each(n * 5000, (i) => `<h1>كلمة ${i}</h1>`)}`,
  // Storms.
  comments: (n) => 'كلمة <!-- x -->'.repeat(n * 200_000),
  CDATA: (n) => `<svg>${'<![CDATA[x]]>'.repeat(n * 200_000)}</svg>${'<![CDATA[x]]>'.repeat(n * 200_000)}`,
  '&amp;': (n) => `<p>${'&amp;'.repeat(n * 1_000_000)}`,
  '&': (n) => `<p>${'&'.repeat(n * 1_000_000)}`,
  '&#x': (n) => `<p>${'&#x'.repeat(n * 1_000_000)}`,
  'carriage returns': (n) => `<p>${'x\r\n'.repeat(n * 1_000_000)}`,
  templates: (n) => '<template><p>x</p></template>'.repeat(n * 50_000) + P,
  // Noise.
  'noise between paragraphs': (n) => (P + NOISE).repeat(n * 5000),
  'noise in one line': (n) => `<p>${`${LINE}اقرأ أيضا: الرئيس يغادر. `.repeat(n * 5000)}`,
  'noise between <br>': (n) => `<p>${`${LINE}<br>اقرأ أيضا: الرئيس يغادر<br>`.repeat(n * 5000)}`,
  'noise that strays in a table': (n) =>
    `<table>${`اقرأ أيضا: الرئيس يغادر<tr><td>${LINE}</td></tr>`.repeat(n * 3000)}`,
  'tags behind an article': (n) => P.repeat(n * 1000) + '<a href=x>وسم</a>'.repeat(n * 10_000),
}

const [, , name, size] = process.argv
if (size === undefined) {
  console.log('\nnasty pages: seconds of CPU and peak memory at a size and at twice that size')
  for (const page of Object.keys(pages)) {
    if (name !== undefined && !page.includes(name)) continue
    const [once, twice] = [1, 2].map((n) => {
      const {stdout, stderr} = spawnSync(process.execPath, [fileURLToPath(import.meta.url), page, String(n)], {
        encoding: 'utf8',
      })
      return stdout === '' ? {failed: stderr.trim().split('\n').at(-1)} : JSON.parse(stdout)
    })
    const figures = ({megabytes, cpu, memory, failed}) =>
      failed ??
      `${megabytes.toFixed(1).padStart(5)} MB ${cpu.toFixed(2).padStart(6)} s ${memory.toFixed(0).padStart(5)} MB`
    const growth = `× ${(twice.cpu / once.cpu).toFixed(2)}`
    console.log(`  ${page.padEnd(40)} ${figures(once)}   ${figures(twice)}   ${growth.padEnd(7)} ${twice.outcome}`)
  }
} else {
  const {createClean, loadRules} = await import('../dist/index.js')
  const clean = createClean(loadRules())
  const articleOf = (body) => ({id: '1', form: 'html', body})
  const body = pages[name](Number(size))
  // Warm, so that what is compiled for the first page does not hide how time grows.
  clean(articleOf(pages[name](0.01).slice(0, 100_000)))
  const before = process.cpuUsage()
  const {status, removals, reason = ''} = clean(articleOf(body))
  const {user, system} = process.cpuUsage(before)
  const outcome = `${status}${removals.length > 0 ? `, ${removals.length} removals` : ''} ${reason}`.trim()
  console.log(
    JSON.stringify({
      megabytes: Buffer.byteLength(body) / 1e6,
      cpu: (user + system) / 1e6,
      memory: process.resourceUsage().maxRSS / 1024,
      outcome,
    }),
  )
}
