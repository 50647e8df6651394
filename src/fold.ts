/**
 * The comparison form of a text: one spelling for all that reads alike. Case, accents, hamza and yeh forms, tashkeel,
 * kashida, bidi marks, kinds of spaces, quotes, dashes and digits fold together. Only for comparing: the length changes.
 */

const DROP = 0
/** Presentation forms, ligatures, conjoining jamo, vowel signs of two parts: several code units for one letter, or one for several. */
const RARE = 0xffff
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

function foldedCode(code: number): number {
  const char = String.fromCharCode(code)
  if (code >= 0xd800 && code <= 0xdfff) return code
  if ((code >= 0xfb00 && code <= 0xfb06) || (code >= 0xfb50 && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfefc))
    return RARE
  if ((code >= 0x1100 && code <= 0x11ff) || (code >= 0xff65 && code <= 0xff9f)) return RARE
  if (code === 0xfeff) return DROP
  if (/\s|\x85/u.test(char)) return SPACE
  if (code >= 0xff01 && code <= 0xff5e) return foldedCode(code - 0xfee0)
  // Vowel signs of Indic scripts are marks too, but they spell; these are only the marks that may as well be absent.
  if (
    /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/u.test(
      char,
    )
  )
    return DROP
  if (/[\u08d3-\u08ff\u093c\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f]/u.test(char))
    return DROP
  if (/[\p{Cf}\p{Cc}]/u.test(char)) return DROP
  if (/\p{Nd}/u.test(char)) {
    // Digits stand in runs of ten, zero first.
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero--
    return 0x30 + (code - zero)
  }
  if (code >= 0xac00 && code <= 0xd7a3) return code
  const [base, ...marks] = char.normalize('NFD')
  // A vowel sign of two parts: each of them spells.
  if (marks.some((mark) => foldedCode(mark.charCodeAt(0)) !== DROP)) return RARE
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
const kept = {source: scratch(KEPT), folded: scratch(KEPT), read: scratch(KEPT)}

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
export const fold = (text: string): string => foldUsual(text) ?? foldRare(text).folded

/**
 * Folds a text and tells where each folded code unit comes from.
 *
 * @returns `origins[i]` is the offset in `text` that `folded[i]` stands for; never falls.
 */
export function foldWithOrigins(text: string): {folded: string; origins: Int32Array} {
  const origins = new Int32Array(text.length)
  const folded = foldUsual(text, origins)
  return folded === undefined ? foldRare(text) : {folded, origins}
}

/** Folds a text in which a code unit is a letter; `undefined` when there are others. */
function foldUsual(text: string, origins?: Int32Array): string | undefined {
  const isLong = text.length > KEPT
  const source = isLong ? scratch(text.length) : kept.source
  const folded = isLong ? scratch(text.length) : kept.folded
  source.bytes.write(text, 'utf16le')
  let length = 0
  let gap = true
  for (let i = 0; i < text.length; i++) {
    const code = table[source.codes[i]!]!
    if (code === RARE) return undefined
    if (code === DROP || (gap && code === SPACE)) continue
    gap = code === SPACE
    if (origins) origins[length] = i
    folded.codes[length++] = code
  }
  if (gap && length > 0) length--
  return folded.bytes.toString('utf16le', 0, length * 2)
}

function foldRare(text: string): {folded: string; origins: Int32Array} {
  const codes: number[] = []
  const origins: number[] = []
  const add = (code: number, origin: number): void => {
    if (code === DROP || code === RARE || (code === SPACE && (codes.length === 0 || codes.at(-1) === SPACE))) return
    codes.push(code)
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
  if (codes.at(-1) === SPACE) codes.pop()
  return {folded: Buffer.from(Uint16Array.from(codes).buffer).toString('utf16le'), origins: Int32Array.from(origins)}
}
