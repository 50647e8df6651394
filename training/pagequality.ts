/** How good the cleaner is on HTML: real pages by the words of their references, marked documents by their blocks. */
import type {Clean} from '../src/clean.ts'
import {read} from '../src/layout/read.ts'
import {states, type Outcome} from '../src/model.ts'
import type {Phrases} from '../src/phrases.ts'
import {scoreDocument, type Totals} from '../src/score.ts'
import {goldStates} from './examples.ts'
import type {ReferencePage} from './pages.ts'
import {nearness, type Nearness} from './reference.ts'
import {articleOf, type Marked} from './shared.ts'

/** A page as it was cleaned, with the text that is left of it. */
export interface PageResult extends Nearness {
  readonly page: ReferencePage
  readonly status: Outcome['status']
  readonly text: string
}

export const cleanedPage = (page: ReferencePage, clean: Clean): PageResult => {
  const {id, html, url} = page
  const {status, text = ''} = clean({id, form: 'html', body: html, ...(url !== null && {url})})
  return {page, status, text, ...nearness(text, page.text)}
}

/** The means over pages. */
export interface PageFigures {
  readonly pages: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly exact: number
  /** The share of pages with an F1 of 0.98 and more: near enough to exact that titles and captions may make the difference. */
  readonly near: number
  readonly trailing: number
  readonly refused: number
}

export function pageFigures(results: readonly PageResult[]): PageFigures {
  const mean = (of: (result: PageResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0) / results.length
  return {
    pages: results.length,
    precision: mean(({precision}) => precision),
    recall: mean(({recall}) => recall),
    f1: mean(({f1}) => f1),
    exact: mean(({exact}) => Number(exact)),
    near: mean(({f1}) => Number(f1 >= 0.98)),
    trailing: mean(({trailing}) => trailing),
    refused: mean(({status}) => Number(status === 'refused' || status === 'failed')),
  }
}

/** Scores a marked document of HTML by what is read of it: its blocks, one after the other. */
export function scoreHtml(document: Marked, clean: Clean, phrases: Phrases): Totals {
  const {removals} = clean(articleOf(document))
  const {blocks} = read(document.text, 'html', phrases)
  const marked = goldStates(document, blocks)
  const cut = goldStates({...document, noise: removals}, blocks)
  let text = ''
  const noise: {start: number; end: number; category: string}[] = []
  const cuts: {start: number; end: number; category: string}[] = []
  for (const [index, block] of blocks.entries()) {
    const place = {start: text.length, end: text.length + block.text.length}
    text += `${block.text}\n`
    if (marked[index] !== 0) noise.push({...place, category: states[marked[index]!] ?? 'unsure'})
    if (cut[index] !== 0) cuts.push({...place, category: states[cut[index]!]!})
  }
  return scoreDocument({...document, form: 'text', text, noise}, cuts)
}
