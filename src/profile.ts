/** A profile: its file, and how the lines of an article are looked up in it. */
import {codesOf} from './fold.ts'
import type {Article, Corpus, Profile} from './model.ts'
import {bareOf} from './phrases.ts'

/** The site of an article: its host, else that of its URL, without `www.`. Articles that have neither are all of one site. */
export function siteOf({host, url}: Pick<Article, 'host' | 'url'>): string {
  const name = host ?? (url !== undefined && URL.canParse(url) ? new URL(url).hostname : '')
  return name.toLowerCase().replace(/^www\./u, '')
}

const ZERO = 0x30
const HALF = 2 ** 32

/**
 * 48 bits of hash: two multiplicative hashes of 32 bits side by side, mixed at the end (cyrb53 with fewer bits).
 * A run of digits counts as one 0: "432 views" is "51 views".
 */
function hash48(text: string): number {
  const codes = codesOf(text)
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  let inDigits = false
  for (let i = 0; i < text.length; i++) {
    let code = codes[i]!
    const isDigit = code >= ZERO && code <= ZERO + 9
    if (isDigit) {
      if (inDigits) continue
      code = ZERO
    }
    inDigits = isDigit
    low = Math.imul(low ^ code, 2654435761)
    high = Math.imul(high ^ code, 1597334677)
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return (high & 0xffff) * HALF + (low >>> 0)
}

/** The key of a folded text wherever it stands: what surrounds its words, and which numbers it has, does not count. */
export const textKey = (folded: string): number => hash48(bareOf(folded))

/** The key of a site, 32 bits. No text begins with a NUL: a site's name is not the line that spells it. */
export const siteKey = (site: string): number => hash48(`\0${site}`) >>> 0

/** The key of a text on a site. */
export const onSite = (text: number, site: number): number => text - (text >>> 0) + ((text ^ site) >>> 0)

/** A profile as the articles of a site see it. */
export function corpusOf({sites, lines, shared, titles}: Profile, siteName: string): Corpus {
  const site = siteKey(siteName)
  const own = find(sites.keys, site)
  return {
    pages: own < 0 ? 0 : sites.pages[own]!,
    of(folded) {
      const text = textKey(folded)
      const line = find(lines.keys, onSite(text, site))
      return {
        pages: line < 0 ? 0 : lines.pages[line]!,
        around: line < 0 ? 0 : lines.around[line]! / 100,
        isShared: find(shared, text) >= 0,
        isTitle: find(titles, text) >= 0,
      }
    },
  }
}

/** Where a key stands among rising ones, or -1. */
function find(keys: Float64Array, key: number): number {
  let from = 0
  let to = keys.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (keys[middle]! < key) from = middle + 1
    else to = middle
  }
  return keys[from] === key ? from : -1
}

const VERSION = 1
/** Bytes of a number in the file. */
const WIDTH = {site: 4, key: 6, pages: 3, around: 1}

/** The file of a profile: one JSON object, its numbers packed as base64, little end first. Equal profiles, equal texts. */
export function profileText({sites, lines, shared, titles, leftOut}: Profile): string {
  const file = {
    untail: 'profile',
    version: VERSION,
    leftOut,
    sites: {keys: pack(sites.keys, WIDTH.site), pages: pack(sites.pages, WIDTH.pages)},
    lines: {
      keys: pack(lines.keys, WIDTH.key),
      pages: pack(lines.pages, WIDTH.pages),
      around: pack(lines.around, WIDTH.around),
    },
    shared: pack(shared, WIDTH.key),
    titles: pack(titles, WIDTH.key),
  }
  return `${JSON.stringify(file)}\n`
}

/**
 * Reads the file of a profile.
 *
 * @param name The file's name, for people.
 * @throws SyntaxError naming file and place when it is none.
 */
export function readProfile(text: string, name: string): Profile {
  const unexpected = (found: string, place: string, expected: string): SyntaxError =>
    new SyntaxError(`${name}: Unexpected ${found}${place}, expected ${expected}`)
  const file = parse(text)
  if (file === undefined) throw unexpected('text that is not JSON', '', 'a profile that `untail learn` wrote')
  const at = (path: string): unknown => {
    let value: unknown = file
    for (const key of path.split('.'))
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
    return value
  }
  const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40))
  if (at('untail') !== 'profile') throw unexpected(show(at('untail')), ' at "untail"', '"profile"')
  if (at('version') !== VERSION)
    throw unexpected(show(at('version')), ' at "version"', `${VERSION}: let this untail learn it again`)

  const count = (path: string): number => {
    const value = at(path)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw unexpected(show(value), ` at "${path}"`, 'a whole number from 0 up')
  }
  const column = (path: string, width: number): Float64Array => {
    const value = at(path)
    if (typeof value !== 'string') throw unexpected(show(value), ` at "${path}"`, 'a string')
    const bytes = Buffer.from(value, 'base64')
    if (bytes.length % width !== 0 || bytes.toString('base64') !== value)
      throw unexpected(`text of ${value.length} characters`, ` at "${path}"`, `base64 of ${width} bytes a number`)
    return Float64Array.from({length: bytes.length / width}, (_, i) => bytes.readUIntLE(i * width, width))
  }
  const keysAt = (path: string, width: number): Float64Array => {
    const keys = column(path, width)
    const fall = keys.findIndex((key, i) => i > 0 && key <= keys[i - 1]!)
    if (fall < 0) return keys
    throw unexpected('key', ` at "${path}", number ${fall + 1}`, 'one above the key before it')
  }
  const besides = (keys: Float64Array, path: string, width: number): Float64Array => {
    const numbers = column(path, width)
    if (numbers.length === keys.length) return numbers
    throw unexpected(`${numbers.length} numbers`, ` at "${path}"`, `${keys.length}, one a key`)
  }
  const sites = keysAt('sites.keys', WIDTH.site)
  const lines = keysAt('lines.keys', WIDTH.key)
  return {
    sites: {keys: sites, pages: Uint32Array.from(besides(sites, 'sites.pages', WIDTH.pages))},
    lines: {
      keys: lines,
      pages: Uint32Array.from(besides(lines, 'lines.pages', WIDTH.pages)),
      around: Uint8Array.from(besides(lines, 'lines.around', WIDTH.around)),
    },
    shared: keysAt('shared', WIDTH.key),
    titles: keysAt('titles', WIDTH.key),
    leftOut: {
      lines: count('leftOut.lines'),
      fewerThan: count('leftOut.fewerThan'),
      sites: count('leftOut.sites'),
      shared: count('leftOut.shared'),
      titles: count('leftOut.titles'),
    },
  }
}

function pack(numbers: Float64Array | Uint32Array | Uint8Array, width: number): string {
  const bytes = Buffer.alloc(numbers.length * width)
  for (const [i, number] of numbers.entries()) bytes.writeUIntLE(number, i * width, width)
  return bytes.toString('base64')
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // JSON knows no undefined: it stands for text that isn't JSON
  }
}
