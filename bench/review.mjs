// `npm run bench:review`: how long a review page of 10,000 articles takes until its list and its first article can be used, and how it
// scrolls. Needs `npm run build` and a Chromium (`npm run browser`). Its files are in a temporary folder, and are removed.
import {createWriteStream, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pathToFileURL} from 'node:url'
import {chromium} from 'playwright-core'
import {chunkOf, pageOf} from '../dist/review/page.js'
import {browserArguments, findBrowser} from '../scripts/browser.mjs'
import {median} from './timed.mjs'

const count = Number(process.env.BENCH_ARTICLES ?? 10_000)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const chunk = 50
/** About 4 kB of UTF-8. */
const PARAGRAPHS = 17

const executablePath = findBrowser()
if (!executablePath) throw new Error('Unexpected machine without Chromium, expected one (npm run browser)')
const template = readFileSync(new URL('../dist/review/page.html', import.meta.url), 'utf8')
const place = mkdtempSync(join(tmpdir(), 'untail-bench-'))
process.on('exit', () => rmSync(place, {recursive: true, force: true}))

let state = 1
/** Numbers that are the same in every run. */
const random = (below) => (state = (state * 48_271) % 2_147_483_647) % below
const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'.split('')
/** So many that the text packs about as well as real text does. */
const words = Array.from({length: 6000}, () =>
  Array.from({length: 2 + random(6)}, () => letters[random(letters.length)]).join(''),
)
const paragraph = () => `${Array.from({length: 22}, () => words[random(words.length)]).join(' ')} ${random(1e6)}.`

function makeArticle(number) {
  const lines = Array.from({length: PARAGRAPHS}, paragraph)
  const noise = `اقرأ أيضا: ${words[random(words.length)]} ${number}`
  const body = [...lines, noise].join('\n')
  const start = body.length - noise.length
  const evidence = [{signal: 'opens-related', weight: 4.2, detail: 'اقرأ أيضا'}]
  return {
    entry: {
      id: `news/${number}`,
      site: `site-${number % 300}.example`,
      title: lines[0].slice(0, 70),
      form: 'text',
      status: 'cleaned',
      characters: body.length,
      removed: {related: noise.length},
      least: 0.9,
      suspects: [],
    },
    data: {body, marks: [{kind: 'removal', start, end: body.length, category: 'related', confidence: 0.9, evidence}]},
  }
}

const articles = Array.from({length: count}, (_, number) => makeArticle(number))
const entries = articles.map(({entry}) => entry)
const index = {
  name: 'bench',
  digest: 'bench',
  totals: {
    articles: count,
    statuses: {clean: 0, cleaned: count, refused: 0, failed: 0},
    characters: entries.reduce((sum, {characters}) => sum + characters, 0),
    removed: {related: entries.reduce((sum, {removed}) => sum + removed.related, 0)},
    suspects: 0,
    confidence: Array.from({length: 20}, (_, bin) => bin),
    sites: [],
  },
  says: {},
  shown: count,
  articles: entries,
  chunk,
}
const chunks = Array.from({length: Math.ceil(count / chunk)}, (_, at) =>
  chunkOf(articles.slice(at * chunk, (at + 1) * chunk).map(({data}) => data)),
)
const file = join(place, 'review.html')
await pipeline(Readable.from(pageOf(template, index, chunks)), createWriteStream(file))
const text = articles.reduce((sum, {data}) => sum + Buffer.byteLength(data.body), 0)
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
console.log(`${count} articles, ${megabytes(text)} of text: a page of ${megabytes(statSync(file).size)}`)

const browser = await chromium.launch({executablePath, args: browserArguments})
const figures = []
for (let round = 0; round < rounds; round++) {
  const page = await browser.newPage({viewport: {width: 1280, height: 800}})
  const start = performance.now()
  await page.goto(pathToFileURL(file).href, {waitUntil: 'commit'})
  await page.locator('.row').first().waitFor()
  await page.locator('#text .line').first().waitFor()
  const usable = performance.now() - start
  const frames = await page.evaluate(scroll)
  const before = performance.now()
  await page.locator('#words').fill(articles[count - 1].data.body.slice(-300, -200))
  await page.waitForFunction(() => /^\d+ of [\d,]+ articles?$/.test(document.getElementById('found').textContent))
  figures.push({usable, frame: median(frames), worst: Math.max(...frames), search: performance.now() - before})
  await page.close()
}
await browser.close()
const of = (figure) => median(figures.map((one) => one[figure])).toFixed(0)
console.log(
  `usable after ${of('usable')} ms; scrolling: a frame takes ${of('frame')} ms, the longest ${of('worst')} ms`,
)
console.log(`a search through all texts: ${of('search')} ms; medians of ${rounds} rounds`)

/** Scrolls through the list as a wheel does: how many ms each frame took. */
async function scroll() {
  const list = document.getElementById('list')
  const frames = []
  let last = await new Promise(requestAnimationFrame)
  for (let step = 0; step < 120; step++) {
    list.scrollTop += 400
    const now = await new Promise(requestAnimationFrame)
    frames.push(now - last)
    last = now
  }
  return frames
}
