/** How well removals agree with hand-marked documents. Characters are counted without white space. */

/** A hand-marked document. Offsets count UTF-16 code units of `text`. */
export interface GoldDocument {
  readonly id: string
  /** Of `html` the tags in the text do not count. Default: `text`. */
  readonly form?: 'text' | 'html'
  readonly text: string
  readonly noise: readonly {readonly start: number; readonly end: number; readonly category: string}[]
  readonly lang?: string | null
  readonly host?: string | null
  readonly stratum?: string | null
}

/** Characters by what they are, and by what they were taken for. */
export type Confusion = Record<string, Record<string, number>>

/** A stretch that was taken out, in UTF-16 code units, and as what. */
export interface Cut {
  readonly start: number
  readonly end: number
  readonly category?: string
}

/** What is not noise, what was not taken out, and what was taken out without a name. */
const [BODY, KEPT, UNNAMED] = ['body', 'kept', 'unnamed']

/** Sums over documents, in characters but for `docs`, `missing`, `damaged`, `exact`, `clean` and `cleanTouched`. */
export interface Totals {
  docs: number
  /** Documents that nothing is known of: as if nothing had been removed. */
  missing: number
  body: number
  noise: number
  /** Noise that was removed. */
  cutNoise: number
  /** Body that was removed. */
  cutBody: number
  /** Documents that lost body. */
  damaged: number
  /** Documents that lost all noise and no body. */
  exact: number
  /** Documents without noise, and those of them that lost body. */
  clean: number
  cleanTouched: number
  /** As it is marked (`body` where it is not) → as it was taken out (`kept` where it was not) → characters. */
  confusion: Confusion
}

/** What the totals come to, as shares from 0 to 1. */
export interface Figures {
  readonly docs: number
  readonly missing: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly bodyLost: number
  readonly damaged: number
  readonly exact: number
  readonly cleanTouched: number
  readonly recallByCategory: Readonly<Record<string, number>>
}

/** What the totals say of a category: shares from 0 to 1, `null` where there is nothing to have a share of. */
export interface CategoryFigures {
  /** Characters that are marked as it, and that were taken out as it. */
  readonly marked: number
  readonly taken: number
  /** Of what was taken out as it: how much is noise, whatever it is marked as. */
  readonly precision: number | null
  /** Of what is marked as it: how much was taken out, whatever as. */
  readonly recall: number | null
  /** Of all body: how much was taken out as it. */
  readonly bodyLost: number
}

/** Marks that count neither way: the agency's credit can stay or go, and annotators were unsure of the other. */
const neutral = new Set(['credit', 'unsure'])

const counts = [
  'docs',
  'missing',
  'body',
  'noise',
  'cutNoise',
  'cutBody',
  'damaged',
  'exact',
  'clean',
  'cleanTouched',
] as const satisfies readonly (keyof Totals)[]

/** Totals of no document. */
export function noTotals(): Totals {
  return {
    docs: 0,
    missing: 0,
    body: 0,
    noise: 0,
    cutNoise: 0,
    cutBody: 0,
    damaged: 0,
    exact: 0,
    clean: 0,
    cleanTouched: 0,
    confusion: {},
  }
}

/**
 * Scores one document.
 *
 * @param removals What was taken out of it, in UTF-16 code units, or `undefined` when nothing is known of it.
 * @throws RangeError when a removal lies outside the text.
 */
export function scoreDocument(gold: GoldDocument, removals: readonly Cut[] | undefined): Totals {
  const {text} = gold
  // The number of the mark on each code unit, from 1 up. Where marks overlap, the last one counts.
  const marks = new Uint32Array(text.length)
  for (const [index, {start, end}] of gold.noise.entries()) marks.fill(index + 1, start, end)
  // The number of the removal in the same way.
  const cuts = new Uint32Array(text.length)
  for (const [index, {start, end}] of (removals ?? []).entries()) {
    if (!(start >= 0 && start < end && end <= text.length))
      throw new RangeError(
        `Unexpected removal [${start}, ${end}) of "${gold.id}", expected one inside its ${text.length} code units`,
      )
    cuts.fill(index + 1, start, end)
  }
  const totals = noTotals()
  totals.docs = 1
  totals.missing = removals ? 0 : 1
  for (let at = 0; at < text.length; at++) {
    if (gold.form === 'html' && text[at] === '<') {
      const close = text.indexOf('>', at)
      at = close < 0 ? text.length : close
      continue
    }
    const category = gold.noise[(marks[at] ?? 0) - 1]?.category
    if (isBlank(text.charCodeAt(at)) || (category !== undefined && neutral.has(category))) continue
    const cut = cuts[at] ?? 0
    const gone = cut > 0 ? 1 : 0
    if (category === undefined) {
      totals.body++
      totals.cutBody += gone
    } else {
      totals.noise++
      totals.cutNoise += gone
    }
    note(totals.confusion, category ?? BODY, cut > 0 ? (removals![cut - 1]!.category ?? UNNAMED) : KEPT, 1)
  }
  totals.damaged = totals.cutBody > 0 ? 1 : 0
  totals.exact = totals.cutBody === 0 && totals.cutNoise === totals.noise ? 1 : 0
  totals.clean = totals.noise === 0 ? 1 : 0
  totals.cleanTouched = totals.clean === 1 && totals.cutBody > 0 ? 1 : 0
  return totals
}

/** Adds the totals of `other` to `sum`, in place. */
export function add(sum: Totals, other: Totals): void {
  for (const count of counts) sum[count] += other[count]
  for (const [gold, row] of Object.entries(other.confusion))
    for (const [taken, characters] of Object.entries(row)) note(sum.confusion, gold, taken, characters)
}

function note(confusion: Confusion, gold: string, taken: string, characters: number): void {
  const row = (confusion[gold] ??= {})
  row[taken] = (row[taken] ?? 0) + characters
}

/** The shares that totals come to. */
export function figures(totals: Totals): Figures {
  const removed = totals.cutNoise + totals.cutBody
  const precision = share(totals.cutNoise, removed, 1)
  const recall = share(totals.cutNoise, totals.noise, 1)
  return {
    docs: totals.docs,
    missing: totals.missing,
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall, 0),
    bodyLost: share(totals.cutBody, totals.body, 0),
    damaged: share(totals.damaged, totals.docs, 0),
    exact: share(totals.exact, totals.docs, 0),
    cleanTouched: share(totals.cleanTouched, totals.clean, 0),
    recallByCategory: Object.fromEntries(
      Object.entries(totals.confusion)
        .filter(([gold]) => gold !== BODY)
        .map(([gold, row]) => [gold, 1 - (row[KEPT] ?? 0) / sumOf(row)]),
    ),
  }
}

/** What the totals say of each category that something is marked as, or was taken out as. */
export function categoryFigures({confusion, body}: Totals): Record<string, CategoryFigures> {
  const taken: Record<string, number> = {}
  for (const row of Object.values(confusion))
    for (const [category, characters] of Object.entries(row)) taken[category] = (taken[category] ?? 0) + characters
  const names = new Set(
    [...Object.keys(confusion), ...Object.keys(taken)].filter((name) => name !== BODY && name !== KEPT),
  )
  return Object.fromEntries(
    [...names].toSorted().map((name) => {
      const [marked, gone, wrong] = [sumOf(confusion[name] ?? {}), taken[name] ?? 0, confusion[BODY]?.[name] ?? 0]
      return [
        name,
        {
          marked,
          taken: gone,
          precision: gone === 0 ? null : 1 - wrong / gone,
          recall: marked === 0 ? null : 1 - (confusion[name]?.[KEPT] ?? 0) / marked,
          bodyLost: share(wrong, body, 0),
        },
      ]
    }),
  )
}

const sumOf = (row: Readonly<Record<string, number>>): number =>
  Object.values(row).reduce((sum, characters) => sum + characters, 0)

/** A confusion as lines of text: a row for what the characters are, a column for what they were taken for. */
export function confusionTable(confusion: Confusion): string[] {
  const rows = Object.keys(confusion).toSorted()
  const columns = [...new Set(rows.flatMap((row) => Object.keys(confusion[row]!)))].toSorted()
  const width = Math.max(9, ...columns.map((column) => column.length)) + 1
  return [
    ''.padEnd(10) + columns.map((column) => column.padStart(width)).join(''),
    ...rows.map(
      (row) => row.padEnd(10) + columns.map((column) => String(confusion[row]![column] ?? 0).padStart(width)).join(''),
    ),
  ]
}

const share = (part: number, whole: number, ofNothing: number) => (whole === 0 ? ofNothing : part / whole)

/** What `\s` matches, for one code unit. */
function isBlank(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13)
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  )
}
