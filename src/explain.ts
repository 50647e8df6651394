/** An article on the terminal: what goes, what was doubted, and why. Pure; reads the record alone. */
import {location} from 'vfile-location'
import type {ArticleRecord, Category, Evidence, Suspect} from './model.ts'
import {readable} from './readable.ts'
import {visible} from './visible.ts'
import {widthOf, wrapped} from './wrap.ts'

/** How it is written. */
export interface Style {
  /** The cells of a line. */
  readonly columns: number
  /** What goes is struck through, in the colour of its category; else signs tell. */
  readonly color: boolean
  /** Stretches from right to left are kept apart from what stands around them: for terminals, which know the marks. */
  readonly isolates: boolean
}

/** A removal or a suspect. */
export interface Mark extends Suspect {
  readonly kind: 'removal' | 'suspect'
}

/** A stretch of a line that is one thing: kept, or in a mark. */
interface Span {
  readonly text: string
  readonly mark: Mark | undefined
}

interface Line {
  /** Where it starts in the source, and which of its lines that is. */
  readonly start: number
  readonly number: number
  readonly spans: readonly Span[]
}

const ESC = '\u001B['
/** Isolates. */
const [LEFT_TO_RIGHT, RIGHT_TO_LEFT, POP] = ['\u2066', '\u2067', '\u2069']
const letter = /\p{L}/u
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}]|[\u{1e800}-\u{1efff}]/u

/** Foregrounds that every terminal has, in the shades of its own theme. */
const colors: Readonly<Record<Category, number>> = {
  related: 31,
  headlines: 35,
  foreign: 33,
  keywords: 36,
  promo: 34,
  ui: 32,
  comments: 95,
  legal: 96,
  credit: 94,
}
const [BOLD, DIM, UNDERLINED, STRUCK] = [1, 2, 4, 9]

/** A line has this much room at least, however narrow the terminal. */
const NARROWEST = 20

/**
 * Shows an article as lines for a terminal.
 *
 * The article's lines stand as they are, behind a sign and their number in the source: `-` goes, `~` goes in part, `?` is doubted.
 * Why stands below each. Text from right to left never shares a line with what is said about it, but for the details of signals.
 *
 * @param source The article's source.
 * @param record Its line of the record, with offsets in UTF-16 code units.
 * @param says signal → what it sees, in a sentence. Signals that are not in it are named alone.
 */
export function explain(
  source: string,
  record: ArticleRecord,
  says: ReadonlyMap<string, string>,
  style: Style,
): string {
  const marks = marksOf(record)
  const lines = record.form === 'html' ? linesOfPage(source, marks) : linesOfText(source, marks)
  const digits = String(lines.at(-1)?.number ?? 1).length
  const paint = painter(style.color)
  const gutter = (sign: string, line: string): string =>
    `${paint(sign, BOLD)} ${paint(`${line.padStart(digits)} │`, DIM)} `
  const room = Math.max(NARROWEST, style.columns - digits - 5)
  const isolated = isolating(style)
  const reasonsFor = createReasons(says, style, room)
  const out: string[] = [paint(visible(record.id), BOLD), '']

  let next = 0
  /** Says why of all marks that end before an offset. */
  const pass = (offset: number): void => {
    for (; next < marks.length && endOf(marks[next]!) <= offset; next++)
      out.push(...reasonsFor(marks[next]!).map((row) => gutter(' ', '') + row))
  }
  for (const [index, line] of lines.entries()) {
    const kinds = kindsIn(line)
    const sign = signOf(kinds)
    const isMixed = kinds.size > 1
    const spans = isMixed && !style.color ? line.spans.map((span) => ({...span, text: signed(span)})) : line.spans
    const whole = spans.map(({text}) => text).join('')
    for (const [row, parts] of wrapped(spans, room).entries()) {
      const text = parts.map((part) => paint(part.text, ...stylesOf(part.mark))).join('')
      out.push((gutter(sign, row === 0 ? String(line.number) : '') + isolated(text, whole)).trimEnd())
    }
    pass(lines[index + 1]?.start ?? Infinity)
  }
  pass(Infinity)
  out.push('', summary(source, record))
  return `${out.join('\n')}\n`
}

/**
 * Why a mark is one, as rows: its category and confidence, and what weighed, heaviest first. A signal is put in words the first
 * time: `+4.1  opens-related  The block opens with a phrase of the list related. «اقرأ أيضا»`
 */
function createReasons(says: ReadonlyMap<string, string>, style: Style, room: number): (mark: Mark) => string[] {
  const paint = painter(style.color)
  const isolated = isolating(style)
  const said = new Set<string>()

  const inWords = ({signal, weight, detail}: Evidence, width: number): string[] => {
    const sentence = said.has(signal) ? '' : (says.get(signal) ?? '')
    said.add(signal)
    const head = `    +${weight.toFixed(1)}  ${visible(signal).padEnd(width)}  `
    const left = Math.max(NARROWEST, room - head.length)
    const rows = rowsOf(sentence, left)
    if (detail !== undefined) {
      // In one piece: a broken phrase would start a line with text from right to left.
      const quoted = `«${isolated(visible(detail))}»`
      const together = `${rows.at(-1)!} ${quoted}`.trim()
      if (widthOf(together) <= left) rows[rows.length - 1] = together
      else rows.push(...rowsOf(quoted, left))
    }
    return rows.map((row, index) => ((index === 0 ? head : ' '.repeat(head.length)) + paint(row, DIM)).trimEnd())
  }

  return ({kind, category, confidence, evidence, guard}) => {
    const held = kind === 'removal' ? '' : ` · doubted, but kept${guard === undefined ? '' : `: ${visible(guard)}`}`
    const head = paint(`└ ${visible(`${category} ${confidence}`)}`, BOLD, colors[category]) + held
    const width = Math.max(0, ...evidence.map(({signal}) => visible(signal).length))
    return [head, ...evidence.flatMap((one) => inWords(one, width))]
  }
}

/** Removals and suspects, in the order of the source. */
const marksOf = ({removals, suspects}: Pick<ArticleRecord, 'removals' | 'suspects'>): Mark[] =>
  [
    ...removals.map((removal): Mark => ({...removal, kind: 'removal'})),
    ...suspects.map((suspect): Mark => ({...suspect, kind: 'suspect'})),
  ].toSorted((a, b) => a.start - b.start)

/** Where a mark ends but for white space. */
const endOf = ({start, text}: Mark): number => start + text.trimEnd().length

function linesOfText(source: string, marks: readonly Mark[]): Line[] {
  const lines: Line[] = []
  const find = finder(marks)
  const add = (start: number, end: number): void => {
    const spans: Span[] = []
    for (let at = start; at < end || spans.length === 0;) {
      const {mark, until} = find(at)
      spans.push({text: shown(source.slice(at, Math.min(end, until))), mark})
      at = Math.min(end, until)
    }
    lines.push({start, number: lines.length + 1, spans})
  }
  let start = 0
  for (const {0: end, index} of source.matchAll(/\r\n|[\r\n]/gu)) {
    add(start, index)
    start = index + end.length
  }
  if (start < source.length) add(start, source.length)
  return lines
}

/** The lines of a page as it reads. */
function linesOfPage(source: string, marks: readonly Mark[]): Line[] {
  const lines: {start: number; number: number; spans: Span[]}[] = []
  const find = finder(marks)
  const places = location(source)
  const cuts = marks.flatMap(({start, end}) => [start, end])
  for (const {start, text, opens} of readable(source, cuts)) {
    if (opens || lines.length === 0) lines.push({start, number: places.toPoint(start)?.line ?? 0, spans: []})
    lines.at(-1)!.spans.push({text: shown(text), mark: find(start).mark})
  }
  return lines
}

/** Tells for offsets that only rise in which mark they lie, and how far that is so. */
function finder(marks: readonly Mark[]): (offset: number) => {mark: Mark | undefined; until: number} {
  let next = 0
  return (offset) => {
    while (next < marks.length && marks[next]!.end <= offset) next++
    const mark = marks[next]
    if (!mark) return {mark, until: Infinity}
    return mark.start <= offset ? {mark, until: mark.end} : {mark: undefined, until: mark.start}
  }
}

const TAB = '    '
const shown = (text: string): string => visible(text.replaceAll('\t', TAB))
const rowsOf = (text: string, width: number): string[] =>
  wrapped([{text}], width).map((spans) =>
    spans
      .map((span) => span.text)
      .join('')
      .trimEnd(),
  )

/** What its parts are, but for white space among words. */
function kindsIn({spans}: Line): ReadonlySet<Mark['kind'] | 'kept'> {
  const words = spans.filter(({text}) => text.trim() !== '')
  return new Set((words.length > 0 ? words : spans).map(({mark}) => mark?.kind ?? 'kept'))
}

/** What becomes of a line: `-` it goes, `~` it goes in part, `?` it is doubted. */
const signOf = (kinds: ReturnType<typeof kindsIn>): '-' | '~' | '?' | ' ' =>
  kinds.has('removal') ? (kinds.size === 1 ? '-' : '~') : kinds.has('suspect') ? '?' : ' '

/** A part of a line with signs around it that tell what becomes of it. */
function signed({text, mark}: Span): string {
  if (!mark || text.trim() === '') return text
  const sign = mark.kind === 'removal' ? '-' : '?'
  return `[${sign}${text}${sign}]`
}

const stylesOf = (mark: Mark | undefined): number[] =>
  mark ? [mark.kind === 'removal' ? STRUCK : UNDERLINED, colors[mark.category]] : []

type Paint = (text: string, ...styles: readonly number[]) => string
const painter =
  (color: boolean): Paint =>
  (text, ...styles) =>
    color && styles.length > 0 && text !== '' ? `${ESC}${styles.join(';')}m${text}${ESC}0m` : text

type Isolate = (text: string, whole?: string) => string
const isolating = ({isolates}: Style): Isolate => (isolates ? inItsDirection : (text) => text)

/** A text in the direction of the first letter of what it is a part of, whatever stands around it. */
function inItsDirection(text: string, whole = text): string {
  if (!rightToLeft.test(whole)) return text
  const [first] = letter.exec(whole) ?? [whole]
  return (rightToLeft.test(first) ? RIGHT_TO_LEFT : LEFT_TO_RIGHT) + text + POP
}

const number = (value: number): string => value.toLocaleString('en-US')
const count = (value: number, what: string): string => `${number(value)} ${what}${value === 1 ? '' : 's'}`

/** `3 removals, 1,203 of 4,010 characters: related 900, promo 303. 1 suspect. Rules 3f0c….` */
function summary(source: string, {status, reason, rules, removals, suspects}: ArticleRecord): string {
  if (reason !== undefined) return visible(`${status}: ${reason}`)
  const byCategory = new Map<Category, number>()
  for (const {category, text} of removals) byCategory.set(category, (byCategory.get(category) ?? 0) + text.length)
  const parts = [...byCategory].toSorted(([, a], [, b]) => b - a)
  const total = parts.reduce((sum, [, length]) => sum + length, 0)
  const taken =
    total === 0
      ? 'Nothing goes'
      : `${count(removals.length, 'removal')}, ${number(total)} of ${count(source.length, 'character')}: ` +
        parts.map(([category, length]) => `${category} ${number(length)}`).join(', ')
  return visible(`${taken}. ${count(suspects.length, 'suspect')}. Rules ${rules.slice(0, 12)}.`)
}
