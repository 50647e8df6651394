/** The source of a page → what is read of it, in the order of the source. */
import {decodeHTML} from 'entities'
import {Tokenizer, TokenizerMode, type Token} from 'parse5'
import type {Passage} from './model.ts'

/** Elements whose text is data, and what it is read as. `plaintext` has no end. */
const raw: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
])

/** Elements that stand within a line. All others start one. */
const inline: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
)

/** White space, a character reference, or text as it stands. */
const parts = /\s+|&(?:#(?:\d+|x[\da-f]+)|[a-z][\da-z]*);?|[^\s&]+|&/giu

/**
 * The text of a page with its places: tags, comments, scripts and styles left out, characters decoded, white space as it is
 * shown. For looking at only: elements aren't nested as a browser nests them, and nothing hidden is known.
 *
 * @param cuts Places that no passage may span, rising.
 * @returns Passages in order. `text` is what stands there, white space aside, but for a character reference: that is a passage of its own.
 */
export function readable(source: string, cuts: readonly number[] = []): Passage[] {
  const passages: Passage[] = []
  let opens = true
  let next = 0

  /** White space at the end of a line isn't shown. */
  const endLine = (): void => {
    const last = passages.at(-1)
    if (last?.text === ' ') passages.pop()
    else if (last?.text.endsWith(' '))
      passages[passages.length - 1] = {...last, end: last.end - 1, text: last.text.slice(0, -1)}
    opens = true
  }
  const add = (start: number, end: number, text: string): void => {
    while (next < cuts.length && cuts[next]! <= start) next++
    const passage = {start, end, text, opens}
    const last = passages.at(-1)
    const goesOn = last?.end === start && !opens && cuts[next - 1] !== start
    if (goesOn && isPlain(last) && isPlain(passage))
      passages[passages.length - 1] = {...last, end, text: last.text + text}
    else passages.push(passage)
    opens = false
  }
  /** Adds a stretch in parts, where cuts go through it. */
  const addPlain = (start: number, end: number): void => {
    let at = start
    for (let k = next; at < end; k++) {
      const until = Math.max(at, Math.min(end, cuts[k] ?? end))
      if (until > at) add(at, until, source.slice(at, until))
      at = until
    }
  }
  const addText = (from: number, to: number): void => {
    for (const match of source.slice(from, to).matchAll(parts)) {
      const [part] = match
      const start = from + match.index
      const end = start + part.length
      if (part.startsWith('&')) add(start, end, decodeHTML(part))
      else if (part.trim() !== '') addPlain(start, end)
      else if (!opens && !passages.at(-1)?.text.endsWith(' ')) add(start, end, ' ')
    }
  }

  let ignored: string | undefined
  let read = 0
  /** Reads up to a tag or a comment, which is passed over. */
  const pass = ({location}: Token.Token): void => {
    if (!location) return
    if (ignored === undefined) addText(read, location.startOffset)
    read = location.endOffset
  }
  const tokenizer = new Tokenizer(
    {sourceCodeLocationInfo: true},
    {
      onStartTag(tag) {
        pass(tag)
        const {tagName} = tag
        if (!inline.has(tagName)) endLine()
        const mode = raw.get(tagName)
        if (mode === undefined || ignored !== undefined) return
        ignored = tagName
        tokenizer.state = mode
      },
      onEndTag(tag) {
        pass(tag)
        if (ignored === tag.tagName) ignored = undefined
        if (!inline.has(tag.tagName)) endLine()
      },
      onComment: pass,
      onDoctype: pass,
      onEof: pass,
      onCharacter: () => undefined,
      onWhitespaceCharacter: () => undefined,
      onNullCharacter: () => undefined,
    },
  )
  tokenizer.write(source, true)
  endLine()
  return passages
}

/** It is as long as the source there: nothing was decoded or drawn together in it. */
const isPlain = ({start, end, text}: Passage): boolean => text.length === end - start
