// How near an engine's text is to the article's, counted in words.

// Scripts that put no space between words: there each character counts as a word.
const word =
  /[[\p{L}\p{M}\p{N}]&&[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]+/gv

/** The words of a text, in order: runs of letters, marks and digits, NFKC and lower-cased. */
export const wordsOf = (text) => text.normalize('NFKC').toLowerCase().match(word) ?? []

/** How many words two texts share, each as often as it stands in both. */
export function shared(words, reference) {
  const left = new Map()
  for (const each of reference) left.set(each, (left.get(each) ?? 0) + 1)
  let count = 0
  for (const each of words) {
    const more = left.get(each) ?? 0
    if (more > 0) {
      count++
      left.set(each, more - 1)
    }
  }
  return count
}

const SHINGLE = 5

/**
 * Trailing noise: how many words stand behind the last run of five words that the reference has too, wherever it has it. So the words that
 * follow the article's end count, and so does an end that was reworded; noise within the article does not. A text that shares no run with the
 * reference is trailing noise as a whole. Where either has fewer than five words, runs are as long as the shorter.
 */
export function trailingWords(words, reference) {
  const size = Math.min(SHINGLE, words.length, reference.length)
  if (size === 0) return words.length
  const runAt = (list, start) => list.slice(start, start + size).join(' ')
  const runs = new Set(Array.from({length: reference.length - size + 1}, (_, start) => runAt(reference, start)))
  for (let start = words.length - size; start >= 0; start--)
    if (runs.has(runAt(words, start))) return words.length - start - size
  return words.length
}

/** The figures of one page. An empty text has precision, recall and F1 of 0, and no trailing noise to speak of. */
export function score(words, reference) {
  const both = shared(words, reference)
  return {
    f1: (2 * both) / (words.length + reference.length || 1),
    precision: both / (words.length || 1),
    recall: both / (reference.length || 1),
    exact: words.length === reference.length && words.every((each, index) => each === reference[index]),
    trailing: words.length === 0 ? undefined : trailingWords(words, reference) / words.length,
  }
}

/**
 * What a second pass over a text took out of it, in words: those that the reference has are a loss of body, the others were noise. A word
 * that the text had more often than the reference is noise as long as enough of it are left.
 */
export function taken(before, after, reference) {
  const [bodyBefore, bodyAfter] = [shared(before, reference), shared(after, reference)]
  const body = bodyBefore - bodyAfter
  return {
    body,
    noise: before.length - after.length - body,
    bodyBefore,
    noiseBefore: before.length - bodyBefore,
  }
}

/** The means over pages of `score`; trailing noise over the pages that have a text. */
export function summary(scores) {
  const withText = scores.filter(({trailing}) => trailing !== undefined)
  const meanOf = (figure, list = scores) => mean(list.map(figure))
  return {
    pages: scores.length,
    failed: scores.filter(({failed}) => failed !== undefined).length,
    empty: scores.length - withText.length,
    f1: meanOf(({f1}) => f1),
    precision: meanOf(({precision}) => precision),
    recall: meanOf(({recall}) => recall),
    exact: meanOf(({exact}) => Number(exact)),
    near: meanOf(({f1}) => Number(f1 >= 0.98)),
    trailing: meanOf(({trailing}) => trailing, withText),
  }
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
