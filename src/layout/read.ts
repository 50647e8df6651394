/** An article's body as it reads: its blocks, and what to cut of the source for those that go. */
import type {Block, Excision, Form, PageFacts} from '../model.ts'
import type {Phrases} from '../phrases.ts'
import {excisePage} from './excise.ts'
import {layoutPage} from './html.ts'
import {parsePage} from './parse.ts'
import {exciseText, layoutText} from './text.ts'

/** What is cut of a page: where nothing else is left in an element, the element, or never more than its words. */
export type Scope = 'markup and words' | 'words only'

export interface Reading {
  readonly blocks: readonly Block[]
  readonly facts: PageFacts
  excise(going: ReadonlySet<number>, scope: Scope): readonly Excision[]
}

/** @throws PageError when a page can't be laid out. */
export function read(body: string, form: Form, phrases: Phrases): Reading {
  if (form === 'text') {
    const blocks = layoutText(body, phrases)
    return {blocks, facts: {}, excise: (going) => exciseText(body, blocks, going)}
  }
  const layout = layoutPage(parsePage(body), phrases)
  return {
    blocks: layout.blocks,
    facts: layout.page.facts,
    excise: (going, scope) => excisePage(layout, body, going, scope === 'words only'),
  }
}

const between = {joined: ' ', line: '\n', gap: '\n\n'} as const

/** Blocks as lines of text, with blank lines between paragraphs, but for those left out. */
export const textOf = (blocks: readonly Block[], leftOut: ReadonlySet<number> = new Set()): string =>
  blocks
    .filter((_, index) => !leftOut.has(index))
    .map(({text, joint}, index) => (index === 0 ? text : between[joint] + text))
    .join('')
