/** How a block ends, quotes and brackets aside, and how it begins. */
import type {Block, Hit} from '../model.ts'

/** Which code units are among these signs. */
const among = (signs: string): Uint8Array => {
  const table = new Uint8Array(0x10000)
  for (const sign of signs) table[sign.charCodeAt(0)] = 1
  return table
}
const closers = among('"\')]} ')
const stops = among('.!?…।')

export const COLON = 0x3a
export const COMMA = 0x2c
export const SEMICOLON = 0x3b
export const QUOTE = 0x22

/** The last code unit in front of closing quotes and brackets; 0 when there is none. */
export function endingOf(folded: string): number {
  for (let end = folded.length - 1; end >= 0; end--) {
    const code = folded.charCodeAt(end)
    if (closers[code] === 0) return code
  }
  return 0
}

/** Whether what a block ends with, as `endingOf` has it, ends a sentence. */
export const isStop = (ending: number): boolean => stops[ending] === 1

/** The last small letter of the scripts that have capitals, as far as they are told here: no other text is looked at. */
const LAST_SMALL = 0x44f

/** Whether a block begins with a small letter of a script that has capitals: it goes on from the one above. */
export const opensSmall = ({text}: Block): boolean => text.charCodeAt(0) <= LAST_SMALL && /^[a-zß-ÿα-ωа-я]/u.test(text)

/** Whether a phrase opens a folded block, and a colon stands right behind it. */
export const hasColonBehind = ({place, end}: Hit, folded: string): boolean =>
  place === 'opens' && /^ ?:/u.test(folded.slice(end, end + 2))
