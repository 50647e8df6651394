/** Guards of a whole run: when too much of a corpus changes, something else has changed than the articles. */
import {removedOf, type Counts} from '../report.ts'

/** The most that may happen in a run, as shares from 0 to 1. */
export interface Guards {
  /** Of the articles, those that lose something. */
  readonly maxChanged: number | undefined
  /** Of the characters, those that are taken out. */
  readonly maxRemoved: number | undefined
  /** Of the articles, those that fail. */
  readonly maxFailed: number | undefined
}

/** Which guards trip, in words for people. */
export function tripped(counts: Counts, guards: Guards): string[] {
  const {articles, cleaned, failed, characters} = counts
  return (
    [
      ['articles changed', cleaned, articles, guards.maxChanged, '--max-changed'],
      ['characters taken out', removedOf(counts), characters, guards.maxRemoved, '--max-removed'],
      ['articles failed', failed, articles, guards.maxFailed, '--max-failed'],
    ] as const
  ).flatMap(([what, some, all, most, flag]) => {
    const share = all === 0 ? 0 : some / all
    return most === undefined || share <= most
      ? []
      : [`${percent(share)} of the ${what}, expected ${percent(most)} at most (${flag})`]
  })
}

/** A share in percent, as exact as it takes to tell small ones apart. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`
