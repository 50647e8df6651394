/** What confidence comes to: how much of what is taken out with it is noise. */
import type {Removal} from '../src/model.ts'
import {scoreDocument} from '../src/score.ts'
import type {Marked} from './shared.ts'

/** The least confidence of each bin. The first three are where the levels cut texts: thorough, balanced, careful. */
const edges = [0.38, 0.62, 0.82, 0.9, 0.95, 0.99] as const

/** What was taken out with the confidences of a bin. Characters are counted without white space. */
interface Bin {
  removals: number
  /** Those without a character of body. */
  right: number
  noise: number
  body: number
}

export type Curve = readonly Bin[]
export const noCurve = (): Curve => edges.map(() => ({removals: 0, right: 0, noise: 0, body: 0}))

/** Counts the removals of a document. What is marked as neither body nor noise does not count. */
export function addRemovals(curve: Curve, document: Marked, removals: readonly Removal[]): void {
  for (const removal of removals) {
    const {cutNoise, cutBody} = scoreDocument(document, [removal])
    const bin = curve[edges.findLastIndex((edge) => removal.confidence >= edge)]
    if (!bin || cutNoise + cutBody === 0) continue
    bin.removals++
    bin.noise += cutNoise
    bin.body += cutBody
    if (cutBody === 0) bin.right++
  }
}

/** A line for each bin: how much of all characters is taken out with it, and how much of that is noise. */
export function curveTable(curve: Curve): string[] {
  const all = curve.reduce((sum, {noise, body}) => sum + noise + body, 0)
  const percent = (part: number, whole: number): string =>
    (whole === 0 ? '—' : ((100 * part) / whole).toFixed(1)).padStart(5)
  return curve.map(({removals, right, noise, body}, index) => {
    const next = edges[index + 1]
    const name = edges[index]!.toFixed(2) + (next === undefined ? '' : ` to ${(next - 0.01).toFixed(2)}`)
    const figures = `of all characters ${percent(noise + body, all)}  of these noise ${percent(noise, noise + body)}`
    return `${name.padEnd(12)}  ${figures}  removals without body ${right} of ${removals}`
  })
}
