/** A line to blocks: one, or several where furniture is glued into it or where its breaks were lost. */
import {isDigit, isLetter, isUnspaced} from '../letters.ts'
import {codesOf, fold, foldWithOrigins} from '../fold.ts'
import type {Block, Hit, Joint, Markup} from '../model.ts'
import {bareOf, type Phrase, type Phrases} from '../phrases.ts'
import {measure} from './measure.ts'

/** A phrase where it was found in a folded line. */
interface Find extends Phrase {
  readonly start: number
  readonly end: number
}

/** What may stand around a block without being of it: white space, and marks that show nothing. */
const margin = Uint8Array.from({length: 0x10000}, (_, code) =>
  Number(/[\s\p{Cf}\p{Cc}]/u.test(String.fromCharCode(code)) && !(code >= 0xd800 && code <= 0xdfff)),
)

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
  const folded = fold(text)
  const opening = openingOf(folded)
  const finds = findAll(folded, alone, phrases)
  const add = (from: number, to: number, piece: string, joint: Joint, hits: readonly Hit[]): void => {
    blocks.push({
      ...line.place(from, to),
      text: text.slice(from, to),
      folded: piece,
      joint,
      ...measure(piece, phrases),
      hits,
      ...(markup && {markup}),
    })
  }
  const cuts = splits(folded, opening, finds, alone)
  if (cuts.length === 0) return add(0, text.length, folded, line.joint, hitsOf(folded, finds, 0, phrases))
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
    const piece = folded.slice(at, until).trim()
    add(from, to, piece, index === 0 ? line.joint : 'joined', hitsOf(piece, finds.slice(first, next), at, phrases))
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
