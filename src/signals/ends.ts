/** How a block ends, quotes and brackets aside, and how it begins. */
import type {Block, Hit} from '../model.ts'

const CLOSERS = '"\')]}'
const STOPS = '.!?…।'

/** The last code unit in front of closing quotes and brackets. */
export function lastSign(folded: string): string {
  let end = folded.length
  while (end > 0 && (CLOSERS.includes(folded[end - 1]!) || folded[end - 1] === ' ')) end--
  return folded[end - 1] ?? ''
}

export const endsWithStop = (folded: string): boolean => {
  const sign = lastSign(folded)
  return sign !== '' && STOPS.includes(sign)
}

/** Whether a block begins with a small letter of a script that has capitals: it goes on from the one above. */
export const opensSmall = ({text}: Block): boolean => /^[a-zß-ÿα-ωа-я]/u.test(text)

/** Whether a phrase opens a folded block, and a colon stands right behind it. */
export const hasColonBehind = ({place, end}: Hit, folded: string): boolean =>
  place === 'opens' && /^ ?:/u.test(folded.slice(end, end + 2))
