/** A reading → what is to go of it: signals → label → decide. */
import {decide, thresholds, type Decision} from './decide.ts'
import {chainOf, label, scores} from './label/chain.ts'
import type {Reading, Scope} from './layout/read.ts'
import type {Article, Excision, Form, Profile, Weights} from './model.ts'
import type {Phrases} from './phrases.ts'
import {corpusOf, siteOf} from './profile.ts'
import {contextOf, createNotes, observe, signals} from './signals/index.ts'
import type {Manner} from './sites.ts'

/** What an article is cleaned by. */
export interface Rules {
  readonly phrases: Phrases
  readonly weights: Readonly<Record<Form, Weights>>
  /** What the corpus that the articles are of says, when it was looked through before. */
  readonly profile?: Profile
}

/**
 * Judges an article by a reading of its body, or of what is left of it: `article.body` is what the reading is of.
 *
 * `article.title` wins over that of the page. The manner is that of the article's site.
 */
export type Judge = (article: Article, reading: Reading, manner: Manner) => Judgment

/** Good until the next article is judged, or this one again: memory is used again. */
export interface Judgment {
  /** Asked for words only, it cuts these and leaves the markup around them in. */
  decide(scope: Scope): Decision
  /**
   * The blocks of a whole page that are credits and stay in it unasked: bylines, dates, captions. They are no part of its text,
   * where nothing would tell them from that.
   */
  credits(): ReadonlySet<number>
}

/** Builds the judge. */
export function createJudge(rules: Rules): Judge {
  const ids = signals.map(({id}) => id)
  const chains = {text: chainOf(rules.weights.text, ids), html: chainOf(rules.weights.html, ids)}
  const notes = createNotes()

  return (article, reading, {level, policy, kept, namesCredit, guardedIn, demandedIn}) => {
    const {blocks, facts} = reading
    const {body, form, title = facts.title} = article
    const corpus = rules.profile && corpusOf(rules.profile, siteOf(article))
    const chain = chains[form]
    const context = contextOf(blocks, title === undefined ? facts : {...facts, title}, corpus)
    const seen = observe(blocks, context, notes)
    const own = scores(seen, chain)
    const joints = blocks.map((block) => block.joint)
    const labels = label(own, joints, chain, kept)
    const extent = form === 'text' ? 'text' : facts.whole ? 'page' : 'fragment'
    const guarded = guardedIn(blocks)
    const demanded = demandedIn(blocks)
    return {
      decide(scope) {
        const cuts = (going: ReadonlySet<number>): readonly Excision[] => reading.excise(going, scope)
        return decide(
          {body, extent, blocks, prose: context.prose, seen, labels, chain, signals, guarded, demanded, excise: cuts},
          level,
          policy,
        )
      },
      credits() {
        if (extent !== 'page' || namesCredit) return new Set()
        const others = label(own, joints, chain, new Set([...kept].filter((state) => state !== 'credit')))
        return new Set(
          others.flatMap(({margin}, index) => (margin >= thresholds.page[level] && !guarded.has(index) ? [index] : [])),
        )
      },
    }
  }
}
