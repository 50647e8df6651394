/** Where stretches of a tree's texts stand in the source that the tree was parsed from. */
import type {Text} from 'hast'
import type {Stretch} from './edits.ts'
import {hasWords} from './fate.ts'
import type {Place} from './line.ts'
import {textOf} from './parse.ts'

/**
 * Finds stretches of texts in the source: as one place where nothing else that is read stands between them there, else as
 * several. Texts without a position, and such as the source has not at their position, stand nowhere.
 *
 * @param texts All texts that are read.
 * @returns From stretches that read on to their places, rising; `undefined` where one of them stands nowhere.
 */
export function placesIn(
  source: string,
  texts: readonly Text[],
): (stretches: readonly Stretch[]) => Place[] | undefined {
  const ordered = texts
    .flatMap((node) => {
      const origin = originIn(node, source)
      return origin ? {node, origin, start: origin(0), end: origin(node.value.length)} : []
    })
    .toSorted((a, b) => a.start - b.start)
  const origins = new Map<Text, (index: number) => number>()
  const ranks = new Map<Text, number>()
  let at = 0
  for (const {node, origin, start, end} of ordered) {
    // A copy of another node stands nowhere.
    if (start < at) continue
    at = end
    origins.set(node, origin)
    if (hasWords(node.value)) ranks.set(node, ranks.size)
  }

  const readsOn = (one: Stretch, next: Stretch): boolean => {
    if (one.node === next.node) return one.end <= next.start && !hasWords(one.node.value.slice(one.end, next.start))
    if (ranks.get(next.node)! !== ranks.get(one.node)! + 1) return false
    return !hasWords(one.node.value.slice(one.end)) && !hasWords(next.node.value.slice(0, next.start))
  }

  return (stretches) => {
    const places: {start: number; end: number}[] = []
    let before: Stretch | undefined
    for (const stretch of stretches) {
      const {node, start, end} = stretch
      if (!hasWords(node.value.slice(start, end))) continue
      const origin = origins.get(node)
      if (!origin) return undefined
      const place = {start: origin(start), end: origin(end)}
      if (before && readsOn(before, stretch)) places.at(-1)!.end = place.end
      else places.push(place)
      before = stretch
    }
    return places.toSorted((a, b) => a.start - b.start)
  }
}

function originIn({value, position}: Text, source: string): ((index: number) => number) | undefined {
  const [start, end] = [position?.start.offset, position?.end.offset]
  if (start === undefined || end === undefined || end > source.length) return undefined
  return textOf(value, {start, end}, source).origin
}
