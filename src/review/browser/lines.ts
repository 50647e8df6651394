/** An article as lines of stretches: how it reads, cut at its marks. Pure. */
import type {Passage} from '../../model.ts'
import type {ArticleData} from '../data.ts'
import type {Judgment, Missed, Shown, Stretch} from './types.ts'

/** The marks of an article and what people added, in their order. */
export function marksOf(data: ArticleData, judgment: Judgment): Shown[] {
  const found = data.marks.map((mark, number): Shown => ({kind: mark.kind, number, mark}))
  const added = judgment.missed.map((mark, number): Shown => ({kind: 'missed', number, mark}))
  return [...found, ...added].toSorted((a, b) => a.mark.start - b.mark.start)
}

/**
 * Cuts an article at its marks. A mark that nothing is read in has an empty stretch, in a line of its own.
 *
 * @param marks Sorted by place, disjoint.
 */
export function linesOf(data: ArticleData, marks: readonly Shown[]): Stretch[][] {
  if (data.body === undefined)
    return marks.map((shown) => [stretchOf(shown, 'text' in shown.mark ? shown.mark.text : '')])
  const lines: Stretch[][] = []
  const seen = new Set<Shown>()
  let next = 0
  const pass = (until: number): void => {
    for (; marks[next] && marks[next]!.mark.end <= until; next++)
      if (!seen.has(marks[next]!)) lines.push([stretchOf(marks[next]!, '')])
  }
  for (const passage of data.shown ?? linesIn(data.body)) {
    pass(passage.start)
    if (passage.opens || lines.length === 0) lines.push([])
    for (const stretch of cutAt(marks, next, passage)) {
      lines.at(-1)!.push(stretch)
      if (stretch.shown) seen.add(stretch.shown)
    }
  }
  pass(Infinity)
  return lines
}

const stretchOf = (shown: Shown, text = ''): Stretch => ({start: shown.mark.start, end: shown.mark.end, text, shown})

/** The lines of a text, without what breaks them. */
function linesIn(body: string): Passage[] {
  const passages: Passage[] = []
  let start = 0
  const add = (end: number): void => {
    passages.push({start, end, text: body.slice(start, end), opens: true})
  }
  for (const {index, 0: lineBreak} of body.matchAll(/\r\n|[\n\r\u2028\u2029]/gu)) {
    add(index)
    start = index + lineBreak.length
  }
  if (start < body.length) add(body.length)
  return passages
}

function cutAt(marks: readonly Shown[], from: number, passage: Passage): Stretch[] {
  const {start, end, text} = passage
  // Where characters were decoded no place inside is known: the passage is whole.
  if (text.length !== end - start) {
    const around = marks[from]
    return [{start, end, text, ...(around && around.mark.start < end && {shown: around})}]
  }
  const stretches: Stretch[] = []
  let at = start
  const take = (until: number, shown?: Shown): void => {
    if (until > at)
      stretches.push({start: at, end: until, text: text.slice(at - start, until - start), ...(shown && {shown})})
    at = Math.max(at, until)
  }
  for (let next = from; marks[next] && marks[next]!.mark.start < end; next++) {
    take(Math.min(end, marks[next]!.mark.start))
    take(Math.min(end, marks[next]!.mark.end), marks[next])
  }
  take(end)
  return stretches
}

/**
 * What people chose in the text, as stretches that should have gone: marks are left out, and so is white space at the ends.
 *
 * @param chosen What of the stretches was chosen, in their order, those of marks too.
 */
export function missedIn(data: ArticleData, chosen: readonly Stretch[], category: Missed['category']): Missed[] {
  const missed: Missed[] = []
  let open = false
  for (const {start, end, shown} of chosen) {
    const last = missed.at(-1)
    if (shown) open = false
    else if (last && open) missed[missed.length - 1] = {...last, end}
    else {
      missed.push({start, end, category})
      open = true
    }
  }
  return missed.map((stretch) => trim(data.body ?? '', stretch)).filter(({start, end}) => end > start)
}

function trim(body: string, {start, end, category}: Missed): Missed {
  const text = body.slice(start, end)
  const from = start + text.length - text.trimStart().length
  return {start: from, end: Math.max(from, end - text.length + text.trimEnd().length), category}
}

/** What of an article is read in a stretch of its source, line by line. */
export function readIn(data: ArticleData, shown: Shown): string[] {
  const lines = linesOf(data, [shown])
  return lines
    .map((line) =>
      line
        .filter((stretch) => stretch.shown)
        .map(({text}) => text)
        .join(''),
    )
    .flatMap((text) => text.split(/[\n\r\u2028\u2029]+/u))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}
