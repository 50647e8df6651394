/** Real pages with the text of their articles, as documents to learn from: which blocks are of the text. */
import {layoutPage, type PageLayout} from '../src/layout/html.ts'
import {parsePage} from '../src/layout/parse.ts'
import {states, type Block, type State} from '../src/model.ts'
import type {Phrases} from '../src/phrases.ts'
import {NOISE, UNSURE, observed, type Example} from './examples.ts'
import {files, rows} from './shared.ts'

/** A page with the text that people, or a parser made for its site, took for its article. */
export interface ReferencePage {
  readonly id: string
  readonly set: string
  readonly lang: string | null
  readonly url: string | null
  readonly html: string
  readonly text: string
}

/** What is right for a block of a page: of its text, not of it, or not to be told. */
export type Right = 'text' | 'other' | 'unknown'

export const readPages = (): ReferencePage[] => rows<ReferencePage>(files.pages)

/** Words of a text, for comparing: runs of letters and digits; scripts without spaces give a word a letter. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu,
    ) ?? []

/** Words that a block needs to be told by its own: fewer stand in many places. */
const TELLING = 6
const SHINGLE = 4
/** The share of a block's shingles from which on it is of the text, and below which it is not. */
const OF_TEXT = 0.6
const NOT_OF_TEXT = 0.25

/**
 * Which blocks a reference holds. Long ones are told by their runs of four words; short ones are of the text when they stand
 * in it in their place: between the long ones before and behind them.
 */
export function rightOf(blocks: readonly Pick<Block, 'text'>[], reference: string): Right[] {
  const referenceWords = wordsOf(reference)
  const joined = ` ${referenceWords.join(' ')} `
  const offsets: number[] = []
  let at = 1
  for (const word of referenceWords) {
    offsets.push(at)
    at += word.length + 1
  }
  const shingles = new Set<string>()
  for (let i = 0; i + SHINGLE <= referenceWords.length; i++)
    shingles.add(referenceWords.slice(i, i + SHINGLE).join(' '))
  const words = blocks.map(({text}) => wordsOf(text))
  const right: Right[] = words.map((own) => {
    if (own.length < TELLING) return 'unknown'
    let found = 0
    for (let i = 0; i + SHINGLE <= own.length; i++) if (shingles.has(own.slice(i, i + SHINGLE).join(' '))) found++
    const share = found / (own.length - SHINGLE + 1)
    return share >= OF_TEXT ? 'text' : share <= NOT_OF_TEXT ? 'other' : 'unknown'
  })
  // Where each long block stands in the reference, in order.
  const places: ({start: number; end: number} | undefined)[] = blocks.map(() => undefined)
  let from = 0
  for (const [index, own] of words.entries()) {
    if (right[index] !== 'text') continue
    const start = joined.indexOf(` ${own.slice(0, SHINGLE).join(' ')} `, from)
    if (start < 0) continue
    const end = joined.indexOf(` ${own.slice(-SHINGLE).join(' ')} `, start)
    places[index] = {start, end: end < 0 ? start : end + own.slice(-SHINGLE).join(' ').length}
    from = start
  }
  for (const [index, own] of words.entries()) {
    if (own.length >= TELLING) continue
    if (own.length === 0) continue
    const before = places.findLast((place, other) => place !== undefined && other < index)
    const after = places.find((place, other) => place !== undefined && other > index)
    const inside = joined.slice(before ? before.end : 0, after ? after.start + 1 : joined.length)
    const needle = ` ${own.join(' ')} `
    const found = inside.indexOf(needle)
    // At the ends of the text a word is found too easily: it has to stand right there.
    const isNear =
      before && after ? true : before ? found <= NEAR : found >= 0 && inside.length - found - needle.length <= NEAR
    right[index] = found >= 0 && isNear ? 'text' : 'other'
    if (right[index] === 'text') {
      const start = (before ? before.end : 0) + found
      places[index] = {start, end: start + needle.length - 2}
    }
  }
  return right
}
/** Code units of the reference between a short block and the text next to it. */
const NEAR = 60

/** The share of a reference's words that stand in the blocks taken for its text. */
export function coverage(blocks: readonly Pick<Block, 'text'>[], right: readonly Right[], reference: string): number {
  const left = new Map<string, number>()
  for (const [index, {text}] of blocks.entries())
    if (right[index] === 'text') for (const word of wordsOf(text)) left.set(word, (left.get(word) ?? 0) + 1)
  const words = wordsOf(reference)
  let found = 0
  for (const word of words) {
    const count = left.get(word) ?? 0
    if (count > 0) found++
    left.set(word, count - 1)
  }
  return words.length === 0 ? 0 : found / words.length
}

export const layoutOf = (html: string, phrases: Phrases): PageLayout => layoutPage(parsePage(html), phrases)

/** The share of a reference that its page must hold: else the page is another one by now, or is made by its scripts. */
const COVERED = 0.85

export const outletOfPage = ({id, url}: ReferencePage): string =>
  url === null ? id : new URL(url).host.replace(/^www\./u, '')

/** A page to learn from, or `undefined` when its reference is not to be found in it. */
export function exampleOfPage(page: ReferencePage, phrases: Phrases): Example | undefined {
  const {
    blocks,
    page: {facts},
  } = layoutOf(page.html, phrases)
  const right = rightOf(blocks, page.text)
  if (coverage(blocks, right, page.text) < COVERED) return undefined
  const [first, last] = [right.indexOf('text'), right.lastIndexOf('text')]
  const gold = blocks.map((block, index) => {
    if (right[index] === 'text') return 0
    if (right[index] === 'unknown') return UNSURE
    return noiseOf(block, index >= first - NEAR_TEXT && index <= last + NEAR_TEXT)
  })
  const {joints, seen} = observed(blocks, facts)
  const isKept = (_: unknown, index: number): boolean =>
    index < ENDS || index >= blocks.length - ENDS || (index >= first - AROUND && index <= last + AROUND)
  return {
    joints: joints.filter(isKept),
    seen: seen.filter(isKept),
    gold: Int8Array.from(gold.filter(isKept)),
    outlet: outletOfPage(page),
    weight: 1,
  }
}

/** Blocks around the text, and at both ends of a page, that are learned from: menus of hundreds say the same over and over. */
const AROUND = 40
const ENDS = 20

/** Blocks around the text in which what is not of it may be its credits. */
const NEAR_TEXT = 6

/**
 * What a block that is not of a reference is. References leave out titles, captions, authors and dates, or do not: near the
 * text such blocks are credits, and main headings are of the article. The rest is named by the names around it where these are clear.
 */
export function noiseOf({markup}: Block, isNear: boolean): number {
  const {tags, words} = markup!.frame
  const has = (...names: readonly string[]): boolean => names.some((name) => words.has(name) || tags.has(name))
  if (isNear && tags.has('h1')) return states.indexOf('body')
  if (isNear && has('figcaption', 'caption', 'byline', 'author', 'authors', 'time', 'date', 'published', 'credit'))
    return states.indexOf('credit')
  const named = names.find(([, known]) => has(...known))
  return named ? states.indexOf(named[0]) : NOISE
}

const names: readonly (readonly [State, readonly string[]])[] = [
  ['comments', ['comment', 'comments', 'commentlist', 'respond', 'disqus']],
  [
    'ui',
    [
      'nav',
      'navbar',
      'menu',
      'breadcrumb',
      'breadcrumbs',
      'button',
      'select',
      'form',
      'share',
      'sharing',
      'pagination',
    ],
  ],
  ['promo', ['newsletter', 'subscribe', 'signup', 'ad', 'ads', 'sponsored', 'follow', 'cookie', 'consent']],
  ['legal', ['copyright', 'legal', 'disclaimer']],
  ['keywords', ['tags', 'topics', 'keywords']],
  ['related', ['related', 'recommended', 'similar', 'outbrain', 'taboola']],
  ['headlines', ['popular', 'trending', 'latest', 'recent', 'most']],
]
