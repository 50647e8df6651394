/** What people say of an article, step by step. Pure. */
import type {ArticleData} from '../data.ts'
import type {Judgment, Missed, Shown, Verdict} from './types.ts'

export const unjudged: Judgment = {verdicts: {}, missed: [], whole: false}

export const isEmpty = ({verdicts, missed, whole}: Judgment): boolean =>
  !whole && missed.length === 0 && Object.keys(verdicts).length === 0

/** What was said of a mark; nothing of what people added themselves. */
export const verdictOn = (shown: Shown, {verdicts}: Judgment): Verdict | undefined =>
  shown.kind === 'missed' ? undefined : verdicts[shown.number]

/** Says it of a mark, or takes it back where it was said. */
export function toggled(judgment: Judgment, number: number, verdict: Verdict): Judgment {
  const {[number]: before, ...others} = judgment.verdicts
  return {...judgment, verdicts: before === verdict ? others : {...others, [number]: verdict}}
}

/** All of it is right but for what was called wrong. */
export const allRight = (judgment: Judgment, {marks}: ArticleData): Judgment => ({
  ...judgment,
  verdicts: {...Object.fromEntries(marks.map((_, number) => [number, 'right'])), ...judgment.verdicts},
  whole: true,
})

/** @param added Outside of all marks and of what was added before. */
export const withMissed = (judgment: Judgment, added: readonly Missed[]): Judgment => ({
  ...judgment,
  missed: [...judgment.missed, ...added].toSorted((a, b) => a.start - b.start),
})

export const withoutMissed = (judgment: Judgment, number: number): Judgment => ({
  ...judgment,
  missed: judgment.missed.toSpliced(number, 1),
})
