/**
 * The comparison form of a text: one spelling for all that reads alike. Case, accents, hamza and yeh forms, tashkeel,
 * kashida, bidi marks, kinds of spaces, quotes, dashes and digits fold together. Only for comparing: the length changes.
 */

import {tableOf} from './letters.ts'

// These two lie below all that is kept: one look tells both from the rest.
const DROP = 0
/** Presentation forms, ligatures, conjoining jamo, vowel signs of two parts: several code units for one letter, or one for several. */
const RARE = 1
const SPACE = 0x20

/** Letters that real Arabic-script text spells in several ways (seen: reference word lists, 119,000 documents). */
const alike: Readonly<Record<string, string>> = {
  ا: 'ٱأإآ',
  و: 'ؤ',
  ي: 'ىئیې',
  ك: 'کڪ',
  ه: 'ةۀہھەۃ',
  i: 'ıİ',
  σ: 'ς',
  l: 'ł',
  d: 'đ',
  '"': '“”„‟«»″「」『』＂',
  "'": '‘’‚‛`´′ʼʹ',
  '-': '‐‑‒–—―−־⁃',
  ',': '،、，',
  ';': '؛；',
  '?': '؟\u037e？',
  '.': '۔।。｡።',
  '%': '٪',
  ':': '：︰፦',
  '[': '【〔〖',
  ']': '】〕〗',
  '•': '●○▪■□◆◇◦‣∙·・▸►▶▷➤➡→✅✓✔★☆⋆※▼▲△',
}

const spaces = tableOf(/[\s\x85]+/gu)
const digits = tableOf(/\p{Nd}+/gu)
const invisible = tableOf(/[\p{Cf}\p{Cc}]+/gu)
// Vowel signs of Indic scripts are marks too, but they spell; these are only the marks that may as well be absent.
const marks = [
  tableOf(
    /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+/gu,
  ),
  tableOf(/[\u08d3-\u08ff\u093c\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f]+/gu),
]

function foldedCode(code: number): number {
  // Surrogates, Han and Hangul are as they are, and most of all.
  if ((code >= 0xd800 && code <= 0xdfff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3))
    return code
  if ((code >= 0xfb00 && code <= 0xfb06) || (code >= 0xfb50 && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfefc))
    return RARE
  if ((code >= 0x1100 && code <= 0x11ff) || (code >= 0xff65 && code <= 0xff9f)) return RARE
  if (code === 0xfeff || code === 0xffff) return DROP
  if (spaces[code] === 1) return SPACE
  if (code >= 0xff01 && code <= 0xff5e) return foldedCode(code - 0xfee0)
  if (marks.some((table) => table[code] === 1) || invisible[code] === 1) return DROP
  if (digits[code] === 1) {
    // Digits stand in runs of ten, zero first.
    let zero = code
    while (code - zero < 9 && digits[zero - 1] === 1) zero--
    return 0x30 + (code - zero)
  }
  const [base, ...others] = String.fromCharCode(code).normalize('NFD')
  // A vowel sign of two parts: each of them spells.
  if (others.some((other) => foldedCode(other.charCodeAt(0)) !== DROP)) return RARE
  const lower = base!.toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : code
}

const table = Uint16Array.from({length: 0x10000}, (_, code) => foldedCode(code))
for (const [to, from] of Object.entries(alike)) for (const char of from) table[char.charCodeAt(0)] = to.charCodeAt(0)
// What a letter folds to may fold on: Ł to ł to l.
for (let code = 0; code < table.length; code++) {
  const folded = table[code]!
  if (folded !== DROP && folded !== RARE) table[code] = table[folded]!
}

/** A folded text. */
export interface Folded {
  readonly folded: string
  /** Its code units, to be read many times: faster than `charCodeAt` by far. What stands behind its length has no meaning. */
  readonly codes: Uint16Array
  /** For each code unit the offset in the text that it stands for; never falls. */
  readonly origins: Int32Array
}

/** Text that is longer gets buffers of its own, which do not outlive the call. */
const KEPT = 1 << 16
interface Scratch {
  readonly codes: Uint16Array
  readonly bytes: Buffer
}
const scratch = (length: number): Scratch => {
  const codes = new Uint16Array(length)
  return {codes, bytes: Buffer.from(codes.buffer)}
}
const kept = {read: scratch(KEPT), folded: scratch(KEPT), origins: new Int32Array(KEPT)}

/**
 * The code units of a text, to be read many times: faster than `charCodeAt` by far. Good until the next call; what stands
 * behind the text's length has no meaning.
 */
export function codesOf(text: string): Uint16Array {
  const {codes, bytes} = text.length > KEPT ? scratch(text.length) : kept.read
  bytes.write(text, 'utf16le')
  return codes
}

/**
 * Folds a text. Runs of white space become one space; there is none at either end.
 *
 * Idempotent, and the same for composed and decomposed Unicode.
 */
export const fold = (text: string): string => foldWithOrigins(text).folded

/**
 * Folds a text, and tells where it comes from. Codes and origins are good until the next text is folded.
 *
 * @param codes Where the text's code units stand, from `from` on.
 */
export function foldWithOrigins(text: string, codes = codesOf(text), from = 0): Folded {
  const isLong = text.length > KEPT
  const folded = isLong ? scratch(text.length) : kept.folded
  const origins = isLong ? new Int32Array(text.length) : kept.origins
  let length = 0
  let before = SPACE
  for (let i = 0; i < text.length; i++) {
    const code = table[codes[from + i]!]!
    if (code <= RARE) {
      if (code === RARE) return foldRare(text)
      continue
    }
    // A space behind a space is written over. Asking so takes half the time of a branch, which guesses wrong at most words.
    folded.codes[length] = code
    origins[length] = i
    length += Number(code + before !== 2 * SPACE)
    before = code
  }
  if (before === SPACE && length > 0) length--
  return {folded: folded.bytes.toString('utf16le', 0, length * 2), codes: folded.codes, origins}
}

/** Folds a text in which not every code unit is a letter. */
function foldRare(text: string): Folded {
  const found: number[] = []
  const origins: number[] = []
  const add = (code: number, origin: number): void => {
    if (code === DROP || code === RARE || (code === SPACE && (found.length === 0 || found.at(-1) === SPACE))) return
    found.push(code)
    origins.push(origin)
  }
  for (let i = 0; i < text.length;) {
    let end = i + 1
    if (table[text.charCodeAt(i)] === RARE) {
      while (end < text.length && table[text.charCodeAt(end)] === RARE) end++
      const usual = Array.from(text.slice(i, end).normalize('NFKC'), (char) =>
        table[char.charCodeAt(0)] === RARE ? char.normalize('NFD') : char,
      )
      for (const char of usual.join('')) for (let j = 0; j < char.length; j++) add(table[char.charCodeAt(j)]!, i)
    } else add(table[text.charCodeAt(i)]!, i)
    i = end
  }
  if (found.at(-1) === SPACE) found.pop()
  const codes = Uint16Array.from(found)
  return {folded: Buffer.from(codes.buffer).toString('utf16le'), codes, origins: Int32Array.from(origins)}
}
