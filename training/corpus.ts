/** What is learned from: hand-marked documents, and spliced ones around bodies that are clean. */
import {layoutText} from '../src/layout/text.ts'
import type {Pack, Phrases} from '../src/phrases.ts'
import {corpusOf, siteOf} from '../src/profile.ts'
import {createTally} from '../src/tally.ts'
import type {Profile} from '../src/model.ts'
import {contextOf} from '../src/signals/index.ts'
import {exampleOf, type Example} from './examples.ts'
import {readFixtures, readHtmlFixtures, readTraps} from './fixtures.ts'
import type {Lessons} from './learn.ts'
import {asHtml} from './html.ts'
import {exampleOfPage, readPages, type ReferencePage} from './pages.ts'
import {splice, spliceSites, stockOf, type Stock} from './splice.ts'
import {articleOf, files, outletOf, rows, type Marked, type Unmarked} from './shared.ts'

/** Spliced documents to learn from, and how much one counts beside a real one. */
const SPLICED = 1500
const SPLICED_WEIGHT = 0.3
/** What one trap counts: they are dozens a language, of the same paragraphs. */
const TRAP_WEIGHT = 0.3
const SEED = 7

/** The real documents. */
export interface Corpus {
  /** Hand-marked ones, and judgments of others. */
  readonly gold: readonly Marked[]
  /** Our own marked documents: the layouts and the traps that the others are short of. */
  readonly fixtures: readonly Marked[]
  /** The same as HTML: pages and fragments, and judgments of others. */
  readonly htmlFixtures: readonly Marked[]
  /** Articles that have the words of furniture and none of it. */
  readonly traps: readonly Marked[]
  /** Real pages, and those of them that can be learned from as they are learned from. */
  readonly pages: readonly ReferencePage[]
  readonly pageExamples: readonly Example[]
  readonly pool: readonly Unmarked[]
  readonly packs: readonly Pack[]
  readonly phrases: Phrases
  /** What the pool says, as a user's own corpus would. It holds no marks: outlets need not be held out of it. */
  readonly profile: Profile
  /** The same of the pool and the marked documents: weights are learned with it. */
  readonly ownProfile: Profile
}

/** @param judgments Documents that others judged, texts and pages: they count as the marked ones do. */
export function readCorpus(packs: readonly Pack[], phrases: Phrases, judgments: readonly Marked[] = []): Corpus {
  const pool = [...rows<Unmarked>(files.poolAr), ...rows<Unmarked>(files.poolOther)]
  const tally = createTally(phrases)
  for (const document of pool) tally.add(articleOf(document))
  const profile = tally.freeze()
  const gold = [...rows<Marked>(files.gold), ...judgments.filter(({form}) => form !== 'html')]
  const pages = readPages()
  // A corpus that is cleaned by its own profile holds the article itself.
  for (const document of gold) tally.add(articleOf(document))
  return {
    gold,
    fixtures: readFixtures(),
    htmlFixtures: [...readHtmlFixtures(), ...judgments.filter(({form}) => form === 'html')],
    traps: readTraps(),
    pages,
    pageExamples: pages.flatMap((page) => exampleOfPage(page, phrases) ?? []),
    pool,
    packs,
    phrases,
    profile,
    ownProfile: tally.freeze(),
  }
}

/**
 * A pool document that nobody has marked is taken for clean when no phrase of a noise list stands in it and it ends in
 * prose.
 */
function seemsClean({text}: Unmarked, phrases: Phrases): boolean {
  const blocks = layoutText(text, phrases)
  const {prose} = contextOf(blocks, undefined)
  return (
    prose.filter(Boolean).length >= 3 &&
    prose.at(-1) === true &&
    blocks.every(({hits}) => hits.every(({list}) => list === 'credit'))
  )
}

const isClean = ({noise}: Marked): boolean => noise.every(({category}) => category === 'credit')

/** The stock to splice from, without the outlets that are held out. */
export function stock({gold, pool, packs, phrases}: Corpus, heldOut: (outlet: string) => boolean): Stock {
  const known = (document: Unmarked): boolean => !heldOut(outletOf(document))
  const clean = [...gold.filter(isClean), ...pool.filter((document) => seemsClean(document, phrases))].filter(known)
  return stockOf(clean, pool.filter(known), packs)
}

/** What to learn from, without the outlets that are held out. */
export function lessons(corpus: Corpus, heldOut: (outlet: string) => boolean): Lessons {
  const known = (document: Marked): boolean => !heldOut(outletOf(document))
  const real = [...corpus.gold, ...corpus.fixtures].filter(known)
  const material = stock(corpus, heldOut)
  const spliced = splice(material, 'train', SPLICED, SEED)
  const pages = spliceSites(material, SEED)
  const tally = createTally(corpus.phrases)
  for (const document of pages) tally.add(articleOf(document))
  const sites = profiledExamples(pages, tally.freeze(), corpus.phrases, SPLICED_WEIGHT)
  return {
    form: 'text',
    examples: [
      ...real.map((document) => exampleOf(document, corpus.phrases, 1)),
      ...corpus.traps.filter(known).map((document) => exampleOf(document, corpus.phrases, TRAP_WEIGHT)),
      ...spliced.map((document) => exampleOf(document, corpus.phrases, SPLICED_WEIGHT)),
    ].filter(({joints}) => joints.length > 0),
    profiled: [...profiledExamples(corpus.gold.filter(known), corpus.ownProfile, corpus.phrases, 1), ...sites],
  }
}

/** Spliced documents among the texts that pages are learned from. */
const SPLICED_PAGES = 500

/** What to learn from for pages, without the outlets that are held out: real ones, and marked texts written as HTML. */
export function pageLessons(corpus: Corpus, heldOut: (outlet: string) => boolean): Lessons {
  const {phrases} = corpus
  const known = (document: Marked): boolean => !heldOut(outletOf(document))
  const spliced = splice(stock(corpus, heldOut), 'train', SPLICED_PAGES, SEED)
  const written = [
    ...[...corpus.gold, ...corpus.fixtures].filter(known).map((document) => ({document, weight: 1})),
    ...corpus.traps.filter(known).map((document) => ({document, weight: TRAP_WEIGHT})),
    ...spliced.map((document) => ({document, weight: SPLICED_WEIGHT})),
  ].map(({document, weight}, index) => exampleOf(asHtml(document, SEED + index), phrases, weight))
  const pages = corpus.pageExamples.filter(({outlet}) => !heldOut(outlet))
  const fixtures = corpus.htmlFixtures.filter(known).map((document) => exampleOf(document, phrases, 1))
  return {
    form: 'html',
    examples: [...fixtures, ...written.filter(({joints}) => joints.length > 0), ...pages],
    profiled: [],
  }
}

function profiledExamples(documents: readonly Marked[], profile: Profile, phrases: Phrases, weight: number): Example[] {
  return documents
    .map((document) => exampleOf(document, phrases, weight, corpusOf(profile, siteOf(articleOf(document)))))
    .filter(({joints}) => joints.length > 0)
}
