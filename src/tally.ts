/**
 * Counts the lines of a corpus, for a profile. Whatever is kept of an article is a union or a maximum of what was there
 * before: no order of the articles, and no article that comes twice, changes a byte.
 */
import {codesOf, fold} from './fold.ts'
import {sentenceStarts} from './layout/line.ts'
import {foldedLine, measure} from './layout/measure.ts'
import {PageError} from './layout/page.ts'
import {read, type Reading} from './layout/read.ts'
import type {Article, Block, Profile} from './model.ts'
import {bareOf, type Phrases} from './phrases.ts'
import {onSite, siteKey, siteOf, textKey} from './profile.ts'
import {contextOf} from './signals/index.ts'
import {createTable, rowsOf, type Rows, type Table} from './table.ts'

/** Code units from which on a line is counted. Two make a word where no spaces are written ("分享"). */
const LINE = 2
/** The pages from which on a line is kept: two may be one article, before and after it was updated. */
const PAGES = 3
/** Folded code units and words from which on a title is no phrase that may stand anywhere. */
const TITLE = {letters: 12, words: 3}

/** Of sites, lines, shared prose and titles at most so many each: a file of 16 MB at most. */
export const MAX_LINES = 400_000

/** Counts articles. */
export interface Tally {
  /** The sites that were seen; the articles that name none are one. */
  readonly sites: number
  /**
   * Counts an article, in time linear in its body.
   *
   * @returns Why it can't be read, when it is a page that can't: nothing is counted.
   */
  readonly add: (article: Article) => string | undefined
  /**
   * The profile of what was counted so far.
   *
   * @param maxLines How many sites, lines, shared texts and titles are kept of each at most. Of the lines the least seen go,
   * all that are seen on equally many pages; of the others those with the highest hashes.
   */
  freeze(options?: {readonly maxLines?: number}): Profile
  /** All that was counted so far. */
  counted(): Counted
  /** Counts what another tally has counted, as if its articles had been added to this one. */
  take(counted: Counted): void
}

/** What a tally holds: by the name of its table, rows of a key and so many cells. Equal articles in any order, equal rows. */
export type Counted = Readonly<Record<(typeof tables)[number], Rows>>
export const tables = ['lines', 'prose', 'titles', 'sites'] as const

/** What is kept of a line: its pages in two ways, and those that have it around their prose. */
const [SLOTS, REGISTERS, AROUND] = [0, 1, 2]
/** Of prose the sites too: the highest, and the complement of the lowest, which only rises as well. */
const [HIGHEST, NOT_LOWEST] = [3, 4]

/** Counts articles by the blocks that the phrases split them into. */
export function createTally(phrases: Phrases): Tally {
  /** Prose is that of two or more sentences, whatever its site. */
  const all = {lines: createTable(3), prose: createTable(5), titles: createTable(0), sites: createTable(3)}
  const {lines, prose, titles, sites} = all

  const lengthOf = (folded: string): number =>
    measure(foldedLine(folded, codesOf(folded)), 0, folded.length, phrases).length

  return {
    get sites() {
      return sites.size
    },

    add(article) {
      const reading = readingOrReason(article, phrases)
      if (typeof reading === 'string') return reading
      const {blocks, facts} = reading
      const site = siteKey(siteOf(article))
      for (const title of titlesIn(article.title ?? facts.title ?? ''))
        if (title.length >= TITLE.letters && lengthOf(title) >= TITLE.words) titles.place(textKey(title))
      if (blocks.length === 0) return undefined
      const context = contextOf(blocks)
      const page = textKey(mainBlock(blocks, context.prose).folded) >>> 0
      mark(sites, site, page, true)
      for (const [index, {folded}] of blocks.entries()) {
        if (bareOf(folded).length < LINE) continue
        const isAround = context.proseBefore[index]! < 0 || context.proseAfter[index] === blocks.length
        const text = textKey(folded)
        if (!context.prose[index] || sentenceStarts(codesOf(folded), folded.length).length === 0)
          mark(lines, onSite(text, site), page, isAround)
        else {
          const at = mark(prose, text, page, isAround)
          prose.cells[at + NOT_LOWEST] = Math.max(prose.cells[at + NOT_LOWEST]!, ~site >>> 0)
          prose.cells[at + HIGHEST] = Math.max(prose.cells[at + HIGHEST]!, site)
        }
      }
      return undefined
    },

    freeze({maxLines = MAX_LINES} = {}) {
      const {found, left, fewerThan} = mostSeen(lines, prose, maxLines)
      const pagesOf = new Map<number, number>()
      sites.each((key, cells, at) => {
        const pages = pagesIn(cells, at)
        if (pages >= fewerThan) pagesOf.set(key, pages)
      })
      const shared: number[] = []
      prose.each((key, cells, at) => {
        if (!isOfOneSite(cells, at)) shared.push(key)
      })
      const indexed: number[] = []
      titles.each((key) => indexed.push(key))
      const lowest = (keys: Iterable<number>): Float64Array => Float64Array.from(keys).toSorted().slice(0, maxLines)
      const siteKeys = lowest(pagesOf.keys())
      return {
        sites: {keys: siteKeys, pages: Uint32Array.from(siteKeys, (key) => pagesOf.get(key)!)},
        lines: {
          keys: Float64Array.from(found, ({key}) => key),
          pages: Uint32Array.from(found, ({pages}) => pages),
          around: Uint8Array.from(found, ({around}) => around),
        },
        shared: lowest(shared),
        titles: lowest(indexed),
        leftOut: {
          lines: left,
          fewerThan,
          sites: Math.max(0, pagesOf.size - maxLines),
          shared: Math.max(0, shared.length - maxLines),
          titles: Math.max(0, indexed.length - maxLines),
        },
      }
    },

    counted: () => ({
      lines: rowsOf(lines),
      prose: rowsOf(prose),
      titles: rowsOf(titles),
      sites: rowsOf(sites),
    }),

    take(counted) {
      for (const name of tables) {
        const {keys, cells} = counted[name]
        const table = all[name]
        for (const [row, key] of keys.entries()) {
          const at = table.place(key)
          for (let cell = 0; cell < table.width; cell++)
            table.cells[at + cell] = joined[cell]!(table.cells[at + cell]!, cells[row * table.width + cell]!)
        }
      }
    },
  }
}

const union = (a: number, b: number): number => (a | b) >>> 0
const highest = (a: number, b: number): number => (a > b ? a : b)
/** How two counts of a line become one, by its cells: slots, registers, around, and of prose its sites. */
const joined: readonly ((a: number, b: number) => number)[] = [union, highestRegisters, union, highest, highest]

function highestRegisters(a: number, b: number): number {
  let registers = 0
  for (let shift = 0; shift < 32; shift += 4) registers |= highest((a >>> shift) & 15, (b >>> shift) & 15) << shift
  return registers >>> 0
}

function readingOrReason({body, form}: Article, phrases: Phrases): Reading | string {
  try {
    return read(body, form, phrases)
  } catch (error) {
    if (error instanceof PageError) return error.message
    throw error
  }
}

interface SeenLine {
  readonly key: number
  readonly pages: number
  /** Of 100 of its pages. */
  readonly around: number
}

/** The lines that are seen on most pages, by their keys, among them prose that one site alone has. */
function mostSeen(
  lines: Table,
  prose: Table,
  maxLines: number,
): {found: readonly SeenLine[]; left: number; fewerThan: number} {
  const each = (take: (line: SeenLine) => void): void => {
    const count = (key: number, cells: Uint32Array, at: number): void => {
      const pages = pagesIn(cells, at)
      if (pages < PAGES) return
      take({key, pages, around: Math.round((100 * bits(cells[at + AROUND]!)) / bits(cells[at + SLOTS]!))})
    }
    lines.each(count)
    prose.each((key, cells, at) => {
      if (isOfOneSite(cells, at)) count(onSite(key, cells[at + HIGHEST]!), cells, at)
    })
  }
  // What is kept is found in a second round: millions of lines are looked at, and those that go need no memory.
  const classes = new Map<number, number>()
  each(({pages}) => classes.set(pages, (classes.get(pages) ?? 0) + 1))
  let [kept, left, fewerThan] = [0, 0, PAGES]
  for (const [pages, count] of [...classes].toSorted(([a], [b]) => b - a)) {
    if (left === 0 && kept + count <= maxLines) kept += count
    else {
      if (left === 0) fewerThan = pages + 1
      left += count
    }
  }
  const found: SeenLine[] = []
  each((line) => {
    if (line.pages >= fewerThan) found.push(line)
  })
  // With its stop a text may be prose, and without it a line: the one that is seen more often stands for both.
  found.sort((a, b) => a.key - b.key || b.pages - a.pages || b.around - a.around)
  return {found: found.filter(({key}, i) => key !== found[i - 1]?.key), left, fewerThan}
}

/** A title, and what stands in it before the names of section and site: "Storm hits the coast - World | The Paper". */
function titlesIn(title: string): string[] {
  const folded = fold(title)
  const heads = [...folded.matchAll(/ [-|] /gu)].map(({index}) => folded.slice(0, index))
  return [folded, ...heads].map(bareOf)
}

/**
 * The block that a page is known by: the longest of the first half of its prose, or of its blocks where none is prose. An
 * article that is scraped twice, or updated, counts as one page. The second half may end with a long notice that all pages have.
 */
function mainBlock(blocks: readonly Block[], prose: readonly boolean[]): Block {
  const candidates = prose.includes(true) ? blocks.filter((_, i) => prose[i]) : blocks
  return candidates
    .slice(0, Math.ceil(candidates.length / 2))
    .reduce((a, b) => (b.folded.length > a.folded.length ? b : a))
}

const isOfOneSite = (cells: Uint32Array, at: number): boolean => cells[at + HIGHEST] === ~cells[at + NOT_LOWEST]! >>> 0

/**
 * Counts a page for a line, once however often it comes: in 32 slots, which tell few pages well, and in the eight registers
 * of a HyperLogLog (4 bits each), which tell the order of many.
 *
 * @param page 32 bits of hash.
 * @returns Where the line's cells begin.
 */
function mark(table: Table, key: number, page: number, isAround: boolean): number {
  const at = table.place(key)
  const {cells} = table
  const slot = 1 << (page & 31)
  cells[at + SLOTS]! |= slot
  if (isAround) cells[at + AROUND]! |= slot
  const shift = ((page >>> 5) & 7) * 4
  const rank = Math.min(15, Math.clz32(page) + 1)
  if (rank > ((cells[at + REGISTERS]! >>> shift) & 15))
    cells[at + REGISTERS] = (cells[at + REGISTERS]! & ~(15 << shift)) | (rank << shift)
  return at
}

/** alpha_8 · 8² of HyperLogLog (Flajolet et al. 2007), integrated numerically: the table of the paper begins at 16 registers. */
const SCALE = 0.6256 * 64

/**
 * How many different pages were counted, estimated. Of up to 110 pages by the slots that are left (linear counting, Whang et
 * al. 1990; standard error 14 % at 20 pages, 27 % at 110), of more by the registers (37 %; 160,000 at most).
 */
function pagesIn(cells: Uint32Array, at: number): number {
  const taken = bits(cells[at + SLOTS]!)
  const registers = cells[at + REGISTERS]!
  if (taken < 32) return Math.round(-32 * Math.log(1 - taken / 32))
  let sum = 0
  for (let shift = 0; shift < 32; shift += 4) sum += 2 ** -((registers >>> shift) & 15)
  return Math.round(Math.max(-32 * Math.log(1 / 32), SCALE / sum))
}

function bits(word: number): number {
  let count = 0
  for (let left = word; left !== 0; left &= left - 1) count++
  return count
}
