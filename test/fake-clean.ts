/**
 * A cleaner for tests of what stands around the real one: takes out the lines that start with NOISE, after tags or not. It
 * refuses what has REFUSE in it, and can't read a page with DEEP.
 */
import type {Surroundings} from '../src/cli/surroundings.ts'
import {cut} from '../src/cut.ts'
import type {Article, Outcome, Removal} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {createTally} from '../src/tally.ts'

export function fakeClean(article: Article): Outcome {
  if (article.body.includes('BUG')) throw new Error('a bug in a signal')
  const {body, form} = article
  const textOf = (html: string) => (form === 'html' ? {text: html.replace(/<[^<>]*>|\uFEFF/g, '').trim()} : {})
  const asItCame = {clean: body, removals: [], suspects: []}
  if (form === 'html' && body.includes('DEEP')) return {...asItCame, status: 'failed', reason: 'Unexpected depth'}
  if (body.includes('REFUSE')) return {...asItCame, ...textOf(body), status: 'refused', reason: 'Unexpected doubt'}
  const removals: Removal[] = []
  for (const {0: text, index: start} of body.matchAll(/^\uFEFF?(?:<\w+>)?NOISE[^\n]*\n?/gm)) {
    const category = text.includes('follow') ? 'promo' : 'related'
    const evidence = [{signal: 'fake', weight: 1}]
    removals.push({start, end: start + text.length, category, confidence: 1, text, evidence})
  }
  const status = removals.length > 0 ? 'cleaned' : 'clean'
  const clean = cut(body, removals)
  return {status, clean, ...textOf(clean), removals, suspects: []}
}

export const fakeCleaner = () => ({clean: fakeClean, digest: 'rules'})

/** Counts by lines alone: without packs none is split. */
export const tally: Surroundings['tally'] = () => createTally(compile([]))

/** What its signal sees, and one of the real ones. */
export const says: Surroundings['says'] = () =>
  new Map([
    ['fake', 'The line starts with NOISE.'],
    ['opens-related', 'It opens as related things do.'],
  ])
