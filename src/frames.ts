/** The elements around blocks of a page. */
import type {Frame} from './model.ts'

/** The innermost element around both. */
export function common<Of extends Frame>(a: Of, b: Of): Of {
  let [one, other]: [Of, Of] = [a, b]
  while (one !== other) {
    if (one.depth >= other.depth) one = one.parent as Of
    else other = other.parent as Of
  }
  return one
}

/** Whether a frame is another one or stands in it. */
export function isIn(frame: Frame, around: Frame): boolean {
  let at: Frame | undefined = frame
  while (at && at.depth > around.depth) at = at.parent
  return at === around
}
