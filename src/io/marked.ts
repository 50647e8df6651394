/** Hand-marked documents, and the judgments that a review page exports in their form. */
import {categories, type Category, type Form} from '../model.ts'
import {UsageError} from './errors.ts'
import {kindOf, type ArticleRow} from './jsonl.ts'
import {readObjects} from './objects.ts'
import {isObject, type JsonObject} from './paths.ts'

/** A stretch that is marked. Of `unsure` nobody could tell what it is. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly category: Category | 'unsure'
}

/** A marked document. What is not marked is the article's own. */
export interface MarkedDocument {
  readonly form: Form
  readonly id: string
  /** The text, or the source of a page. */
  readonly text: string
  /** In order, in UTF-16 code units of `text`. Where two overlap the later one counts. */
  readonly noise: readonly Mark[]
  readonly lang: string | null
  readonly host: string | null
  readonly title: string | null
  /** How it was picked. */
  readonly stratum: string | null
  /** `file:line` */
  readonly place: string
}

/**
 * Reads marked documents, packed or not, one at a time.
 *
 * @throws UsageError naming the line, when the file can't be read or a line of it is no marked document.
 */
export async function* readMarked(path: string): AsyncGenerator<MarkedDocument, void, undefined> {
  for await (const row of readObjects(path, 'text', 'the marked documents')) yield documentOf(row)
}

function documentOf({article: {id, rest: row = {}}, named, place}: ArticleRow): MarkedDocument {
  const refuse = (key: string, expected: string): never => {
    throw new UsageError(`${place}: Unexpected ${kindOf(row[key])} as "${key}", expected ${expected}`)
  }
  const optional = (key: string): string | null => {
    const value = row[key] ?? null
    return typeof value === 'string' || value === null ? value : refuse(key, 'a string or null')
  }
  const {text, noise, form = 'text'} = row
  if (!named) return refuse('id', 'a name')
  if (typeof text !== 'string') return refuse('text', 'a string')
  if (!Array.isArray(noise)) return refuse('noise', 'a list of marks')
  if (form !== 'text' && form !== 'html') return refuse('form', '"text" or "html"')
  return {
    form,
    id,
    text,
    noise: noise.map((mark: unknown) => markOf(mark, text, place)).toSorted((a, b) => a.start - b.start),
    lang: optional('lang'),
    host: optional('host'),
    title: optional('title'),
    stratum: optional('stratum'),
    place,
  }
}

const known: readonly Mark['category'][] = [...categories, 'unsure']

function markOf(value: unknown, text: string, place: string): Mark {
  const {start, end, category: name}: JsonObject = isObject(value) ? value : {}
  const category = known.find((one) => one === name)
  if (!category)
    throw new UsageError(
      `${place}: Unexpected category ${JSON.stringify(name) ?? 'nothing'} of a mark, expected one of ${known.join(', ')}`,
    )
  if (!isOffset(start) || !isOffset(end) || start >= end || end > text.length)
    throw new UsageError(
      `${place}: Unexpected mark [${String(start)}, ${String(end)}), expected one inside the ${text.length} code units of "text"`,
    )
  return {start, end, category}
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
