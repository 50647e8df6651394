/** One article: layout → signals → label → decide → cut. Pure: no disk, clock, console, randomness, async. */
import {cut} from './cut.ts'
import {decide, keptBy, policyOf, type Decision} from './decide.ts'
import {chainOf, label, scores} from './label/chain.ts'
import {layoutText} from './layout/text.ts'
import type {Article, Corpus, Options, Outcome, Profile, Removal, Weights} from './model.ts'
import type {Phrases} from './phrases.ts'
import {corpusOf, siteOf} from './profile.ts'
import {contextOf, observe, signals} from './signals/index.ts'

/** What an article is cleaned by. */
export interface Rules {
  readonly phrases: Phrases
  readonly weights: Weights
  /** What the corpus that the articles are of says, when it was looked through before. */
  readonly profile?: Profile
}

/** Cleans one article. Never throws, whatever the body. */
export type Clean = (article: Article) => Outcome

/**
 * How often a body is looked at again after a cut. What goes changes what stands around the rest, and a clean body must
 * stay as it is when it is cleaned again; of 8,520 pool documents none needed more than five passes.
 */
const PASSES = 8

/** Builds the cleaner. The rules are read once and shared by all articles. */
export function createClean(rules: Rules, options: Options = {}): Clean {
  const chain = chainOf(rules.weights)
  const kinds = new Map(signals.map(({id, kind}) => [id, kind]))
  const policy = policyOf(options)
  const kept = keptBy(policy)
  const level = options.level ?? 'careful'

  const judge = (body: string, title: string | undefined, corpus: Corpus | undefined): Decision => {
    const blocks = layoutText(body, rules.phrases)
    const context = contextOf(blocks, title, corpus)
    const seen = observe(blocks, context)
    const labels = label(
      scores(seen, chain),
      blocks.map((block) => block.joint),
      chain,
      kept,
    )
    return decide({body, blocks, prose: context.prose, seen, labels, chain, kinds}, level, policy)
  }

  return (article) => {
    const {body, title} = article
    const corpus = rules.profile && corpusOf(rules.profile, siteOf(article))
    const first = judge(body, title, corpus)
    if (first.removals.length === 0) return {status: 'clean', clean: body, removals: [], suspects: first.suspects}
    let removals = first.removals
    for (let pass = 1; pass < PASSES; pass++) {
      const clean = cut(body, removals)
      const next = judge(clean, title, corpus)
      if (next.removals.length === 0) {
        const suspects = inSource(next.suspects, body, removals)
        return {status: 'cleaned', clean, removals, suspects}
      }
      removals = [...removals, ...inSource(next.removals, body, removals)].toSorted((a, b) => a.start - b.start)
    }
    return {
      status: 'refused',
      reason: `Unexpected cuts after ${PASSES} passes, expected a body that stays as it is`,
      clean: body,
      removals: [],
      suspects: [],
    }
  }
}

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
