/** Where the rows of a file begin, for those who read a part of it. */
import {closeSync, openSync, readSync} from 'node:fs'
import {readChunks} from './jsonl.ts'

const NEWLINE = 10
/** Bytes that are looked at at once: most lines end within. */
const WINDOW = 1 << 16

/**
 * The start of the first row at or behind a place of a file. Blank lines belong to the row behind them: which are the last of
 * the file, and no mistake, is seen where nothing comes any more.
 *
 * @param size The size of the file: what is returned when no row begins there.
 * @throws Error with a system code when the file can't be read.
 */
export function rowStart(path: string, place: number, size: number): number {
  if (place <= 0) return 0
  const file = openSync(path, 'r')
  try {
    const window = Buffer.alloc(WINDOW)
    // Text on the line that is looked at: the one that holds the byte before the place.
    let hasText = hasTextBefore(file, place - 1, window)
    for (let at = place - 1; at < size;) {
      const length = readSync(file, window, 0, Math.min(WINDOW, size - at), at)
      if (length === 0) return size
      for (let i = 0; i < length; i++) {
        const byte = window[i]!
        if (byte > SPACE) hasText = true
        else if (byte === NEWLINE && hasText) return at + i + 1
      }
      at += length
    }
    return size
  } finally {
    closeSync(file)
  }
}

const SPACE = 0x20

/** Whether text stands before a place on its line. */
function hasTextBefore(file: number, place: number, window: Buffer): boolean {
  for (let end = place; end > 0;) {
    const start = Math.max(0, end - WINDOW)
    const length = readSync(file, window, 0, end - start, start)
    for (let i = length - 1; i >= 0; i--) {
      if (window[i] === NEWLINE) return false
      if (window[i]! > SPACE) return true
    }
    end = start
  }
  return false
}

/**
 * How many lines end in the first bytes of a file. They are read for it, at about 2 GB a second from memory.
 *
 * @throws Error with a system code when the file can't be read.
 */
export async function linesBefore(path: string, end: number): Promise<number> {
  let lines = 0
  if (end === 0) return lines
  for await (const chunk of readChunks(path, false, {start: 0, end}))
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines++
  return lines
}
