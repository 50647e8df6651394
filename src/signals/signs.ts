/** Which signs a block holds, in one look at it: a pattern need not be tried where the signs that it takes are missing. */
import {codesOf} from '../fold.ts'
import type {Block} from '../model.ts'

/** What a folded block is asked for: whether it holds one of some signs, … */
const held = {
  'holds digits': '0123456789',
  'holds a colon': ':',
  'holds a comma': ',•',
  'holds a bar': '|',
  'holds an arrow': '>|»›',
  'holds a slash': '/',
  'holds a handle': '@#',
  /** The address of a tweet's picture, or a handle. */
  'holds a tweet': '/@',
  /** "https:", "name@", and a letter each of "www", "com", "net", "org", "info", "news". */
  'holds an address': ':@wmtgf',
  /** Of `var` and `document.` the first letters. */
  'holds program text': '{};(<vd',
} as const
/** … opens with one, */
const opened = {
  'opens with a digit': '0123456789',
  'opens with a bullet': '•*',
  'opens with a dash': '-',
  'opens with a quote': '"',
  'opens with a tag': '<',
  'opens with a bracket': '([{<',
} as const
/** ends with one, */
const ended = {
  'ends with a dot': '.…',
  'ends with a quote': '"',
} as const
/** ends with one in front of closing quotes and brackets, */
const closed = {
  'closes with a stop': '.!?…।',
  'closes with a colon': ':',
  'closes with a comma': ',;',
  'closes with a question': '?',
} as const
/** and of the text itself: vowel marks, capital letters, and letters side by side that are so in no word. */
const ofText = ['holds vowel marks', 'holds capitals', 'is glued'] as const

/** Something that a block is asked for. Each has a bit. */
export type Sign =
  keyof typeof held | keyof typeof opened | keyof typeof ended | keyof typeof closed | (typeof ofText)[number]

const names = [...[held, opened, ended, closed].flatMap((signs) => Object.keys(signs)), ...ofText] as Sign[]
/** The bit of each. */
export const bits = Object.fromEntries(names.map((name, index) => [name, 1 << index])) as Readonly<Record<Sign, number>>

/** By code unit, the bits that it gives. */
const tableOf = (signs: Readonly<Partial<Record<Sign, string>>>): Int32Array => {
  const table = new Int32Array(0x10000)
  for (const [name, some] of Object.entries(signs))
    for (const sign of some) table[sign.charCodeAt(0)]! |= bits[name as Sign]
  return table
}
const [heldBits, openedBits, endedBits, closedBits] = [tableOf(held), tableOf(opened), tableOf(ended), tableOf(closed)]
/** The bits of all that has to be looked for inside a block. */
const inside = [...Object.keys(held), ...ofText].reduce((all, name) => all | bits[name as Sign], 0)

/** How often a sign stands in a text. A search from one to the next takes a fifth of the time of a look at each. */
export function countOf(folded: string, sign: string): number {
  let count = 0
  for (let at = folded.indexOf(sign); at >= 0; at = folded.indexOf(sign, at + 1)) count++
  return count
}

/** Kinds of letters that tell words which are glued together. */
const [SMALL, CAPITAL, FINAL, ARABIC, VOWEL] = [1, 2, 4, 8, 16]
const kinds = Uint8Array.from({length: 0x10000}, (_, code) => {
  const char = String.fromCharCode(code)
  return (
    (/[a-zß-ÿα-ωа-я]/u.test(char) ? SMALL : 0) |
    (/[A-ZÀ-ÞΑ-ΩА-Я]/u.test(char) ? CAPITAL : 0) |
    (/[ةى]/u.test(char) ? FINAL : 0) |
    (/[ء-ي]/u.test(char) ? ARABIC : 0) |
    (/[\u064b-\u0652]/u.test(char) ? VOWEL : 0)
  )
})

/** Words up to which the signs inside a block say something of it as a whole. */
export const SHORT = 30

/**
 * The bits of what a block has. A long one is not looked into: it may hold all.
 *
 * @param ending What it ends with in front of closing quotes and brackets.
 */
export function signsOf({folded, text, length}: Block, ending: number): number {
  const {length: end} = folded
  if (end === 0) return 0
  let found = openedBits[folded.charCodeAt(0)]! | endedBits[folded.charCodeAt(end - 1)]! | closedBits[ending]!
  if (length > SHORT) return found | inside
  let codes = codesOf(folded)
  for (let i = 0; i < end; i++) found |= heldBits[codes[i]!]!
  codes = codesOf(text)
  let met = 0
  let beforeThat = 0
  let before = 0
  for (let i = 0; i < text.length; i++) {
    const kind = kinds[codes[i]!]!
    met |= kind
    // A final-only Arabic letter before a letter, or a capital between small letters.
    if (
      ((before & FINAL) !== 0 && (kind & ARABIC) !== 0) ||
      ((beforeThat & kind & SMALL) !== 0 && (before & CAPITAL) !== 0)
    )
      found |= bits['is glued']
    beforeThat = before
    before = kind
  }
  if ((met & VOWEL) !== 0) found |= bits['holds vowel marks']
  if ((met & CAPITAL) !== 0) found |= bits['holds capitals']
  return found
}
