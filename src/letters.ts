/** What kind of sign a code unit of folded text is, by tables: no pattern is fast enough at every letter. */

export const OTHER = 0
/** A letter, mark or digit of a script that writes spaces between words. */
export const SPACED = 1
/** A letter of a script that leaves no spaces between words. */
export const UNSPACED = 2

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** The kind of every code unit. */
export const kinds = Uint8Array.from({length: 0x10000}, (_, code) => {
  if (code >= 0xd800 && code <= 0xdfff) return OTHER
  const char = String.fromCharCode(code)
  return unspaced.test(char) ? UNSPACED : /[\p{L}\p{M}\p{Nd}]/u.test(char) ? SPACED : OTHER
})

/** A letter, mark or digit. */
export const isLetter = (code: number): boolean => kinds[code] !== OTHER
export const isUnspaced = (code: number): boolean => kinds[code] === UNSPACED
/** Folded text holds ASCII digits only. */
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
