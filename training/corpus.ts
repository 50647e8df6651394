/** What is learned from: hand-marked documents, and spliced ones around bodies that are clean. */
import {layoutText} from '../src/layout/text.ts'
import type {Pack, Phrases} from '../src/phrases.ts'
import {contextOf} from '../src/signals/index.ts'
import {exampleOf, type Example} from './examples.ts'
import {readFixtures} from './fixtures.ts'
import {stockOf, splice, type Stock} from './splice.ts'
import {files, outletOf, rows, type Marked, type Unmarked} from './shared.ts'

/** Spliced documents to learn from, and how much one counts beside a real one. */
const SPLICED = 1500
const SPLICED_WEIGHT = 0.3
const SEED = 7

/** The real documents. */
export interface Corpus {
  readonly gold: readonly Marked[]
  /** Our own marked documents: the layouts and the traps that the others are short of. */
  readonly fixtures: readonly Marked[]
  readonly pool: readonly Unmarked[]
  readonly packs: readonly Pack[]
  readonly phrases: Phrases
}

export const readCorpus = (packs: readonly Pack[], phrases: Phrases): Corpus => ({
  gold: rows<Marked>(files.gold),
  fixtures: readFixtures(),
  pool: [...rows<Unmarked>(files.poolAr), ...rows<Unmarked>(files.poolOther)],
  packs,
  phrases,
})

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
export function trainingExamples(corpus: Corpus, heldOut: (outlet: string) => boolean): Example[] {
  const real = [...corpus.gold, ...corpus.fixtures].filter((document) => !heldOut(outletOf(document)))
  const spliced = splice(stock(corpus, heldOut), 'train', SPLICED, SEED)
  return [
    ...real.map((document) => exampleOf(document, corpus.phrases, 1)),
    ...spliced.map((document) => exampleOf(document, corpus.phrases, SPLICED_WEIGHT)),
  ]
}
