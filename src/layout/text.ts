/** Plain text to blocks. A block is a line; a line is split where furniture is glued into it, or where its breaks were lost. */
import {codesOf} from '../fold.ts'
import type {Block, Excision, Joint} from '../model.ts'
import type {Phrases} from '../phrases.ts'
import {addLine, trimmed} from './line.ts'

/** A line that holds this share of a document's text, in three sentences or more, has lost its breaks. */
export const LOST_BREAKS = 0.8

/**
 * The blocks of a text, in order. Between them, before and after them stand only white space and invisible marks.
 * Linear in the length of the body.
 */
export function layoutText(body: string, phrases: Phrases): Block[] {
  const codes = codesOf(body)
  const lines = linesOf(body, codes)
  const total = lines.reduce((sum, {start, end}) => sum + end - start, 0)
  const blocks: Block[] = []
  for (const {start, end, joint} of lines) {
    const line = {
      text: body.slice(start, end),
      codes,
      from: start,
      joint,
      alone: end - start > LOST_BREAKS * total,
      place: (first: number, last: number) => ({start: start + first, end: start + last}),
    }
    addLine(blocks, line, phrases)
  }
  return blocks
}

/** The lines of a text that show something, trimmed. They end with LF, CR, CRLF, line and paragraph separators. */
function linesOf(body: string, codes: Uint16Array): {start: number; end: number; joint: Joint}[] {
  const lines: {start: number; end: number; joint: Joint}[] = []
  const {length} = body
  let blank = true
  for (let from = 0; from <= length; from++) {
    let to = from
    while (to < length && !isBreak(codes[to]!)) to++
    const [start, end] = trimmed(body, from, to)
    if (start < end) lines.push({start, end, joint: blank ? 'gap' : 'line'})
    blank = start === end
    from = to + 1 < length && codes[to] === CR && codes[to + 1] === LF ? to + 1 : to
  }
  return lines
}

const LF = 0x0a
const CR = 0x0d
const isBreak = (code: number): boolean =>
  code <= CR ? code === LF || code === CR : code === 0x2028 || code === 0x2029

/**
 * The stretches to cut for the blocks that go. Of the two gaps around a run of them the narrower one goes too, so that what stays keeps its paragraphs; at the end of the document the gap before goes, and its last line break stays.
 */
export function exciseText(body: string, blocks: readonly Block[], going: ReadonlySet<number>): Excision[] {
  const found: Excision[] = []
  for (let first = 0; first < blocks.length; first++) {
    if (!going.has(first)) continue
    let last = first
    while (going.has(last + 1)) last++
    const before = first === 0 ? 0 : blocks[first - 1]!.end
    const after = last === blocks.length - 1 ? body.length : blocks[last + 1]!.start
    const [gapBefore, gapAfter] = [body.slice(before, blocks[first]!.start), body.slice(blocks[last]!.end, after)]
    const dropBefore = first > 0 && (last === blocks.length - 1 || isWider(gapAfter, gapBefore))
    for (let index = first; index <= last; index++) {
      const start = index === first && dropBefore ? before : blocks[index]!.start
      const end = index < last ? blocks[index + 1]!.start : dropBefore ? blocks[last]!.end : after
      found.push({index, start, end})
    }
    first = last
  }
  return found
}

/** Whether a gap parts more than another: by line breaks, or by anything where the other is none. */
const isWider = (gap: string, other: string): boolean =>
  breaks(gap) > breaks(other) || (breaks(gap) === breaks(other) && other === '' && gap !== '')

const breaks = (gap: string): number => gap.match(/\r\n?|[\n\u2028\u2029]/gu)?.length ?? 0
