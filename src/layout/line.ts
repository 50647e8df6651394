/** A line to blocks: one, or several where furniture is glued into it or where its breaks were lost. */
import {isLetter, isUnspaced, tableOf} from '../letters.ts'
import {foldWithOrigins} from '../fold.ts'
import type {Block, Hit, Joint, Markup} from '../model.ts'
import {bareOf, type Phrase, type Phrases} from '../phrases.ts'
import {foldedLine, measure, openingOf, type FoldedLine, type Measure} from './measure.ts'

/** A phrase where it was found in a folded line. */
interface Find extends Phrase {
  readonly start: number
  readonly end: number
}

/** What may stand around a block without being of it: white space, and marks that show nothing. */
const margin = tableOf(/[\s\p{Cf}\p{Cc}]+/gu)

/** Whether nothing of a text shows. */
export const isBlank = (text: string): boolean => {
  const [start, end] = trimmed(text, 0, text.length)
  return start === end
}

export function trimmed(body: string, from: number, to: number): readonly [number, number] {
  let start = from
  let end = to
  while (start < end && margin[body.charCodeAt(start)] === 1) start++
  while (end > start && margin[body.charCodeAt(end - 1)] === 1) end--
  return [start, end]
}

/** A stretch of the source, half-open, in UTF-16 code units. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** A line as it reads, without what is trimmed. */
export interface Line {
  readonly text: string
  /** Where its code units stand, from `from` on, when that is known. */
  readonly codes?: Uint16Array
  readonly from?: number
  readonly joint: Joint
  /** It is the whole document, or nearly. */
  readonly alone: boolean
  readonly markup?: Markup
  /** Where a stretch of `text` stands in the source. Asked once for each block, in order. */
  place(from: number, to: number): Place
}

/** Adds the blocks of a line. Linear in its length. */
export function addLine(blocks: Block[], line: Line, phrases: Phrases): void {
  const {text, alone, markup} = line
  const {folded, codes, origins} = foldWithOrigins(text, line.codes, line.from)
  // Between two words a phrase opens something only before a colon, or where line breaks were lost.
  const whole = foldedLine(folded, codes, alone || folded.includes(':') ? 'everywhere' : 'apart')
  const sentences = alone ? sentenceStarts(codes, folded.length) : none
  const starts = sentences.length > 1 ? [0, ...sentences] : first
  const measures = starts.map((from, index) => measure(whole, from, starts[index + 1] ?? folded.length, phrases))
  const finds = findAll(whole, phrases)
  const cuts = splits(whole, starts, finds)
  const add = (
    from: number,
    to: number,
    piece: string,
    measured: Measure,
    joint: Joint,
    hits: readonly Hit[],
  ): void => {
    const {start, end} = line.place(from, to)
    const {words, functionWords, furnitureWords, connects, length} = measured
    const block = {
      start,
      end,
      text: text.slice(from, to),
      folded: piece,
      joint,
      hits,
      words,
      functionWords,
      furnitureWords,
      connects,
      length,
    }
    blocks.push(markup ? {...block, markup} : block)
  }
  if (cuts.length === 1) return add(0, text.length, folded, measures[0]!, line.joint, hitsOf(folded, finds, 0, phrases))
  // A sentence is measured, unless it was split again.
  let known = 0
  let next = 0
  for (const [index, at] of cuts.entries()) {
    const until = cuts[index + 1] ?? folded.length
    const isMeasured = starts[known] === at && (starts[known + 1] ?? folded.length) === until
    const measured = isMeasured ? measures[known]! : measure(whole, at, until, phrases)
    if (starts[known + 1] === until) known++
    const firstFind = next
    while (next < finds.length && finds[next]!.start < until) next++
    const [from, to] = trimmed(
      text,
      at === 0 ? 0 : origins[at]!,
      until === folded.length ? text.length : origins[until]!,
    )
    if (from === to) continue
    const piece = folded.slice(at, until).trim()
    const hits = hitsOf(piece, finds.slice(firstFind, next), at, phrases)
    add(from, to, piece, measured, index === 0 ? line.joint : 'joined', hits)
  }
}

const none: readonly never[] = []
/** Where the pieces of a line start that is not split. */
const first: readonly number[] = [0]

/** Every phrase of the packs in a folded line, at word boundaries. */
function findAll({folded, begins}: FoldedLine, phrases: Phrases): readonly Find[] {
  if (begins.length === 0) return none
  const finds: Find[] = []
  /** The last find of each place: a phrase inside another is not one of its own, but it may stand in two lists. */
  const last = {opens: {start: -1, end: 0}, holds: {start: -1, end: 0}, is: {start: -1, end: 0}}
  phrases.find(folded, begins, (phrase, start, inWord) => {
    const end = start + phrase.folded.length
    const {start: lastStart, end: lastEnd} = last[phrase.place]
    if (start < lastEnd && (start !== lastStart || end !== lastEnd)) return
    if (!phrase.glues && !endsWord(folded, end)) return
    if ((phrase.colon || inWord) && !colonAt(folded, end)) return
    finds.push({...phrase, start, end})
    last[phrase.place] = {start, end}
  })
  return finds
}

const endsWord = (folded: string, end: number): boolean =>
  end === folded.length ||
  !isLetter(folded.charCodeAt(end)) ||
  !isLetter(folded.charCodeAt(end - 1)) ||
  isUnspaced(folded.charCodeAt(end))

const colonAt = (folded: string, at: number): boolean =>
  folded.charCodeAt(at) === 0x3a || (folded.charCodeAt(at) === SPACE && folded.charCodeAt(at + 1) === 0x3a)

/** Code units behind a phrase in which a colon still belongs to it: "Read also on our pages: …". */
const SOON = 24

const colonSoon = (folded: string, end: number): boolean => folded.slice(end - 1, end + SOON).includes(':')

/**
 * Where the pieces of a folded line start: at furniture glued into it and at the sentences behind that.
 *
 * @param starts The sentences of a line that lost its breaks; else only where the line starts.
 */
function splits(
  {folded, codes, opening}: FoldedLine,
  starts: readonly number[],
  finds: readonly Find[],
): readonly number[] {
  if (finds.length === 0) return starts
  const lost = starts.length > 1
  const opens = finds
    .filter((find) => find.place === 'opens' && find.start > opening && standsApart(folded, find, lost))
    .map((find) => find.start)
  if (opens.length === 0) return starts
  const behind = lost ? none : sentenceStarts(codes, folded.length).filter((at) => at > opens[0]!)
  return [...new Set([...starts, ...opens, ...behind])].toSorted((a, b) => a - b)
}

/** Whether an opening phrase inside a line opens something of its own, rather than being words of the sentence. */
function standsApart(folded: string, find: Find, lost: boolean): boolean {
  let before = find.start - 1
  if (folded.charCodeAt(before) === SPACE) before--
  const code = folded.charCodeAt(before)
  // A quote that closes ends a sentence; one that opens makes the phrase a word of the sentence.
  if (code === QUOTE || code === APOSTROPHE)
    return before > 0 && before < find.start - 1 && isStop(folded.charCodeAt(before - 1))
  const goesOn = code === COMMA || code === HYPHEN || code === OPENING
  if (!isLetter(code) && !goesOn) return true
  const several = find.folded.includes(' ') || isUnspaced(folded.charCodeAt(find.start))
  return several && (colonAt(folded, find.end) || (!goesOn && (before === find.start - 1 || lost)))
}

const APOSTROPHE = 0x27
const SPACE = 0x20
const QUOTE = 0x22
const OPENING = 0x28
const COMMA = 0x2c
const HYPHEN = 0x2d

/**
 * Where sentences start inside a folded line: behind a stop and its closing quotes, or behind a stop glued to a letter.
 *
 * @param codes The line's code units, as `codesOf` gives them.
 */
export function sentenceStarts(codes: Uint16Array, length: number): number[] {
  const starts: number[] = []
  for (let i = 1; i < length - 1; i++) {
    if (!isStop(codes[i]!)) continue
    let next = i + 1
    while (next < length && isStop(codes[next]!)) next++
    while (next < length && isCloser(codes[next]!)) next++
    const spaced = codes[next] === SPACE
    const at = spaced ? next + 1 : next
    if (at < length && (spaced ? !isInitial(codes, i) : endsGlued(codes, i, at))) starts.push(at)
    i = next - 1
  }
  return starts
}

const isStop = (code: number): boolean =>
  code === 0x2e || code === 0x21 || code === 0x3f || code === 0x2026 || code === 0x964
const isCloser = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x29 || code === 0x5d

/** "J. Smith", "د. أحمد": the stop belongs to one letter. */
const isInitial = (codes: Uint16Array, stop: number): boolean =>
  codes[stop] === 0x2e && (stop < 2 || !isLetter(codes[stop - 2]!)) && isLetter(codes[stop - 1]!)

/** "النفس.وقال": a stop between letters of a script that writes no addresses or abbreviations with it. */
const endsGlued = (codes: Uint16Array, stop: number, at: number): boolean =>
  codes[at]! > 0x24f && codes[stop - 1]! > 0x24f && isLetter(codes[at]!)

function hitsOf(folded: string, finds: readonly Find[], shift: number, phrases: Phrases): readonly Hit[] {
  const whole = phrases.whole(bareOf(folded) || folded)
  if (finds.length === 0 && whole.length === 0) return none
  const opening = openingOf(folded)
  const hits: Hit[] = []
  for (const find of finds) {
    const start = find.start - shift
    const end = find.end - shift
    if (start < 0 || end > folded.length || (find.place === 'opens' && start > opening)) continue
    hits.push({list: find.list, phrase: find.phrase, place: find.place, colon: colonSoon(folded, end), start, end})
  }
  for (const {list, phrase} of whole)
    hits.push({list, phrase, place: 'is', colon: folded.endsWith(':'), start: 0, end: folded.length})
  return hits
}
