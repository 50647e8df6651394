/** Plain text to blocks. A block is a line; a line is split where furniture is glued into it, or where its breaks were lost. */
import type {Block, Hit, Joint} from '../model.ts'
import {isDigit, isLetter, isUnspaced} from '../letters.ts'
import {codesOf, fold, foldWithOrigins} from '../fold.ts'
import {bareOf, type Phrase, type Phrases} from '../phrases.ts'
import {measure} from './measure.ts'

/** A phrase where it was found in a folded line. */
interface Find extends Phrase {
  readonly start: number
  readonly end: number
}

/** A line that holds this share of a document's text, in three sentences or more, has lost its breaks. */
const LOST_BREAKS = 0.8

/**
 * The blocks of a text, in order. Between them, before and after them stand only white space and invisible marks.
 * Linear in the length of the body.
 */
export function layoutText(body: string, phrases: Phrases): Block[] {
  const written: {start: number; end: number; joint: Joint}[] = []
  let blank = true
  for (const [from, to] of lines(body)) {
    const [start, end] = trimmed(body, from, to)
    if (start < end) written.push({start, end, joint: blank ? 'gap' : 'line'})
    blank = start === end
  }
  const total = written.reduce((sum, {start, end}) => sum + end - start, 0)
  const blocks: Block[] = []
  for (const {start, end, joint} of written)
    addLine(blocks, body.slice(start, end), start, joint, end - start > LOST_BREAKS * total, phrases)
  return blocks
}

/** The lines of a text without their breaks: LF, CR, CRLF, line and paragraph separators. */
function* lines(body: string): Generator<readonly [number, number]> {
  let start = 0
  for (const {0: lineBreak, index} of body.matchAll(/\r\n?|[\n\u2028\u2029]/gu)) {
    yield [start, index]
    start = index + lineBreak.length
  }
  yield [start, body.length]
}

/** What may stand around a block without being of it: white space, and marks that show nothing. */
const margin = Uint8Array.from({length: 0x10000}, (_, code) =>
  Number(/[\s\p{Cf}\p{Cc}]/u.test(String.fromCharCode(code)) && !(code >= 0xd800 && code <= 0xdfff)),
)

function trimmed(body: string, from: number, to: number): readonly [number, number] {
  let start = from
  let end = to
  while (start < end && margin[body.charCodeAt(start)] === 1) start++
  while (end > start && margin[body.charCodeAt(end - 1)] === 1) end--
  return [start, end]
}

function addLine(blocks: Block[], text: string, start: number, joint: Joint, alone: boolean, phrases: Phrases): void {
  const folded = fold(text)
  const opening = openingOf(folded)
  const finds = findAll(folded, alone, phrases)
  const cuts = splits(folded, opening, finds, alone)
  if (cuts.length === 0) {
    blocks.push({
      start,
      end: start + text.length,
      text,
      folded,
      joint,
      ...measure(folded, phrases),
      hits: hitsOf(folded, finds, 0, phrases),
    })
    return
  }
  const {origins} = foldWithOrigins(text)
  let next = 0
  for (const [index, at] of [0, ...cuts].entries()) {
    const until = cuts[index] ?? folded.length
    const first = next
    while (next < finds.length && finds[next]!.start < until) next++
    const [from, to] = trimmed(
      text,
      at === 0 ? 0 : origins[at]!,
      until === folded.length ? text.length : origins[until]!,
    )
    if (from === to) continue
    const piece = text.slice(from, to)
    const foldedPiece = folded.slice(at, until).trim()
    blocks.push({
      start: start + from,
      end: start + to,
      text: piece,
      folded: foldedPiece,
      joint: index === 0 ? joint : 'joined',
      ...measure(foldedPiece, phrases),
      hits: hitsOf(foldedPiece, finds.slice(first, next), at, phrases),
    })
  }
}

/** Where the words of a folded line begin, behind bullets, numbers and quotes. */
function openingOf(folded: string): number {
  let i = 0
  while (i < folded.length && (!isLetter(folded.charCodeAt(i)) || isDigit(folded.charCodeAt(i)))) i++
  return i === folded.length ? 0 : i
}

/** Every phrase of the packs in a folded line, at word boundaries. */
function findAll(folded: string, alone: boolean, phrases: Phrases): readonly Find[] {
  const finds: Find[] = []
  /** The last find of each place: a phrase inside another is not one of its own, but it may stand in two lists. */
  const last = {opens: {start: -1, end: 0}, holds: {start: -1, end: 0}, is: {start: -1, end: 0}}
  // Between two words a phrase opens something only before a colon, or where line breaks were lost.
  const openings = alone || folded.includes(':') ? 'everywhere' : 'apart'
  phrases.scan(folded, codesOf(folded), openings, (found, start, inWord) => {
    for (const phrase of found) {
      const end = start + phrase.folded.length
      const {start: lastStart, end: lastEnd} = last[phrase.place]
      if (start < lastEnd && (start !== lastStart || end !== lastEnd)) continue
      if (!phrase.glues && !endsWord(folded, end)) continue
      if ((phrase.colon || inWord) && !colonAt(folded, end)) continue
      finds.push({...phrase, start, end})
      last[phrase.place] = {start, end}
    }
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

/** Where a folded line is to be split: before glued furniture and, behind that, between sentences. */
function splits(folded: string, opening: number, finds: readonly Find[], alone: boolean): number[] {
  const inside = finds.filter((find) => find.place === 'opens' && find.start > opening)
  if (inside.length === 0 && !alone) return []
  const sentences = sentenceStarts(folded)
  const lost = alone && sentences.length > 1
  const opens = inside.filter((find) => standsApart(folded, find, lost))
  if (opens.length === 0 && !lost) return []
  const first = lost ? 0 : opens[0]!.start
  const cuts = [...opens.map((find) => find.start), ...sentences.filter((at) => at > first)]
  return [...new Set(cuts)].toSorted((a, b) => a - b)
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

/** Where sentences start inside a folded line: behind a stop and its closing quotes, or behind a stop glued to a letter. */
export function sentenceStarts(folded: string): number[] {
  const starts: number[] = []
  for (let i = 1; i < folded.length - 1; i++) {
    const code = folded.charCodeAt(i)
    if (!isStop(code)) continue
    let next = i + 1
    while (next < folded.length && isStop(folded.charCodeAt(next))) next++
    while (next < folded.length && isCloser(folded.charCodeAt(next))) next++
    const spaced = folded.charCodeAt(next) === SPACE
    const at = spaced ? next + 1 : next
    if (at < folded.length && (spaced ? !isInitial(folded, i) : endsGlued(folded, i, at))) starts.push(at)
    i = next - 1
  }
  return starts
}

const isStop = (code: number): boolean =>
  code === 0x2e || code === 0x21 || code === 0x3f || code === 0x2026 || code === 0x964
const isCloser = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x29 || code === 0x5d

/** "J. Smith", "د. أحمد": the stop belongs to one letter. */
const isInitial = (folded: string, stop: number): boolean =>
  folded.charCodeAt(stop) === 0x2e &&
  (stop < 2 || !isLetter(folded.charCodeAt(stop - 2))) &&
  isLetter(folded.charCodeAt(stop - 1))

/** "النفس.وقال": a stop between letters of a script that writes no addresses or abbreviations with it. */
const endsGlued = (folded: string, stop: number, at: number): boolean =>
  folded.charCodeAt(at) > 0x24f && folded.charCodeAt(stop - 1) > 0x24f && isLetter(folded.charCodeAt(at))

function hitsOf(folded: string, finds: readonly Find[], shift: number, phrases: Phrases): readonly Hit[] {
  const whole = phrases.whole(bareOf(folded) || folded)
  if (finds.length === 0 && whole.length === 0) return noHits
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

const noHits: readonly Hit[] = []
