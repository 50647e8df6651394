/** What people said, in the forms that others read: marked documents, and sections of a configuration. */
import {categories, type Category} from '../../model.ts'
import type {ArticleData, Entry, Mark} from '../data.ts'
import {marksOf, readIn} from './lines.ts'
import type {Judgment, Shown} from './types.ts'

/** An article of which something was said. */
export interface Judged {
  readonly entry: Entry
  readonly data: ArticleData
  readonly judgment: Judgment
}

/** A hand-marked document: what `untail score` and the training read. */
interface Marked {
  readonly id: string
  readonly lang?: string
  readonly host: string | null
  readonly title?: string
  readonly form?: 'html'
  readonly text: string
  readonly noise: readonly {readonly start: number; readonly end: number; readonly category: Category | 'unsure'}[]
}

/** An article as a marked document; `undefined` where the page has no source of it. */
export function markedOf({entry, data, judgment}: Judged): Marked | undefined {
  if (data.body === undefined) return undefined
  const noise = marksOf(data, judgment).flatMap((shown) => {
    const category = noiseIn(shown, judgment)
    return category ? [{start: shown.mark.start, end: shown.mark.end, category}] : []
  })
  return {
    id: entry.id,
    ...(data.language !== undefined && {lang: data.language}),
    host: entry.site || null,
    ...(entry.title !== undefined && {title: entry.title}),
    ...(entry.form === 'html' && {form: 'html'}),
    text: data.body,
    noise,
  }
}

/** What a mark is by what people said of it; `undefined` where it is of the article. */
function noiseIn(shown: Shown, {verdicts}: Judgment): Category | 'unsure' | undefined {
  if (shown.kind === 'missed') return shown.mark.category
  const verdict = verdicts[shown.number]
  if (!verdict) return 'unsure'
  return isNoise(shown.mark, verdict) ? shown.mark.category : undefined
}

const isNoise = ({kind}: Mark, verdict: 'right' | 'wrong'): boolean => (kind === 'removal') === (verdict === 'right')

/** Sections of `untail.config.json`: each site's own words, and its lines that always go. */
export interface Sections {
  readonly $schema: string
  readonly sites: Readonly<Record<string, Section>>
}

interface Section {
  readonly never?: readonly string[]
  readonly always?: Readonly<Partial<Record<Category, readonly string[]>>>
}

/** What the judgments of articles of known sites come to. Sites and phrases are sorted, and each is there once. */
export function sectionsOf(articles: Iterable<Judged>): Sections {
  const sites = new Map<string, Phrase[]>()
  for (const {entry, data, judgment} of articles) {
    if (!HOST.test(entry.site)) continue
    const phrases = sites.get(entry.site) ?? []
    for (const shown of marksOf(data, judgment)) {
      const list = listFor(shown, judgment)
      if (list) phrases.push(...readIn(data, shown).flatMap((line) => (canRecur(line) ? [{line, list}] : [])))
    }
    if (phrases.length > 0) sites.set(entry.site, phrases)
  }
  const sorted = [...sites].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    $schema: './node_modules/untail/schema/untail.config.schema.json',
    sites: Object.fromEntries(sorted.map(([site, phrases]) => [site, sectionOf(phrases)])),
  }
}

/** A line that people judged, and the list that it belongs to by that. */
interface Phrase {
  readonly line: string
  readonly list: Category | 'never'
}

/** What configurations take for a host. */
const HOST = /^[^\s./?#@*]+(?:\.[^\s./?#@*]+)*$/u

/** Where the words of a mark belong by what people said of it. */
function listFor(shown: Shown, {verdicts}: Judgment): Category | 'never' | undefined {
  if (shown.kind === 'missed') return shown.mark.category
  if (verdicts[shown.number] !== 'wrong') return undefined
  return shown.kind === 'removal' ? 'never' : shown.mark.category
}

/** A line is in one list only: `never` where that was said once, as it can't do harm, else the category that was said last. */
function sectionOf(phrases: readonly Phrase[]): Section {
  const lists = new Map<string, Phrase>()
  for (const phrase of phrases) {
    const key = keyOf(phrase.line)
    if (lists.get(key)?.list !== 'never') lists.set(key, phrase)
  }
  const linesOf = (list: Phrase['list']): string[] =>
    [...lists.values()].flatMap((phrase) => (phrase.list === list ? [phrase.line] : [])).toSorted()
  const never = linesOf('never')
  const always = categories.flatMap((category) => {
    const lines = linesOf(category)
    return lines.length > 0 ? [[category, lines] as const] : []
  })
  return {
    ...(never.length > 0 && {never}),
    ...(always.length > 0 && {always: Object.fromEntries(always)}),
  }
}

/** Lines that configurations may take for one have one key: case, marks, spelling of Arabic letters, spaces and signs are left out. */
const keyOf = (line: string): string =>
  line
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[ىیے]/gu, 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ک', 'ك')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A line that a site can have on other pages too: short, with a word in it, and no prose of several sentences. */
const canRecur = (line: string): boolean =>
  line.length <= 120 && /\p{L}{2}/u.test(line) && !/[.!?؟。।…]['"”’»)\]]*\s+\S/u.test(line)
