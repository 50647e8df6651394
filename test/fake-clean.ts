/** A cleaner for tests of what stands around the real one: takes out the lines that start with NOISE. */
import type {Surroundings} from '../src/cli/surroundings.ts'
import {cut} from '../src/cut.ts'
import type {Article, Outcome, Removal} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {createTally} from '../src/tally.ts'

export function fakeClean(article: Article): Outcome {
  if (article.body.includes('BUG')) throw new Error('a bug in a signal')
  const removals: Removal[] = []
  for (const {0: text, index: start} of article.body.matchAll(/^\uFEFF?NOISE[^\n]*\n?/gm)) {
    const category = text.includes('follow') ? 'promo' : 'related'
    const evidence = [{signal: 'fake', weight: 1}]
    removals.push({start, end: start + text.length, category, confidence: 1, text, evidence})
  }
  const status = removals.length > 0 ? 'cleaned' : 'clean'
  return {status, clean: cut(article.body, removals), removals, suspects: []}
}

export const fakeCleaner: Surroundings['cleaner'] = () => ({clean: fakeClean, digest: 'rules'})

/** Counts by lines alone: without packs none is split. */
export const tally: Surroundings['tally'] = () => createTally(compile([]))
