/**
 * `npm run screenshots`: the pictures of the README, in `docs/`, of our own fixtures. Needs the build and a Chromium
 * (`npm run browser`) and `script` of util-linux; the same fixtures, fonts and browser give the same pictures.
 */
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {chromium, type Browser, type BrowserContextOptions, type Page} from 'playwright-core'
import {readFixtures} from '../training/fixtures.ts'
import {browserArguments, findBrowser} from './browser.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const docs = join(root, 'docs')
const main = join(root, 'dist/cli/main.js')
const untail = (...args: string[]): Buffer => execFileSync(process.execPath, [main, ...args])
/** What a command writes to a terminal of 92 columns. */
const onTerminal = (...args: string[]): string =>
  execFileSync('script', ['-qec', `stty cols 92; ${[process.execPath, main, ...args].join(' ')}`, '/dev/null'], {
    encoding: 'utf8',
    env: {...process.env, TERM: 'xterm-256color'},
  }).replaceAll('\r', '')

const article = 'fixtures/articles/arabic/olive-season.txt'

/** Articles of our own, as if of a few sites. */
function rows(): string {
  const sites = ['hadaba.example', 'harbour.example', 'madina.example', 'uplands.example']
  const first = {
    id: 'olive-season',
    title: 'موسم الزيتون في الهضبة',
    host: sites[0],
    text: readFileSync(join(root, article), 'utf8'),
  }
  const others = readFixtures()
    .filter(({text}) => text.length > 400)
    .map(({id, title, text}, index) => ({id, title: title ?? id, host: sites[index % 4], text}))
  return [first, ...others].map((row) => `${JSON.stringify(row)}\n`).join('')
}

async function shoot(
  browser: Browser,
  name: string,
  file: string,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({deviceScaleFactor: 1.5, ...options})
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href)
  await prepare(page)
  await page.screenshot({path: join(docs, name)})
  await context.close()
  console.log(join('docs', name))
}

/** What a terminal shows of colours and strokes, as a page. */
function terminal(output: string): string {
  const styles: Readonly<Record<string, string>> = {1: 'b', 2: 'dim', 4: 'doubted', 9: 'gone'}
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const [plain = '', ...styled] = output.split('\u001B[')
  // Each begins with codes and "m".
  const spans = styled.map((part) => {
    const end = part.indexOf('m')
    const codes = part.slice(0, end).split(';')
    return `<span class="${codes.map((code) => styles[code] ?? `c${code}`).join(' ')}">${escaped(part.slice(end + 1))}</span>`
  })
  const body = escaped(plain) + spans.join('')
  return `<!doctype html><meta charset="utf-8"><style>
    body {margin: 0; padding: 18px 22px; background: #16181d; color: #d6d9de}
    pre {margin: 0; font: 15px/1.5 "DejaVu Sans Mono", "Noto Sans Arabic", monospace}
    .b {font-weight: bold} .dim {color: #8b919c} .gone {text-decoration: line-through} .doubted {text-decoration: underline}
    .c31 {color: #ff7b72} .c32 {color: #7ee787} .c33 {color: #e3b341} .c34 {color: #79c0ff} .c35 {color: #d2a8ff}
    .c36 {color: #56d4dd} .c94 {color: #a5d6ff} .c95 {color: #ffa8e6} .c96 {color: #b3f0ff}
  </style><pre>${body}</pre>`
}

const executablePath = findBrowser()
if (executablePath === undefined) throw new Error('No Chromium, expected one: npm run browser')
mkdirSync(docs, {recursive: true})
const place = mkdtempSync(join(tmpdir(), 'untail-'))
const at = (name: string): string => join(place, name)
const browser = await chromium.launch({executablePath, args: [...browserArguments]})
try {
  writeFileSync(at('news.jsonl'), rows())
  untail('clean', at('news.jsonl'), '--out', at('clean.jsonl'), '--no-config', '-q')
  const review = at('review.html')
  untail('review', '--record', at('clean.record.jsonl'), '--source', at('news.jsonl'), '--out', review, '-q')

  await shoot(browser, 'review.png', review, {viewport: {width: 1280, height: 800}}, async (page) => {
    await page.locator('#text .line').first().waitFor()
    for (const key of ['n', 'r', 'n']) await page.keyboard.press(key)
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  })
  const narrow: BrowserContextOptions = {viewport: {width: 400, height: 800}, colorScheme: 'dark'}
  await shoot(browser, 'review-narrow.png', review, narrow, async (page) => {
    await page.locator('#words').fill('tram')
    await page.locator('#list .row').first().click()
    await page.locator('#text .line').first().waitFor()
    await page.keyboard.press('n')
  })

  writeFileSync(at('explain.html'), terminal(onTerminal('explain', article, '--no-config')))
  await shoot(browser, 'explain.png', at('explain.html'), {viewport: {width: 900, height: 760}}, async () => undefined)
} finally {
  await browser.close()
  rmSync(place, {recursive: true})
}
