/** A record, and its sources where they are there → the data of a review page. */
import type {Found} from '../io/articles.ts'
import {readRecord} from '../io/record-lines.ts'
import {digestOf} from '../io/digest.ts'
import type {Article, ArticleRecord, Removal} from '../model.ts'
import {siteOf} from '../profile.ts'
import {bins, type ArticleData, type Entry, type Index, type SiteTotals, type Totals} from './data.ts'
import {chunkOf} from './page.ts'
import {dataOf, entryOf, isShown, removedIn, sourceOf} from './view.ts'

/** So many articles are unpacked at once: few enough to show one at once, many enough to search through thousands. */
const CHUNK = 50
/** So many sites are named. */
const SITES = 10

/** What to collect. */
export interface CollectOptions {
  /** What the page is called. */
  readonly name: string
  /** The most articles that it shows; of more, one in so many. */
  readonly limit: number
  /** signal → one sentence on what it sees. */
  readonly says: ReadonlyMap<string, string>
  /** Is told of every source that can't be read, or isn't what the record is of. */
  readonly failed: (place: string, reason: string) => void
}

/** What a page is made of. */
export interface Collected {
  readonly index: Index
  /** As `chunkOf` packs them. */
  readonly chunks: readonly string[]
}

/**
 * Collects what the page shows: totals over all articles, and those that lost something, were doubted, refused, or failed.
 * Of the record the shown lines are held in memory, and of their articles a chunk.
 *
 * @param record The record's path; it is read twice.
 * @param articles The sources, or what was written of them, in any order; none when they are not there.
 * @throws UsageError when the record is broken.
 */
export async function collect(
  record: string,
  articles: AsyncIterable<Found> | undefined,
  {name, limit, says, failed}: CollectOptions,
): Promise<Collected> {
  const {totals, shown, reasons} = await survey(record)
  const lines: ArticleRecord[] = []
  /** By id, of articles that lost something: how much, in turn. */
  const lost = new Map<string, number[]>()
  let seen = 0
  for await (const line of readRecord(record)) {
    const removed = sum(removedIn(line))
    if (removed > 0 && articles) lost.set(line.id, [...(lost.get(line.id) ?? []), removed])
    if (!isShown(line)) continue
    // Of too many one in so many, evenly over the record.
    if (shown <= limit || Math.floor(((seen + 1) * limit) / shown) > Math.floor((seen * limit) / shown))
      lines.push(line)
    seen++
  }

  const gathered = gather(lines)
  const sites = new Map<string, {articles: number; characters: number; removed: number}>()
  for await (const found of articles ?? []) {
    if ('reason' in found) {
      // What failed to be read when it was cleaned is in the record.
      if (!reasons.has(found.reason)) failed(found.place, found.reason)
      continue
    }
    const {article, place} = found
    if (!gathered.take(article))
      failed(
        place,
        `Unexpected text of "${article.id}", expected the source that the record is of, or what was written of it`,
      )
    const site = sites.get(siteOf(article)) ?? {articles: 0, characters: 0, removed: 0}
    sites.set(siteOf(article), site)
    site.articles++
    site.characters += article.body.length
    site.removed += lost.get(article.id)?.shift() ?? 0
  }
  const {entries, chunks} = gathered.end()
  const used = new Set(lines.flatMap(({removals, suspects}) => [...removals, ...suspects].flatMap(signalsIn)))
  const index: Index = {
    name,
    digest: `${await digestOf(record)}-${entries.length}`,
    totals: {...totals, sites: mostLost(sites)},
    says: Object.fromEntries([...says].filter(([signal]) => used.has(signal))),
    shown,
    articles: entries,
    chunk: CHUNK,
  }
  return {index, chunks}
}

/** What is said of a record as a whole. */
interface Survey {
  readonly totals: Omit<Totals, 'sites'>
  /** How many articles there are to show. */
  readonly shown: number
  /** Why articles failed. */
  readonly reasons: ReadonlySet<string>
}

async function survey(record: string): Promise<Survey> {
  const statuses = {clean: 0, cleaned: 0, refused: 0, failed: 0}
  const removed: {-readonly [Key in keyof Totals['removed']]: number} = {}
  const reasons = new Set<string>()
  const confidence = Array.from({length: bins}, () => 0)
  let [articles, characters, suspects, shown] = [0, 0, 0, 0]
  for await (const line of readRecord(record)) {
    articles++
    statuses[line.status]++
    characters += line.source?.length ?? 0
    suspects += line.suspects.length
    if (isShown(line)) shown++
    if (line.status === 'failed') reasons.add(line.reason ?? '')
    for (const removal of line.removals) {
      const length = removal.end - removal.start
      removed[removal.category] = (removed[removal.category] ?? 0) + length
      confidence[Math.min(bins - 1, Math.floor(removal.confidence * bins))]! += length
    }
  }
  return {totals: {articles, statuses, characters, removed, suspects, confidence}, shown, reasons}
}

/** Lines, and their articles as they come. A chunk is packed as soon as it has all of its own. */
function gather(lines: readonly ArticleRecord[]) {
  const entries: Entry[] = lines.map((line) => entryOf(line))
  const open: ArticleData[][] = []
  const chunks: string[] = []
  const waiting = new Map<string, number[]>()
  for (const [number, {id}] of lines.entries()) waiting.set(id, [...(waiting.get(id) ?? []), number])

  const place = (number: number, data: ArticleData): void => {
    const chunk = Math.floor(number / CHUNK)
    const articles = (open[chunk] ??= [])
    articles[number % CHUNK] = data
    const size = Math.min(CHUNK, lines.length - chunk * CHUNK)
    if (Object.keys(articles).length < size) return
    chunks[chunk] = chunkOf(articles)
    open[chunk] = []
  }
  const match = (article: Article): {number: number; body?: string} | undefined => {
    for (const number of waiting.get(article.id) ?? []) {
      const line = lines[number]!
      if (line.status === 'failed') return {number}
      const body = sourceOf(line, article)
      if (body !== undefined) return {number, body}
    }
    return undefined
  }
  return {
    /** @returns Whether it is what the record is of, as far as that is held. */
    take(article: Article): boolean {
      const numbers = waiting.get(article.id)
      if (!numbers) return true
      const found = match(article)
      if (!found) return false
      const {number, body} = found
      waiting.set(
        article.id,
        numbers.filter((other) => other !== number),
      )
      entries[number] = entryOf(lines[number]!, article)
      place(number, dataOf(lines[number]!, body, article))
      return true
    },
    /** All that was gathered; lines whose articles didn't come are without a source. */
    end(): {entries: readonly Entry[]; chunks: readonly string[]} {
      for (const number of [...waiting.values()].flat()) place(number, dataOf(lines[number]!))
      return {entries, chunks}
    },
  }
}

/** The sites that lose most. One alone, or none that is known, says nothing. */
function mostLost(sites: ReadonlyMap<string, Omit<SiteTotals, 'site'>>): SiteTotals[] {
  return [...sites]
    .flatMap(([site, sums]) => (site === '' || sums.removed === 0 ? [] : [{site, ...sums}]))
    .toSorted((a, b) => b.removed - a.removed || (a.site < b.site ? -1 : 1))
    .slice(0, SITES)
}

const signalsIn = ({evidence}: Removal): string[] => evidence.map(({signal}) => signal)

const sum = (removed: Entry['removed']): number =>
  Object.values(removed).reduce((total, characters) => total + characters, 0)
