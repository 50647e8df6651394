/** The words of a folded text: hashes of those that mean something, how many there are, how many are closed-class words. */
import {OTHER, SPACED, UNSPACED, isDigit, isLetter, isUnspaced, kinds} from '../letters.ts'
import type {Block} from '../model.ts'
import {
  BEGINS,
  BEGINS_ANYWHERE,
  CONNECTIVE,
  EMPTY,
  FUNCTION,
  FURNITURE,
  GLUED,
  LEADS,
  hashOf,
  hashWith,
  lookUp,
} from '../lexicon.ts'
import {AHEAD, pairKey, type Phrases} from '../phrases.ts'

export type Measure = Pick<Block, 'words' | 'functionWords' | 'furnitureWords' | 'connects' | 'length'>

/**
 * Where phrases are looked for that open a block: `apart`, where the text or something in it begins, or `everywhere`, between
 * words and inside them too. Those that count anywhere are looked for at every word.
 */
export type Openings = 'apart' | 'everywhere'

const SPACE = 0x20

/**
 * Room for the words of many blocks: an array of its own for each takes longer to make, and to sweep up, than its words to
 * find. A text has at most as many words as code units.
 */
const ROOM = 1 << 14
let room = new Int32Array(ROOM)
let used = 0

function makeRoom(length: number): void {
  // Room that was made for one long text is not kept.
  if (length <= room.length - used && room.length === ROOM) return
  room = new Int32Array(Math.max(ROOM, length))
  used = 0
}

/** A folded text, and where phrases are looked for in it. */
export interface FoldedLine {
  readonly folded: string
  /** Its code units, as `codesOf` gives them. */
  readonly codes: Uint16Array
  readonly openings: Openings
  /** Where its words begin, behind bullets, numbers and quotes. */
  readonly opening: number
  /** Where phrases begin, as far as `measure` has come. */
  readonly begins: number[]
}

export const foldedLine = (folded: string, codes: Uint16Array, openings: Openings = 'apart'): FoldedLine => ({
  folded,
  codes,
  openings,
  opening: openingOf(folded),
  begins: [],
})

/** Notes a place if a phrase begins there that is looked for there: with what the lexicon knows by `bits`, up to `end`. */
function look(line: FoldedLine, at: number, end: number, hash: number, bits: number, phrases: Phrases): void {
  const {folded, codes, openings, opening, begins} = line
  let found = bits
  if ((bits & LEADS) !== 0 && end + AHEAD <= folded.length) {
    let ahead = hash
    for (let i = end; i < end + AHEAD; i++) ahead = hashWith(ahead, codes[i]!)
    found |= lookUp(phrases.lexicon, ahead)
  }
  if ((found & BEGINS) === 0) return
  const isBehindWord = at > 1 && codes[at - 1] === SPACE && kinds[codes[at - 2]!] !== OTHER
  const isBehindNumber = at <= opening && phrases.heldPairs[pairKey(codes[at]!, codes[at + 1]!)] === 1
  if (openings === 'everywhere' || !isBehindWord || isBehindNumber || (found & BEGINS_ANYWHERE) !== 0) begins.push(at)
}

/** The same inside a word: at its last letters. */
function lookInside(line: FoldedLine, start: number, end: number, phrases: Phrases): void {
  for (let at = Math.max(start, end - phrases.longestTail); at < end - 1; at++) {
    const tail = hashOf(line.codes, at, end)
    const bits = lookUp(phrases.lexicon, tail)
    if ((bits & GLUED) !== 0) look(line, at, end, tail, bits, phrases)
  }
}

/**
 * Counts the words of a stretch of a line in one pass, and notes where phrases begin. A script without spaces gives a word a
 * letter; its length in words is half that.
 */
export function measure(line: FoldedLine, from: number, to: number, phrases: Phrases): Measure {
  const {codes, openings} = line
  const {lexicon, tails, clitics} = phrases
  makeRoom(to - from)
  const words = room
  let count = used
  let functionWords = 0
  let furnitureWords = 0
  let halves = 0
  let mayConnect = false
  for (let i = from; i < to;) {
    const start = i
    const first = codes[i++]!
    if (first === SPACE) continue
    const kind = kinds[first]!
    let hash = hashWith(EMPTY, first)
    if (kind === SPACED) {
      for (let code: number; i < to && kinds[(code = codes[i]!)] === SPACED; i++) hash = hashWith(hash, code)
    } else if (i < to) {
      // A phrase that begins with no word is known by its first two code units.
      const pair = hashWith(hash, codes[i]!)
      const bits = lookUp(lexicon, pair)
      if ((bits & (BEGINS | LEADS)) !== 0) look(line, start, i + 1, pair, bits, phrases)
    }
    if (kind === OTHER) continue
    const bits = lookUp(lexicon, hash)
    if (kind === SPACED) {
      const isGlued = start > 0 && kinds[codes[start - 1]!] !== OTHER
      if ((bits & (BEGINS | LEADS)) !== 0 && !isGlued) look(line, start, i, hash, bits, phrases)
      if (openings === 'everywhere' && i > 1 && tails[pairKey(codes[i - 2]!, codes[i - 1]!)] === 1)
        lookInside(line, isGlued ? start : start + 1, i, phrases)
    }
    const mayHaveClitic = clitics[first] === 1 && i - start > 2
    // What the word without its first letter is.
    const rest = mayHaveClitic || halves === 0 ? lookUp(lexicon, hashOf(codes, start + 1, i)) : 0
    if (halves === 0) mayConnect = ((bits | rest) & CONNECTIVE) !== 0
    halves += kind === UNSPACED ? 1 : 2
    if (((mayHaveClitic ? bits | rest : bits) & FUNCTION) !== 0) {
      functionWords++
      continue
    }
    if ((bits & FURNITURE) !== 0) furnitureWords++
    // One letter of a script without spaces says little of the subject: it counts together with the next.
    if (kind === UNSPACED && i < to && kinds[codes[i]!] === UNSPACED) hash = hashWith(hash, codes[i]!)
    words[count++] = hash
  }
  const first = used
  used = count
  return {
    words: words.subarray(first, count),
    functionWords,
    furnitureWords,
    connects: mayConnect && connects(line.folded.slice(from, to), phrases),
    length: Math.ceil(halves / 2),
  }
}

/** Where the words of a folded text begin, behind bullets, numbers and quotes. */
export function openingOf(folded: string): number {
  let i = 0
  while (i < folded.length && (!isLetter(folded.charCodeAt(i)) || isDigit(folded.charCodeAt(i)))) i++
  return i === folded.length ? 0 : i
}

/** Words that the longest connective of the packs has. */
const CONNECTIVE_WORDS = 4

/** Whether a text opens with a connective, by itself or written together with a clitic ("وأضاف"). */
function connects(folded: string, {connectives, clitics}: Phrases): boolean {
  let start = 0
  while (start < folded.length && !isLetter(folded.charCodeAt(start))) start++
  const rest = clitics[folded.charCodeAt(start)] === 1 ? start + 1 : -1
  let end = start
  for (let words = 0; words < CONNECTIVE_WORDS && end < folded.length; words++) {
    if (words > 0) end++
    // A script without spaces is tried letter by letter.
    if (isUnspaced(folded.charCodeAt(start))) end = start + words + 1
    else while (end < folded.length && isLetter(folded.charCodeAt(end))) end++
    if (connectives.has(folded.slice(start, end)) || (rest >= 0 && connectives.has(folded.slice(rest, end))))
      return true
  }
  return false
}
