/** How signals are declared, and the sentence that their examples stand beside. */
import type {Kind, Signal} from '../model.ts'

/** A paragraph as articles have them. */
export const SENTENCE =
  'وقالت الوزارة في بيان لها اليوم إن العمل في المشروع سيبدأ في الشهر القادم بعد أن تنتهي الدراسات الفنية.'

/**
 * Declares signals of a kind: each with a document whose line `at` it speaks of (`null`: it has no example in Arabic), and
 * one that it is silent on.
 */
export const declare =
  (kind: Kind) =>
  (
    id: string,
    says: string,
    text: readonly string[],
    at: number | null,
    silent: readonly string[],
    title?: string,
  ): Signal => ({
    id,
    kind,
    says,
    examples: [
      {text, at, ...(title !== undefined && {title})},
      {text: silent, at: null, ...(title !== undefined && {title})},
    ],
  })
