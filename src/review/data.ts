/** What a review page is given: made by node, read by the page. Offsets count UTF-16 code units of the source. */
import type {ArticleRecord, Category, Evidence, Form, Passage} from '../model.ts'

/** Totals over the whole record, and a line for each article that the page shows. */
export interface Index {
  /** What the page is called: the record's name. */
  readonly name: string
  /** sha256 of the record, and how many of its articles are shown: what is judged on the page is kept under it. */
  readonly digest: string
  readonly totals: Totals
  /** signal → one sentence on what it sees. */
  readonly says: Readonly<Record<string, string>>
  /** How many articles there are to show: the page may hold only some of them. */
  readonly shown: number
  /** In the order of the record. */
  readonly articles: readonly Entry[]
  /** Article `n` is number `n % chunk` of chunk `Math.floor(n / chunk)`. */
  readonly chunk: number
}

/** Sums over a record. Characters are counted in the unit of its offsets. */
export interface Totals {
  readonly articles: number
  readonly statuses: Readonly<Record<ArticleRecord['status'], number>>
  readonly characters: number
  readonly removed: Readonly<Partial<Record<Category, number>>>
  readonly suspects: number
  /** Removed characters by confidence: the first of these `bins` is from 0, the last up to 1. */
  readonly confidence: readonly number[]
  /** Those that lose most, most first; empty when no site is known. */
  readonly sites: readonly SiteTotals[]
}

/** How finely confidence is counted: each bin is 1/20 wide. */
export const bins = 20

export interface SiteTotals {
  readonly site: string
  readonly articles: number
  readonly characters: number
  readonly removed: number
}

/** An article in the list. */
export interface Entry {
  readonly id: string
  /** Empty when it is not known. */
  readonly site: string
  readonly title?: string
  readonly form: Form
  readonly status: ArticleRecord['status']
  readonly characters: number
  readonly removed: Readonly<Partial<Record<Category, number>>>
  /** The confidence of the removal that is least sure; absent when there is none. */
  readonly least?: number
  /** What its suspects are doubted as, one each. */
  readonly suspects: readonly Category[]
}

/** An article as it is shown. */
export interface ArticleData {
  readonly language?: string
  /** Why it was refused or failed. */
  readonly reason?: string
  /** The source; absent when the page was made without it. */
  readonly body?: string
  /** How a page reads, where `body` is its source: tags left out, characters decoded. Passages lie inside or outside of marks. */
  readonly shown?: readonly Passage[]
  /** Removals and suspects, sorted by place, disjoint. */
  readonly marks: readonly Mark[]
}

/** A stretch that was taken out or doubted. */
export interface Mark {
  readonly kind: 'removal' | 'suspect'
  readonly start: number
  readonly end: number
  readonly category: Category
  readonly confidence: number
  readonly evidence: readonly Evidence[]
  /** What held a suspect back, when it was a guard. */
  readonly guard?: string
  /** What stands there, in an article without `body`. */
  readonly text?: string
}
