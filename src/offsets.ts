/** Offsets and lengths in the unit that a reader counts in. Linear in the text, whatever the number of stretches. */
import type {ArticleRecord} from './model.ts'

/** `utf-16` as JavaScript and Java count, `code-point` as Python does, `byte` of UTF-8 as Rust and Go do. */
export const units = ['utf-16', 'code-point', 'byte'] as const satisfies readonly ArticleRecord['offsets'][]
export type Unit = (typeof units)[number]

interface Stretch {
  readonly start: number
  readonly end: number
}

/** The length of a text in `unit`. A lone surrogate counts as the U+FFFD that it becomes in UTF-8. */
export function lengthIn(unit: Unit, text: string): number {
  if (unit === 'utf-16') return text.length
  return unit === 'byte' ? Buffer.byteLength(text) : codePoints(text)
}

/**
 * Stretches of `text` with their offsets counted in `unit` in place of UTF-16 code units.
 *
 * @param stretches Sorted and disjoint, with offsets in UTF-16 code units that don't part a surrogate pair.
 */
export function toUnit<T extends Stretch>(unit: Unit, text: string, stretches: readonly T[]): readonly T[] {
  if (unit === 'utf-16') return stretches
  let seen = 0
  let count = 0
  const reach = (offset: number) => {
    count += lengthIn(unit, text.slice(seen, offset))
    seen = offset
    return count
  }
  return stretches.map((stretch) => ({...stretch, start: reach(stretch.start), end: reach(stretch.end)}))
}

/**
 * The way back: stretches of `text` in UTF-16 code units.
 *
 * @param stretches Sorted and disjoint, with offsets counted in `unit`.
 * @throws RangeError when one lies outside the text.
 */
export function inUtf16<T extends Stretch>(unit: Unit, text: string, stretches: readonly T[]): readonly T[] {
  if (unit === 'utf-16') return stretches
  let at = 0
  let count = 0
  const reach = (offset: number) => {
    at = advance(unit, text, at, offset - count)
    count = offset
    return at
  }
  return stretches.map((stretch) => ({...stretch, start: reach(stretch.start), end: reach(stretch.end)}))
}

/**
 * The same for removals, from the clean text, since their source isn't there yet.
 *
 * @param removals Sorted and disjoint, with offsets counted in `unit`.
 * @throws RangeError when the clean text is too short for the removals.
 */
export function fromUnit<T extends Stretch & {readonly text: string}>(
  unit: Unit,
  clean: string,
  removals: readonly T[],
): readonly T[] {
  if (unit === 'utf-16') return removals
  let kept = 0 // code units of `clean` in front of the removal
  let removed = 0 // code units of the removals in front of it
  let before = 0 // the end of the removal before it, in `unit`
  return removals.map((removal) => {
    kept = advance(unit, clean, kept, removal.start - before)
    const start = kept + removed
    removed += removal.text.length
    before = removal.end
    return {...removal, start, end: start + removal.text.length}
  })
}

/** Where `text` has gone on by `count` of `unit` from `start`. */
function advance(unit: Unit, text: string, start: number, count: number): number {
  let at = start
  let left = count
  while (left > 0 && at < text.length) {
    const code = text.codePointAt(at) ?? 0
    left -= unit === 'code-point' ? 1 : code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    at += code < 0x10000 ? 1 : 2
  }
  if (left !== 0) throw new RangeError(`Unexpected stretch ${count} ${unit}s on, expected one inside the text`)
  return at
}

function codePoints(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length; at++)
    if ((text.codePointAt(at) ?? 0) > 0xffff) {
      count--
      at++
    }
  return count
}
