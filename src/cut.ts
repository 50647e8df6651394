/** Cutting removals out of a source, and pasting them back. */

/** A stretch of the source with its text. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * The source without the removals.
 *
 * @param source The text that the removals' offsets point into.
 * @param removals Sorted by `start`, disjoint, inside the source.
 * @throws RangeError when a removal overlaps the one before it, lies outside, or holds another text than the source does there.
 */
export function cut(source: string, removals: readonly Stretch[]): string {
  let clean = ''
  let at = 0
  for (const {start, end, text} of removals) {
    if (start < at || end < start || end > source.length || source.slice(start, end) !== text)
      throw new RangeError(
        `Unexpected removal [${start}, ${end}), expected its text at that place of the source, after ${at}`,
      )
    clean += source.slice(at, start)
    at = end
  }
  return clean + source.slice(at)
}

/**
 * The source again: `paste(cut(source, removals), removals) === source`.
 *
 * @throws RangeError when the clean text is too short for the removals, as it is when it was edited since.
 */
export function paste(clean: string, removals: readonly Stretch[]): string {
  let source = ''
  let at = 0
  for (const {start, text} of removals) {
    const next = at + start - source.length
    if (next < at || next > clean.length)
      throw new RangeError(
        `Unexpected removal at ${start}, expected one inside a source of ${clean.length} kept code units`,
      )
    source += clean.slice(at, next) + text
    at = next
  }
  return source + clean.slice(at)
}
