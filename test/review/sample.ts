/** Pages with articles of our own, opened in a real browser. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Browser, BrowserContextOptions, Page} from 'playwright-core'
import {expect, onTestFinished} from 'vitest'
import {buildPage} from '../../scripts/build-page.mjs'
import type {Category} from '../../src/model.ts'
import {bins, type ArticleData, type Entry, type Index, type Mark} from '../../src/review/data.ts'
import {chunkOf, pageOf} from '../../src/review/page.ts'

/** What is known of an article, and its text: `⟦category: text⟧` was taken out of it, `⟪category: text⟫` was doubted. */
export interface Sample extends Partial<Pick<Entry, 'id' | 'site' | 'title' | 'form' | 'status'>> {
  readonly marked: string
  readonly confidence?: number
  readonly detail?: string
  readonly data?: Partial<ArticleData>
}

export interface Article {
  readonly entry: Entry
  readonly data: ArticleData
}

export function articleOf(sample: Sample, number = 0): Article {
  const {marked, confidence = 0.97, detail, data = {}, ...known} = sample
  const marks: Mark[] = []
  let body = ''
  let at = 0
  for (const {0: whole, 1: open, 2: category, 3: text, index} of marked.matchAll(/([⟦⟪])([a-z]+): ([^⟧⟫]*)[⟧⟫]/gu)) {
    body += marked.slice(at, index)
    marks.push({
      kind: open === '⟦' ? 'removal' : 'suspect',
      start: body.length,
      end: body.length + text!.length,
      category: category as Category,
      confidence,
      evidence: [
        {signal: 'opens-related', weight: 4.2, ...(detail !== undefined && {detail})},
        {signal: 'neighbours', weight: 1.1},
      ],
    })
    body += text!
    at = index + whole.length
  }
  body += marked.slice(at)
  const removals = marks.filter(({kind}) => kind === 'removal')
  const removed: Partial<Record<Category, number>> = {}
  for (const {category, start, end} of removals) removed[category] = (removed[category] ?? 0) + end - start
  return {
    entry: {
      id: `article-${number}`,
      site: '',
      form: 'text',
      status: removals.length > 0 ? 'cleaned' : 'clean',
      characters: body.length,
      removed,
      ...(removals.length > 0 && {least: confidence}),
      suspects: marks.flatMap(({kind, category}) => (kind === 'suspect' ? [category] : [])),
      ...known,
    },
    // An article that says nothing is one whose source the page was made without.
    data: {...(marked !== '' && {body}), marks, ...data},
  }
}

/** A page of articles as one string. */
export function pageWith(articles: readonly Article[], chunk = 3): string {
  const entries = articles.map(({entry}) => entry)
  const statuses = {clean: 0, cleaned: 0, refused: 0, failed: 0}
  const removed: Partial<Record<Category, number>> = {}
  const sites = new Map<string, {site: string; articles: number; characters: number; removed: number}>()
  for (const {status, site, characters, removed: some} of entries) {
    statuses[status]++
    const of = sites.get(site) ?? {site, articles: 0, characters: 0, removed: 0}
    sites.set(site, of)
    of.articles++
    of.characters += characters
    for (const [category, count] of Object.entries(some)) {
      removed[category as Category] = (removed[category as Category] ?? 0) + count
      of.removed += count
    }
  }
  const index: Index = {
    name: 'news.record.jsonl',
    digest: '5e1f',
    totals: {
      articles: entries.length,
      statuses,
      characters: entries.reduce((sum, {characters}) => sum + characters, 0),
      removed,
      suspects: entries.reduce((sum, {suspects}) => sum + suspects.length, 0),
      confidence: Array.from({length: bins}, (_, bin) => bin),
      sites: [...sites.values()].filter(({site}) => site !== '').toSorted((a, b) => b.removed - a.removed),
    },
    says: {'opens-related': 'The block opens with a phrase of the list related.'},
    shown: entries.length,
    articles: entries,
    chunk,
  }
  const chunks = Array.from({length: Math.ceil(articles.length / chunk)}, (_, at) =>
    chunkOf(articles.slice(at * chunk, (at + 1) * chunk).map(({data}) => data)),
  )
  return [...pageOf(buildPage(), index, chunks)].join('')
}

/** A page in a window of its own, and what went wrong or out there. */
export interface Window {
  readonly page: Page
  /** Errors, what was written to the console, and requests but for the page itself. */
  readonly trouble: string[]
}

/** Opens a page from a file, and waits until `ready` is in it. When the test is over, nothing may have gone wrong in it. */
export async function openPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
  ready = '#text .line',
): Promise<Window> {
  const folder = mkdtempSync(join(tmpdir(), 'untail-page-'))
  const file = join(folder, 'review.html')
  writeFileSync(file, html)
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, ...options})
  const page = await context.newPage()
  const trouble: string[] = []
  const url = pathToFileURL(file).href
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', ({message}) => trouble.push(`error: ${message}`))
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('blob:')) trouble.push(`request: ${request.url()}`)
  })
  onTestFinished(async () => {
    await context.close()
    rmSync(folder, {recursive: true, force: true})
    expect(trouble).toEqual([])
  })
  await page.goto(url)
  await page.locator(ready).first().waitFor({state: 'attached'})
  return {page, trouble}
}

/** What is saved when a button is pressed. */
export async function savedBy(page: Page, button: string): Promise<{name: string; text: string}> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()])
  return {name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8')}
}
