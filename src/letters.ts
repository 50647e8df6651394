/** What kind of sign a code unit of folded text is, by tables: no pattern is fast enough at every letter. */

export const OTHER = 0
/** A letter, mark or digit of a script that writes spaces between words. */
export const SPACED = 1
/** A letter of a script that leaves no spaces between words. */
export const UNSPACED = 2

/** All code units in their order; surrogates are no letters by themselves. */
const all = Array.from({length: 0x10000}, (_, code) =>
  code >= 0xd800 && code <= 0xdfff ? '\0' : String.fromCharCode(code),
).join('')

/**
 * A table of all code units: 1 for what a pattern matches, 0 for the rest and for surrogates.
 *
 * @param runs Global, and matches runs: asked for each code unit by itself, all tables took a quarter of a second at every start.
 */
export function tableOf(runs: RegExp): Uint8Array {
  const table = new Uint8Array(0x10000)
  for (const {0: run, index} of all.matchAll(runs)) table.fill(1, index, index + run.length)
  return table.fill(0, 0xd800, 0xe000)
}

const letters = tableOf(/[\p{L}\p{M}\p{Nd}]+/gu)
const unspaced = tableOf(
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu,
)

/** The kind of every code unit. */
export const kinds = letters.map((isLetter, code) =>
  unspaced[code] === 1 ? UNSPACED : isLetter === 1 ? SPACED : OTHER,
)

/** A letter, mark or digit. */
export const isLetter = (code: number): boolean => kinds[code] !== OTHER
export const isUnspaced = (code: number): boolean => kinds[code] === UNSPACED
/** Folded text holds ASCII digits only. */
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
