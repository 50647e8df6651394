/** What a run did, counted: of all articles, and by site and language. Reports of parts add up to that of the whole. */
import type {ArticleRecord, Category} from './model.ts'

/** Counts of articles. Characters are UTF-16 code units. */
export interface Counts {
  articles: number
  clean: number
  cleaned: number
  refused: number
  failed: number
  /** In the bodies of those that did not fail. */
  characters: number
  /** Taken out, by category. */
  removed: Partial<Record<Category, number>>
}

/** An article that lost something. */
export interface Changed {
  readonly id: string
  readonly characters: number
  readonly removed: number
}

/** Failures of a kind: numbers and quoted words aside, their reasons are the same. */
export interface Failures {
  count: number
  /** The first of them. */
  id: string
  reason: string
}

export interface Report {
  readonly all: Counts
  /** By site; articles without one are under an empty name. */
  readonly sites: Map<string, Counts>
  /** By language, as rows name it or words tell it; articles without one are under an empty name. */
  readonly languages: Map<string, Counts>
  /** The articles that lost the largest shares, most first. */
  mostChanged: readonly Changed[]
  readonly failures: Map<string, Failures>
}

/** So many of the most changed articles are named. */
const NAMED = 10

export const noCounts = (): Counts => ({
  articles: 0,
  clean: 0,
  cleaned: 0,
  refused: 0,
  failed: 0,
  characters: 0,
  removed: {},
})

export const noReport = (): Report => ({
  all: noCounts(),
  sites: new Map(),
  languages: new Map(),
  mostChanged: [],
  failures: new Map(),
})

/** An article as a report counts it. */
export interface Counted {
  readonly site: string
  readonly language: string
  /** The length of its body, 0 when it failed. */
  readonly characters: number
}

/** Counts one article by its line of the record. */
export function count(report: Report, {id, status, reason, removals}: ArticleRecord, article: Counted): void {
  let removed = 0
  const one = {...noCounts(), articles: 1, [status]: 1, characters: article.characters}
  for (const {category, text} of removals) {
    one.removed[category] = (one.removed[category] ?? 0) + text.length
    removed += text.length
  }
  addCounts(report.all, one)
  addCounts(within(report.sites, article.site, noCounts), one)
  addCounts(within(report.languages, article.language, noCounts), one)
  if (removed > 0) {
    const changed = {id, characters: article.characters, removed}
    const last = report.mostChanged.length < NAMED ? undefined : report.mostChanged.at(-1)
    if (!last || byShare(changed, last) < 0) report.mostChanged = most([...report.mostChanged, changed])
  }
  if (status === 'failed') {
    const text = reason ?? ''
    within(report.failures, kindOf(text), () => ({count: 0, id, reason: text})).count++
  }
}

/** Adds the report of a part to that of the parts before it. */
export function addReport(report: Report, part: Report): void {
  addCounts(report.all, part.all)
  for (const [site, counts] of part.sites) addCounts(within(report.sites, site, noCounts), counts)
  for (const [language, counts] of part.languages) addCounts(within(report.languages, language, noCounts), counts)
  report.mostChanged = most([...report.mostChanged, ...part.mostChanged])
  for (const [kind, failures] of part.failures)
    within(report.failures, kind, () => ({...failures, count: 0})).count += failures.count
}

/** The characters that were taken out, of all categories. */
export const removedOf = ({removed}: Counts): number => Object.values(removed).reduce((sum, some) => sum + some, 0)

/** The share of an article that was taken out, 0 to 1. */
export const shareOf = ({removed, characters}: Changed): number => (characters === 0 ? 0 : removed / characters)

/** A report as plain JSON: names sorted, so that equal input gives equal bytes. */
export interface ReportValue extends Counts {
  readonly mostChanged: readonly Changed[]
  readonly failures: Readonly<Record<string, Failures>>
  readonly languages: Readonly<Record<string, Counts>>
  readonly sites: Readonly<Record<string, Counts>>
}

export function reportValue({all, sites, languages, mostChanged, failures}: Report): ReportValue {
  const sorted = <T>(entries: Iterable<readonly [string, T]>) => Object.fromEntries([...entries].toSorted(byKey))
  const counted = (entries: Map<string, Counts>) =>
    sorted([...entries].map(([name, counts]) => [name, sortedCounts(counts)] as const))
  return {
    ...sortedCounts(all),
    mostChanged,
    failures: sorted(failures),
    languages: counted(languages),
    sites: counted(sites),
  }
}

/** The report that a value is of. */
export function readReport({mostChanged, failures, languages, sites, ...all}: ReportValue): Report {
  return {
    all,
    mostChanged,
    failures: new Map(Object.entries(failures)),
    languages: new Map(Object.entries(languages)),
    sites: new Map(Object.entries(sites)),
  }
}

/** The report as a file of JSON: no clock and no host name in it. */
export const reportText = (report: Report): string => `${JSON.stringify(reportValue(report), null, 2)}\n`

function addCounts(counts: Counts, more: Counts): void {
  for (const figure of ['articles', 'clean', 'cleaned', 'refused', 'failed', 'characters'] as const)
    counts[figure] += more[figure]
  for (const [category, characters] of Object.entries(more.removed) as [Category, number][])
    counts.removed[category] = (counts.removed[category] ?? 0) + characters
}

function within<T>(entries: Map<string, T>, name: string, none: () => T): T {
  let entry = entries.get(name)
  if (entry === undefined) entries.set(name, (entry = none()))
  return entry
}

const byShare = (a: Changed, b: Changed): number =>
  shareOf(b) - shareOf(a) || b.removed - a.removed || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const most = (changed: readonly Changed[]): Changed[] => changed.toSorted(byShare).slice(0, NAMED)

const kindOf = (reason: string): string => reason.replace(/"[^"]*"/g, '"…"').replace(/0x[0-9A-F]+|\d[\d,]*/g, '#')

const sortedCounts = (counts: Counts): Counts => ({
  ...counts,
  removed: Object.fromEntries(Object.entries(counts.removed).toSorted(byKey)),
})

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)
