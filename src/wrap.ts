/** How wide text is on a terminal, and where its lines break. */

/** Marks on letters and what is not seen. */
const narrowest = /[\p{Mn}\p{Me}\p{Cf}]/u
/** Letters that take two cells; those of half width are none of them. */
const widest =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u

/** The cells that a text takes, without line breaks and tabs in it. Signs that are made of several may take fewer. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += cellsOf(char)
  return width
}

function cellsOf(char: string): number {
  if (char < '\u0300' && char !== '\u00AD') return 1
  return narrowest.test(char) ? 0 : widest.test(char) ? 2 : 1
}

/**
 * Breaks a line at spaces, which are left out there, and words that are wider than a line within.
 *
 * @param spans The parts of the line.
 * @param width The cells that there are.
 * @returns At least one row.
 */
export function wrapped<Span extends {readonly text: string}>(spans: readonly Span[], width: number): Span[][] {
  const rows: Span[][] = [[]]
  let used = 0
  for (const span of spans) {
    let text = ''
    const flush = (): void => {
      if (text !== '') rows.at(-1)!.push({...span, text})
      text = ''
    }
    const breakLine = (): void => {
      flush()
      const last = rows.at(-1)!.pop()!
      rows.at(-1)!.push({...last, text: last.text.trimEnd()})
      rows.push([])
      used = 0
    }
    for (const [part] of span.text.matchAll(/\S+|\s+/gu)) {
      const isBlank = part.trim() === ''
      if (used > 0 && !isBlank && used + widthOf(part) > width) breakLine()
      for (const char of part) {
        const cells = cellsOf(char)
        if (used > 0 && used + cells > width) {
          if (isBlank) break
          breakLine()
        }
        text += char
        used += cells
      }
    }
    flush()
  }
  return rows
}
