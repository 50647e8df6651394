/** Whether a page reads as before when blocks of it went. */
import {common} from '../frames.ts'
import type {Block, Frame, Markup} from '../model.ts'
import {ROW} from './html.ts'

/**
 * Whether a page reads as before, white space aside, when blocks went: the same lines, and those that nothing went of in the same
 * elements. An end tag that went can move all that follows into a link or a hidden element, where it would be noise.
 */
export function readsAsBefore(before: readonly Block[], going: ReadonlySet<number>, after: readonly Block[]): boolean {
  if (readingOf(before, going) !== readingOf(after)) return false
  const [was, is] = [linesOf(before, going), linesOf(after)]
  const isSame = sameSettings()
  // Rows of tables may have become one line: then there is no telling which is which.
  return (
    was.length !== is.length ||
    was.every((line, index) => {
      const {text, settings} = is[index]!
      return !line.isWhole || line.text !== text || isSame(line.settings, settings)
    })
  )
}

/** What stands between two breaks: what is read of it, white space aside, and where it stands. */
interface LineRead {
  text: string
  readonly settings: Markup[]
  /** Nothing of it went. */
  isWhole: boolean
}

function linesOf(blocks: readonly Block[], going: ReadonlySet<number> = new Set()): LineRead[] {
  const lines: LineRead[] = []
  for (const [index, {text, joint, markup}] of blocks.entries()) {
    if (joint !== 'joined' || index === 0) lines.push({text: '', settings: [], isWhole: true})
    const line = lines.at(-1)!
    if (going.has(index)) line.isWhole = false
    else line.text += text.replace(/\s/gu, '')
    // A line is split at other places when more or less stands around it.
    if (markup && line.settings.at(-1)?.frame !== markup.frame) line.settings.push(markup)
  }
  return lines.filter(({text}) => text !== '')
}

type Names = ReadonlySet<string>

/** Tells settings apart. Most lines share their elements' names with the line before, and are told at once. */
function sameSettings(): (was: readonly Markup[], is: readonly Markup[]) => boolean {
  const known = new Map<Names, Names>()
  const areSame = (was: Names, is: Names): boolean => {
    if (known.get(was) === is) return true
    const same = was.size === is.size && [...was].every((name) => is.has(name))
    if (same) known.set(was, is)
    return same
  }
  return (was, is) =>
    was.length === is.length &&
    was.every(({frame, linked, hidden}, index) => {
      const other = is[index]!
      return (
        linked === other.linked &&
        hidden === other.hidden &&
        areSame(frame.tags, other.frame.tags) &&
        areSame(frame.words, other.frame.words)
      )
    })
}

/**
 * What is read of blocks, a line a line, without white space and marks that show
 * nothing. Cells of a short row are one line, whether they are one block or became so since the rest of the row is gone.
 *
 * @param going Blocks that are not there.
 */
function readingOf(blocks: readonly Block[], going: ReadonlySet<number> = new Set()): string {
  const texts = blocks.map(({text}, index) => (going.has(index) ? '' : text.replace(/[\s\p{Cf}\p{Cc}]/gu, '')))
  const rows = new Map<Frame, number>()
  for (const [index, {markup}] of blocks.entries())
    for (let row = rowOf(markup?.frame); row; row = rowOf(row.parent))
      rows.set(row, (rows.get(row) ?? 0) + texts[index]!.length)
  let text = ''
  let isNewLine = true
  let before: Frame | undefined
  for (const [index, {joint, markup}] of blocks.entries()) {
    if (joint !== 'joined') isNewLine = true
    if (going.has(index)) continue
    const row = before && markup && rowOf(common(before, markup.frame))
    if (isNewLine && !(row && rows.get(row)! <= ROW)) text += '\n'
    isNewLine = false
    before = markup?.frame
    text += texts[index]!
  }
  return text
}

/** The row of a table that is a frame or around it. */
function rowOf(frame: Frame | undefined): Frame | undefined {
  if (!frame?.tags.has('tr')) return undefined
  let row = frame
  while (row.tag !== 'tr') row = row.parent!
  return row
}
