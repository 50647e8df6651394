/** An article as it is drawn: its lines, and its marks in place. */
import type {ArticleData} from '../data.ts'
import {make} from './dom.ts'
import {verdictOn} from './judgment.ts'
import {linesOf, marksOf} from './lines.ts'
import type {Judgment, Shown, Stretch, Verdict} from './types.ts'
import {kinds} from './words.ts'

export interface Drawn {
  /** In the order of the text; the place of a mark in it is its number below. */
  readonly marks: readonly Shown[]
  /** The button that a mark starts with. */
  tag(mark: number): HTMLElement | undefined
  /** Shows which mark is looked at; -1 for none. */
  look(mark: number): void
  /** What of the text people have selected, stretch by stretch. */
  selected(): Stretch[]
}

/** Draws the text of an article into an element, in place of what was there. */
export function drawArticle(box: HTMLElement, data: ArticleData, judgment: Judgment): Drawn {
  const marks = marksOf(data, judgment)
  const places = new Map(marks.map((shown, at) => [shown, at]))
  const tags: HTMLElement[] = []
  const stretches = new Map<Element, Stretch>()

  const drawn = (stretch: Stretch): HTMLElement => {
    const span = make('span', {}, stretch.text)
    stretches.set(span, stretch)
    const {shown, text} = stretch
    // Of a mark that ends or begins amid a line's indentation nothing is seen there.
    const isIndentation = text !== '' && text.trim() === ''
    if (!shown || isIndentation) return span
    const at = places.get(shown)!
    const verdict = verdictOn(shown, judgment)
    const isGone = shown.kind === 'removal' ? verdict !== 'wrong' : shown.kind === 'missed' || verdict === 'wrong'
    const mark = make(isGone ? 'del' : 'mark', {
      class: `mark ${shown.kind} ${shown.mark.category} ${verdict ?? 'open'}`,
      'data-mark': at,
    })
    if (!tags[at]) mark.append((tags[at] = tagOf(shown, verdict)))
    mark.append(span)
    return mark
  }
  box.replaceChildren(
    ...linesOf(data, marks).map((line) => make('p', {class: 'line', dir: 'auto'}, ...line.map(drawn))),
  )
  return {
    marks,
    tag: (mark) => tags[mark],
    look: (mark) => {
      for (const element of box.querySelectorAll('.looked')) element.classList.remove('looked')
      for (const element of box.querySelectorAll(`[data-mark="${mark}"]`)) element.classList.add('looked')
    },
    selected: () => selectedOf(stretches),
  }
}

const signs: Readonly<Record<Verdict, string>> = {right: '✓', wrong: '✗'}

function tagOf({kind, mark}: Shown, verdict: Verdict | undefined): HTMLElement {
  // Its own direction, that the line's may be told by the text alone.
  const attributes = {type: 'button', class: 'tag', dir: 'ltr', lang: 'en'}
  const said = verdict ? `, judged ${verdict}` : ''
  return make(
    'button',
    {...attributes, 'aria-label': `${mark.category}, ${kinds[kind]}${said}: show the evidence`},
    `${mark.category}${kind === 'suspect' ? '?' : ''}${verdict ? ` ${signs[verdict]}` : ''}`,
  )
}

function selectedOf(stretches: ReadonlyMap<Element, Stretch>): Stretch[] {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return []
  const range = selection.getRangeAt(0)
  return [...stretches]
    .filter(([element]) => range.intersectsNode(element))
    .map(([element, stretch]) => {
      // No place inside is known of what was decoded.
      const isExact = stretch.text.length === stretch.end - stretch.start
      const within = (node: Node, offset: number, otherwise: number): number =>
        isExact && node === element.firstChild ? stretch.start + offset : otherwise
      return {
        ...stretch,
        start: within(range.startContainer, range.startOffset, stretch.start),
        end: within(range.endContainer, range.endOffset, stretch.end),
      }
    })
    .filter(({start, end, shown}) => end > start || shown)
}
