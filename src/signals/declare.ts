/** How signals are declared, and the sentence that their examples stand beside. */
import type {Example, Kind, Signal} from '../model.ts'

/** A paragraph as articles have them. */
export const SENTENCE =
  'وقالت الوزارة في بيان لها اليوم إن العمل في المشروع سيبدأ في الشهر القادم بعد أن تنتهي الدراسات الفنية.'

/** A signal that has no number yet. */
export const unnumbered = (signal: Omit<Signal, 'number'>): Signal => ({
  id: signal.id,
  kind: signal.kind,
  says: signal.says,
  examples: signal.examples,
  number: -1,
})

/**
 * Declares signals of a kind: each with a document whose line `at` it speaks of (`null`: it has no example in Arabic), and
 * one that it is silent on. `around`: the title of both, and the other pages of their corpus.
 */
export const declare =
  (kind: Kind) =>
  (
    id: string,
    says: string,
    text: readonly string[],
    at: number | null,
    silent: readonly string[],
    around: Pick<Example, 'title' | 'others'> = {},
  ): Signal =>
    unnumbered({
      id,
      kind,
      says,
      examples: [
        {text, at, ...around},
        {text: silent, at: null, ...around},
      ],
    })
