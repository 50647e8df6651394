/** One article: layout → signals → label → decide → cut. Pure: no disk, clock, console, randomness, async. */
import {cut} from './cut.ts'
import {createJudge, type Rules} from './judge.ts'
import type {Decision} from './decide.ts'
import {PageError} from './layout/page.ts'
import {read, textOf, type Reading} from './layout/read.ts'
import {readsAsBefore} from './layout/same.ts'
import type {Article, Form, Options, Outcome, Removal} from './model.ts'
import type {Phrases} from './phrases.ts'
import {createManners} from './sites.ts'

/** Cleans one article. Never throws, whatever the body: a page that can't be read has the status `failed`. */
export type Clean = (article: Article) => Outcome

/**
 * How often a body is looked at again after a cut. What goes changes what stands around the rest, and a clean body must
 * stay as it is when it is cleaned again; of 8,520 pool documents none needed more than five passes.
 */
export const PASSES = 8

/**
 * Builds the cleaner. The rules are read once and shared by all articles.
 *
 * @throws SyntaxError when the section of a site can't be gone by.
 */
export function createClean(rules: Rules, options: Options = {}): Clean {
  const judge = createJudge(rules)
  const mannerOf = createManners(rules.phrases, options)

  const readAgain = (body: string, form: Form, phrases: Phrases): Reading | undefined => {
    try {
      return read(body, form, phrases)
    } catch (error) {
      if (error instanceof PageError) return undefined
      throw error
    }
  }

  /** Cuts, and reads what is left; `undefined` when it reads otherwise than before. */
  const cutOff = (body: string, before: Reading, {removals, going}: Decision, form: Form, phrases: Phrases) => {
    const clean = cut(body, removals)
    const reading = readAgain(clean, form, phrases)
    const isSame = reading && (form === 'text' || readsAsBefore(before.blocks, going, reading.blocks))
    return isSame ? {clean, reading, removals} : undefined
  }

  const cleaned = (article: Article): Outcome => {
    const {body, form} = article
    const manner = mannerOf(article)
    const {phrases} = manner
    let clean = body
    const whole = read(body, form, phrases)
    let reading = whole
    let removals: readonly Removal[] = []
    for (let pass = 0; pass < PASSES; pass++) {
      const judgment = judge({...article, body: clean}, reading, manner)
      const decision = judgment.decide('markup and words')
      if (decision.removals.length === 0) {
        const status = removals.length === 0 ? 'clean' : 'cleaned'
        const suspects = inSource(decision.suspects, body, removals)
        return {status, clean, ...textIn(reading, form, judgment.credits()), removals, suspects}
      }
      const next =
        cutOff(clean, reading, decision, form, phrases) ??
        cutOff(clean, reading, judgment.decide('words only'), form, phrases)
      if (!next)
        return asItCame(
          article,
          'refused',
          'Unexpected change in what stays, expected it to read as before the cut',
          whole,
        )
      removals = [...removals, ...inSource(next.removals, body, removals)].toSorted((a, b) => a.start - b.start)
      ;({clean, reading} = next)
    }
    return asItCame(
      article,
      'refused',
      `Unexpected cuts after ${PASSES} passes, expected a body that stays as it is`,
      whole,
    )
  }

  return (article) => {
    try {
      return cleaned(article)
    } catch (error) {
      if (error instanceof PageError) return asItCame(article, 'failed', error.message)
      throw error
    }
  }
}

/** An article that passes as it came, and why. */
const asItCame = ({body, form}: Article, status: 'refused' | 'failed', reason: string, reading?: Reading): Outcome => ({
  status,
  reason,
  clean: body,
  ...(reading && textIn(reading, form)),
  removals: [],
  suspects: [],
})

/** A page's readable text; a text is its own. */
const textIn = ({blocks}: Reading, form: Form, leftOut?: ReadonlySet<number>): {text?: string} =>
  form === 'html' ? {text: textOf(blocks, leftOut)} : {}

/** Stretches of a cut body as stretches of its source; one that spans a cut becomes one on each side of it. */
function inSource<Stretch extends Removal>(
  stretches: readonly Stretch[],
  source: string,
  removals: readonly Removal[],
): Stretch[] {
  const placed: Stretch[] = []
  let next = 0
  let shift = 0
  const pass = (at: number): void => {
    while (next < removals.length && removals[next]!.start <= at + shift) {
      shift += removals[next]!.end - removals[next]!.start
      next++
    }
  }
  for (const stretch of stretches) {
    pass(stretch.start)
    let at = stretch.start
    while (at < stretch.end) {
      const until = next < removals.length ? Math.min(stretch.end, removals[next]!.start - shift) : stretch.end
      placed.push({...stretch, start: at + shift, end: until + shift, text: source.slice(at + shift, until + shift)})
      at = until
      if (at < stretch.end) pass(at)
    }
  }
  return placed
}
