/**
 * A page to blocks. A block is what stands between two breaks: where elements begin and end that are no part of a line, and
 * `<br>`. White space runs together as on the screen, and as in hast-util-to-text. A short row of a table is one block; links
 * with nothing between them, which hast-util-to-text runs together, are blocks of their own.
 */
import {common} from '../frames.ts'
import type {Block, Joint} from '../model.ts'
import type {Phrases} from '../phrases.ts'
import {addLine, isBlank, trimmed, type Place} from './line.ts'
import {PageError, type Page, type PageElement, type PageText} from './page.ts'
import {LOST_BREAKS} from './text.ts'

/** A stretch of a text of the page. Counts code units of its `value`. */
export interface Piece {
  readonly text: PageText
  readonly start: number
  readonly end: number
}

export interface PageLayout {
  readonly page: Page
  readonly blocks: readonly Block[]
  /** What each block is made of, in order. A block without a place has none. */
  readonly pieces: readonly (readonly Piece[])[]
}

/** Blocks that a page may have. Each takes seven kilobytes while it is judged, and one page must not bring down a batch. */
const MOST = 200_000

/**
 * Lays out a page. Linear in its length.
 *
 * @throws PageError when it has too many lines.
 */
export function layoutPage(page: Page, phrases: Phrases): PageLayout {
  const lines = linesOf(page.root)
  const total = lines.reduce((sum, {text}) => sum + text.length, 0)
  const blocks: Block[] = []
  const pieces: Piece[][] = []
  for (const {text, joint, frame, linked, hidden, runs} of lines) {
    const line = {
      text,
      joint,
      alone: text.length > LOST_BREAKS * total,
      markup: {frame, linked: linked / text.length, hidden},
      place(from: number, to: number) {
        const here = piecesOf(runs, from, to)
        const place = placeOf(here)
        pieces.push(place.start < place.end ? here : [])
        return place
      },
    }
    addLine(blocks, line, phrases)
    if (blocks.length > MOST) throw new PageError(`Unexpected page of more than ${MOST} lines, expected fewer`)
  }
  return {page, blocks, pieces}
}

/** A stretch of a line that stands in one text as it is: code units from `at` on are those of `text.value` from `start` on. */
interface Run extends Piece {
  readonly at: number
}

interface PageLine {
  readonly text: string
  readonly joint: Joint
  readonly frame: PageElement
  /** Code units in links. */
  readonly linked: number
  readonly hidden: boolean
  readonly runs: readonly Run[]
}

function piecesOf(runs: readonly Run[], from: number, to: number): Piece[] {
  const pieces: Piece[] = []
  for (const {at, text, start, end} of runs) {
    const first = Math.max(start, start + from - at)
    const last = Math.min(end, start + to - at)
    const before = pieces.at(-1)
    // White space that runs together in a text parts no pieces.
    if (first < last && before?.text === text) pieces[pieces.length - 1] = {text, start: before.start, end: last}
    else if (first < last) pieces.push({text, start: first, end: last})
  }
  return pieces
}

/** From the first piece to the last, or nowhere where one has no place or they stand in another order. */
function placeOf(pieces: readonly Piece[]): Place {
  let at = -1
  for (const {text, start, end} of pieces) {
    if (!text.origin || text.origin(start) < at) return {start: 0, end: 0}
    at = text.origin(end)
  }
  const first = pieces[0]
  return {start: first?.text.origin?.(first.start) ?? 0, end: Math.max(at, 0)}
}

/** Elements that begin and end a line, and what parts them from the line before. */
const breaks = new Map<string, Joint>([
  ...tags(
    'line',
    'body caption dd details dialog dir div dt hgroup legend li listing option optgroup summary tbody tfoot',
  ),
  ...tags('line', 'thead tr button select textarea fieldset center html'),
  ...tags(
    'gap',
    'address article aside blockquote dl figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main menu',
  ),
  ...tags('gap', 'nav ol p plaintext pre search section table ul xmp'),
])

function tags(joint: Joint, names: string): [string, Joint][] {
  return names.split(' ').map((name) => [name, joint])
}

/** Whether an element begins and ends a line, or a part of one as cells of a table do. */
export const partsLines = (tag: string): boolean => breaks.has(tag) || tag === 'br' || tag === 'td' || tag === 'th'

const strength: Readonly<Record<Joint, number>> = {joined: 0, line: 1, gap: 2}
const preserving = new Set(['pre', 'textarea', 'listing', 'plaintext', 'xmp'])

/** Letters up to which a row of a table is one block. */
export const ROW = 200

/** The lines of a page, in the order of its elements. */
function linesOf(root: PageElement): PageLine[] {
  const lines: PageLine[] = []
  let text = ''
  let runs: Run[] = []
  let frame: PageElement | undefined
  let linked = 0
  let hidden = true
  let joint: Joint = 'gap'
  /** The link that the last code unit is of. */
  let lastLink: PageElement | undefined
  let isSpaced = true

  const flush = (next: Joint): void => {
    const [from, to] = trimmed(text, 0, text.length)
    if (from < to) {
      const shifted = from === 0 ? runs : runs.map((run) => ({...run, at: run.at - from}))
      lines.push({
        text: text.slice(from, to),
        joint,
        frame: frame!,
        linked: Math.min(linked, to - from),
        hidden,
        runs: shifted,
      })
      joint = next
    } else if (strength[next] > strength[joint]) joint = next
    text = ''
    runs = []
    frame = undefined
    linked = 0
    hidden = true
    lastLink = undefined
    isSpaced = true
  }

  const addText = (node: PageText, parent: PageElement, link: PageElement | undefined, keepsBreaks: boolean): void => {
    if (link && lastLink && link !== lastLink && !isSpaced) flush('joined')
    const {value} = node
    for (let start = 0; start < value.length;) {
      if (isSpace(value.charCodeAt(start))) {
        let end = start
        let isBroken = false
        while (end < value.length && isSpace(value.charCodeAt(end))) {
          if (value.charCodeAt(end) === LINE_FEED) isBroken = true
          end++
        }
        if (keepsBreaks && isBroken) flush('line')
        else if (!isSpaced) {
          add(node, parent, start, start + 1, link, ' ')
          isSpaced = true
        }
        start = end
        continue
      }
      let end = start + 1
      while (end < value.length && !isSpace(value.charCodeAt(end))) end++
      // One space between words is the same in the text and on the screen: such words are one run.
      while (value.charCodeAt(end) === SPACE && end + 1 < value.length && !isSpace(value.charCodeAt(end + 1))) {
        end += 2
        while (end < value.length && !isSpace(value.charCodeAt(end))) end++
      }
      add(node, parent, start, end, link, value.slice(start, end))
      isSpaced = false
      start = end
    }
  }

  const add = (
    node: PageText,
    parent: PageElement,
    start: number,
    end: number,
    link: PageElement | undefined,
    read: string,
  ): void => {
    runs.push({at: text.length, text: node, start, end})
    text += read
    // A mark that shows nothing stands nowhere.
    if (isBlank(read)) return
    frame = frame ? common<PageElement>(frame, parent) : parent
    if (link) linked += end - start
    if (!parent.hidden) hidden = false
    lastLink = link
  }

  const walk = (element: PageElement, link: PageElement | undefined, inRow: boolean, keepsBreaks: boolean): void => {
    const {tag, children} = element
    if (tag === 'br') return flush(text === '' && strength[joint] > 0 && lines.length > 0 ? 'gap' : 'line')
    const isCell = tag === 'td' || tag === 'th'
    const broken = breaks.get(tag)
    const parts = (broken !== undefined || isCell) && inRow
    if (parts || isCell) {
      if (!parts) flush('line')
      else if (!isSpaced) {
        text += isCell ? '\t' : ' '
        isSpaced = true
      }
    } else if (broken) flush(broken)
    const row = inRow || (tag === 'tr' && isShortRow(element))
    const inner = link ?? (tag === 'a' ? element : undefined)
    for (const child of children) {
      if (child.kind === 'text') addText(child, element, inner, keepsBreaks)
      else walk(child, inner, row, keepsBreaks || preserving.has(child.tag))
    }
    if (broken && !parts) flush(broken)
    else if (isCell && !parts) flush('line')
  }

  walk(root, undefined, false, false)
  flush('gap')
  return lines
}

const SPACE = 0x20
const LINE_FEED = 0x0a
const isSpace = (code: number): boolean => code === SPACE || (code >= 0x09 && code <= 0x0d)

/** Whether a row holds little text, and nothing that is more than a line. */
function isShortRow(row: PageElement): boolean {
  let left = ROW
  const fits = ({children}: PageElement): boolean =>
    children.every((child) => {
      if (child.kind === 'text') return (left -= child.value.trim().length) >= 0
      return !notInRow.has(child.tag) && fits(child)
    })
  return fits(row)
}
const notInRow = new Set(['table', 'ul', 'ol', 'dl', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'form', 'select', 'br'])
