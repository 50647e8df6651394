/** The words of a folded text: hashes of those that mean something, how many there are, how many are closed-class words. */
import {codesOf} from '../fold.ts'
import {OTHER, SPACED, UNSPACED, isLetter, isUnspaced, kinds} from '../letters.ts'
import type {Block} from '../model.ts'
import type {Phrases} from '../phrases.ts'

let scratch = new Int32Array(1 << 12)

/**
 * Counts words in one pass. A script without spaces gives a word a letter; its length in words is half that.
 */
export function measure(
  folded: string,
  phrases: Phrases,
): Pick<Block, 'words' | 'functionWords' | 'furnitureWords' | 'connects' | 'length'> {
  const {functionWords: known, furnitureWords: furniture, clitics, connectiveStarts} = phrases
  const codes = codesOf(folded)
  let count = 0
  let functionWords = 0
  let furnitureWords = 0
  let halves = 0
  let mayConnect = false
  for (let i = 0; i < folded.length;) {
    const kind = kinds[codes[i]!]!
    if (kind === OTHER) {
      i++
      continue
    }
    const start = i
    let code = codes[i]!
    // The same hash as `wordHash`, and beside it that of the word without its first letter.
    let hash = Math.imul((0x811c9dc5 | 0) ^ code, 0x01000193)
    let rest = 0x811c9dc5 | 0
    i++
    if (kind === SPACED) {
      for (; i < folded.length && kinds[(code = codes[i]!)] === SPACED; i++) {
        hash = Math.imul(hash ^ code, 0x01000193)
        rest = Math.imul(rest ^ code, 0x01000193)
      }
    }
    if (halves === 0) mayConnect = connectiveStarts.has(hash) || connectiveStarts.has(rest)
    halves += kind === UNSPACED ? 1 : 2
    if (known.has(hash) || (i - start > 2 && clitics.has(codes[start]!) && known.has(rest))) {
      functionWords++
      continue
    }
    if (furniture.has(hash)) furnitureWords++
    // One letter of a script without spaces says little of the subject: it counts together with the next.
    if (kind === UNSPACED && kinds[codes[i]!] === UNSPACED) hash = Math.imul(hash ^ codes[i]!, 0x01000193)
    if (count === scratch.length) {
      const larger = new Int32Array(count * 2)
      larger.set(scratch)
      scratch = larger
    }
    scratch[count++] = hash
  }
  return {
    words: scratch.slice(0, count),
    functionWords,
    furnitureWords,
    connects: mayConnect && connects(folded, phrases),
    length: Math.ceil(halves / 2),
  }
}

/** Words that the longest connective of the packs has. */
const CONNECTIVE = 4

/** Whether a text opens with a connective, by itself or written together with a clitic ("وأضاف"). */
function connects(folded: string, {connectives, clitics}: Phrases): boolean {
  let start = 0
  while (start < folded.length && !isLetter(folded.charCodeAt(start))) start++
  const rest = clitics.has(folded.charCodeAt(start)) ? start + 1 : -1
  let end = start
  for (let words = 0; words < CONNECTIVE && end < folded.length; words++) {
    if (words > 0) end++
    // A script without spaces is tried letter by letter.
    if (isUnspaced(folded.charCodeAt(start))) end = start + words + 1
    else while (end < folded.length && isLetter(folded.charCodeAt(end))) end++
    if (connectives.has(folded.slice(start, end)) || (rest >= 0 && connectives.has(folded.slice(rest, end))))
      return true
  }
  return false
}
