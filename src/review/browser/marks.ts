/** What people say of the articles: kept in the browser, by the digest of the record. */
import {categories} from '../../model.ts'
import {isEmpty, unjudged} from './judgment.ts'
import type {Judgment, Missed, Verdict} from './types.ts'

export interface Marks {
  readonly of: (article: number) => Judgment
  /** Says something of an article, and keeps what was said before for `undo`. */
  readonly say: (article: number, judgment: Judgment) => void
  /** Takes the last word back. The article that it was of, or `undefined` when there is none. */
  readonly undo: () => number | undefined
  readonly isJudged: (article: number) => boolean
  /** The articles of which something was said, in their order. */
  readonly judged: () => number[]
  /** It is in memory only: the browser keeps nothing, or not so much. */
  readonly fleeting: boolean
}

/**
 * Opens what is kept under the digest of a record.
 *
 * @param storage Gives the browser's storage, and throws where there is none.
 */
export function openMarks(digest: string, storage: () => Storage): Marks {
  const key = `untail:${digest}`
  const before: {article: number; judgment: Judgment}[] = []
  let kept = new Map<number, Judgment>()
  let fleeting = false
  try {
    kept = read(storage().getItem(key))
  } catch {
    fleeting = true
  }
  const of = (article: number): Judgment => kept.get(article) ?? unjudged
  const put = (article: number, judgment: Judgment): void => {
    // Another window of the same page may have said more since.
    if (!fleeting) kept = read(storage().getItem(key))
    if (isEmpty(judgment)) kept.delete(article)
    else kept.set(article, judgment)
    try {
      storage().setItem(key, JSON.stringify(Object.fromEntries(kept)))
      fleeting = false
    } catch {
      fleeting = true
    }
  }
  return {
    of,
    say: (article, judgment) => {
      before.push({article, judgment: of(article)})
      put(article, judgment)
    },
    undo: () => {
      const last = before.pop()
      if (last) put(last.article, last.judgment)
      return last?.article
    },
    isJudged: (article) => kept.has(article),
    judged: () => [...kept.keys()].toSorted((a, b) => a - b),
    get fleeting() {
      return fleeting
    },
  }
}

/** Reads what was kept, and passes over what this page would not have written. */
function read(text: string | null): Map<number, Judgment> {
  const kept = new Map<number, Judgment>()
  for (const [article, judgment] of entriesOf(parse(text))) {
    const {verdicts, missed, whole} = (judgment ?? {}) as Partial<Record<keyof Judgment, unknown>>
    const one: Judgment = {
      verdicts: Object.fromEntries(entriesOf(verdicts).filter((pair): pair is [number, Verdict] => isVerdict(pair[1]))),
      missed: Array.isArray(missed) ? missed.filter(isMissed) : [],
      whole: whole === true,
    }
    if (!isEmpty(one)) kept.set(article, one)
  }
  return kept
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
}

const entriesOf = (value: unknown): [number, unknown][] =>
  Object.entries(value ?? {})
    .map(([name, one]): [number, unknown] => [Number(name), one])
    .filter(([number]) => Number.isSafeInteger(number))

const isVerdict = (value: unknown): value is Verdict => value === 'right' || value === 'wrong'

function isMissed(value: unknown): value is Missed {
  const {start, end, category} = (value ?? {}) as Partial<Record<keyof Missed, unknown>>
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    (start as number) < (end as number) &&
    categories.some((name) => name === category)
  )
}
