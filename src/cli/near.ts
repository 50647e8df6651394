/** Near misses: what somebody meant who wrote what is not known. */

/** Of so many letters of a word one may be wrong. */
const PER_MISTAKE = 3

/** The known word that is most like the one given, when one is: case, dashes and underscores do not count. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((word) => ({word, mistakes: mistakesBetween(bare(given), bare(word))}))
    .filter(({word, mistakes}) => mistakes <= Math.max(1, Math.floor(word.length / PER_MISTAKE)))
    .toSorted((a, b) => a.mistakes - b.mistakes)
  return best?.word
}

const bare = (word: string): string => word.toLowerCase().replaceAll(/[-_]/gu, '')

/** Letters to leave out, to add, to change or to swap with the next until one word is the other (optimal string alignment). */
function mistakesBetween(one: string, other: string): number {
  // Words that differ so much in length are not alike, however long the longer one is.
  if (Math.abs(one.length - other.length) > other.length) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({length: other.length + 1}, (_, j) => j)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1))
      if (isSwap) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1)
    }
    beforeLast = last
    last = row
  }
  return last[other.length]!
}
