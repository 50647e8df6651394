/** How a folded block ends, quotes and brackets aside. */

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
