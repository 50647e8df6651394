/** One hast tree: layout → signals → label → decide → edits, as `clean.ts` does it for a source. Pure, and changes no tree. */
import type {Root, Text} from 'hast'
import {PASSES} from './clean.ts'
import {createJudge, type Rules} from './judge.ts'
import {Edits, type Stretch} from './layout/edits.ts'
import {PageError} from './layout/page.ts'
import {type Scope} from './layout/read.ts'
import {readsAsBefore} from './layout/same.ts'
import {readTree, type TreeReading} from './layout/tree.ts'
import type {Article, Options, Outcome, Removal, Suspect} from './model.ts'
import {createManners} from './sites.ts'

/** A block that goes, or is doubted. */
export interface Found extends Pick<Suspect, 'category' | 'confidence' | 'evidence' | 'guard'> {
  /** As it reads. */
  readonly text: string
  /** What it is made of, in the texts as they came. */
  readonly stretches: readonly Stretch[]
}

/** What became of a tree. */
export interface Pruned extends Pick<Outcome, 'status' | 'reason'> {
  readonly edits: Edits
  readonly removals: readonly Found[]
  readonly suspects: readonly Found[]
  /** All texts that are read, in order. */
  readonly texts: readonly Text[]
}

/** Finds what has to go of a tree. A tree that can't be read has the status `failed`. */
export type Prune = (root: Root, article: Omit<Article, 'form' | 'body'>) => Pruned

/**
 * Builds it. The rules are read once and shared by all trees.
 *
 * @throws SyntaxError when the section of a site can't be gone by.
 */
export function createPrune(rules: Rules, options: Options = {}): Prune {
  const judge = createJudge(rules)
  const mannerOf = createManners(rules.phrases, options)

  const pruned: Prune = (root, article) => {
    const manner = mannerOf(article)
    const {phrases} = manner
    let edits = new Edits()
    let reading = readTree(root, edits, phrases)
    const {texts} = reading
    const removals: Found[] = []
    /** Takes blocks out, and reads what is left; `undefined` when it reads otherwise than before. */
    const cutOff = (going: ReadonlySet<number>, scope: Scope) => {
      const left = reading.without(going, scope)
      const next = readTree(root, left, phrases)
      return readsAsBefore(reading.blocks, going, next.blocks) ? {left, next} : undefined
    }
    for (let pass = 0; pass < PASSES; pass++) {
      const found = judge({...article, form: 'html', body: reading.body}, reading, manner).decide('markup and words')
      const {going} = found
      if (going.size === 0) {
        const status = removals.length === 0 ? 'clean' : 'cleaned'
        return {status, edits, removals, suspects: foundIn(reading, found.suspects), texts}
      }
      const done = cutOff(going, 'markup and words') ?? cutOff(going, 'words only')
      if (!done)
        return unread('refused', 'Unexpected change in what stays, expected it to read as before the cut', texts)
      removals.push(...foundIn(reading, found.removals))
      ;({left: edits, next: reading} = done)
    }
    return unread('refused', `Unexpected cuts after ${PASSES} passes, expected a page that stays as it is`, texts)
  }

  return (root, article) => {
    try {
      return pruned(root, article)
    } catch (error) {
      if (error instanceof PageError) return unread('failed', error.message)
      throw error
    }
  }
}

/** What is said of blocks, with what they are made of. No two begin at one place of a tree's texts. */
function foundIn(reading: TreeReading, said: readonly (Removal | Suspect)[]): Found[] {
  const at = new Map(reading.blocks.map(({start}, index) => [start, index]))
  return said.map((one) => {
    const index = at.get(one.start)!
    const {category, confidence, evidence} = one
    return {
      category,
      confidence,
      text: reading.blocks[index]!.text,
      evidence,
      ...('guard' in one && {guard: one.guard}),
      stretches: reading.stretchesOf(index),
    }
  })
}

const unread = (status: 'refused' | 'failed', reason: string, texts: readonly Text[] = []): Pruned => ({
  status,
  reason,
  edits: new Edits(),
  removals: [],
  suspects: [],
  texts,
})
