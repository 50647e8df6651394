/** What is shown of an article, and what people say of it. */
import type {Entry, Mark} from '../data.ts'
import type {Category} from '../../model.ts'

export type Removed = Entry['removed']

export type Verdict = 'right' | 'wrong'

/** A stretch that people say should have gone. */
export interface Missed {
  readonly start: number
  readonly end: number
  readonly category: Category
}

/** What people say of one article. */
export interface Judgment {
  /** By the number of the mark in the article. */
  readonly verdicts: Readonly<Record<number, Verdict>>
  /** Sorted by place, disjoint, none of them inside of a mark. */
  readonly missed: readonly Missed[]
  /** It was called right as a whole. */
  readonly whole: boolean
}

/** A mark as it stands in the text: one of the article's, or what people added. */
export type Shown =
  | {readonly kind: Mark['kind']; readonly number: number; readonly mark: Mark}
  | {readonly kind: 'missed'; readonly number: number; readonly mark: Missed}

/** A stretch of a line, all of it of one mark or of none. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly shown?: Shown
}
