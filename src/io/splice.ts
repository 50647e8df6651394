/** Setting one string of a JSON row and leaving every other byte of it: `JSON.stringify` would not (1.0, 2^60, key order). */

/** What to put into a row, and where: `before`, the string, in place of what stands from `start` to `end`. */
export interface Spot {
  readonly start: number
  readonly end: number
  /** The comma and the key, where the row has no such member yet. */
  readonly before: string
}

/**
 * Where a string goes into `json` at `path`: in place of the value there, or behind the last member of the object that it
 * belongs to, spaced as the members of that object are.
 *
 * @param json An object that `JSON.parse` has accepted.
 * @param row As for `quote`.
 * @returns `undefined` when there is no such object.
 */
export function spotFor(json: string, path: readonly string[], row: {readonly ascii: boolean}): Spot | undefined {
  const value = valueSpan(json, path)
  if (value) return {...value, before: ''}
  const object = valueSpan(json, path.slice(0, -1))
  if (!object || json[object.start] !== '{') return undefined
  const last = [...members(json, object.start)].at(-1)
  const key = quote(path.at(-1) ?? '', row)
  if (!last) return {start: object.start + 1, end: object.start + 1, before: `${key}:`}
  const space = ' \t'.includes(json[last.keyEnd + 1] ?? '"') ? ' ' : ''
  return {start: last.end, end: last.end, before: `,${space}${key}:${space}`}
}

/**
 * Where the value at `path` stands in `json`, quotes included.
 *
 * @param json An object that `JSON.parse` has accepted; the text before its first `{` is stepped over.
 * @param path Keys from the outside in. Of a key that stands twice the last one counts, as for `JSON.parse`.
 */
export function valueSpan(json: string, path: readonly string[]): {start: number; end: number} | undefined {
  let span: {start: number; end: number} | undefined = {start: json.indexOf('{'), end: json.length}
  for (const key of path) {
    if (json[span.start] !== '{') return undefined
    span = member(json, span.start, key)
    if (!span) return undefined
  }
  return span
}

/**
 * Where the code units of a string stand in its JSON, escaped or not.
 *
 * @param start Where the string stands in `json`, with its quotes.
 * @returns Gives an offset in `json` for one in the string. The offsets that it is asked for must rise.
 */
export function offsetsIn(json: string, start: number): (offset: number) => number {
  let at = start + 1
  let count = 0
  return (offset) => {
    for (; count < offset; count++) at += json[at] !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2
    return at
  }
}

/**
 * A string as JSON, in the manner of the row it stands in.
 *
 * @param row Its bytes. Python writes rows of pure ASCII with `\u0645` for the rest: such a row stays ASCII.
 */
export function quote(text: string, row: {readonly ascii: boolean}): string {
  const json = JSON.stringify(text)
  if (!row.ascii) return json
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function member(json: string, brace: number, key: string): {start: number; end: number} | undefined {
  let found: {start: number; end: number} | undefined
  for (const {keyStart, keyEnd, start, end} of members(json, brace)) {
    const raw = json.slice(keyStart + 1, keyEnd - 1)
    if (raw === key || (raw.includes('\\') && JSON.parse(json.slice(keyStart, keyEnd)) === key)) found = {start, end}
  }
  return found
}

/** The keys of an object, quotes included, and their values. */
function* members(
  json: string,
  brace: number,
): Generator<{keyStart: number; keyEnd: number; start: number; end: number}> {
  let at = afterBlanks(json, brace + 1)
  while (json[at] === '"') {
    const keyEnd = stringEnd(json, at)
    const start = afterBlanks(json, afterBlanks(json, keyEnd) + 1) // the colon
    const end = valueEnd(json, start)
    yield {keyStart: at, keyEnd, start, end}
    at = afterBlanks(json, end)
    if (json[at] === ',') at = afterBlanks(json, at + 1)
  }
}

function valueEnd(json: string, start: number): number {
  const opens = json[start]
  if (opens === '"') return stringEnd(json, start)
  let at = start
  if (opens !== '{' && opens !== '[') {
    while (at < json.length && !',}] \t\r\n'.includes(json[at] ?? '')) at++
    return at
  }
  let depth = 0
  do {
    const char = json[at]
    if (char === '"') {
      at = stringEnd(json, at)
      continue
    }
    if (char === '{' || char === '[') depth++
    if (char === '}' || char === ']') depth--
    at++
  } while (depth > 0)
  return at
}

/** Behind the closing quote of the string that opens at `start`. */
function stringEnd(json: string, start: number): number {
  let at = json.indexOf('"', start + 1)
  while (slashesBefore(json, at) % 2 === 1) at = json.indexOf('"', at + 1)
  return at + 1
}

function slashesBefore(json: string, at: number): number {
  let count = 0
  while (json[at - 1 - count] === '\\') count++
  return count
}

function afterBlanks(json: string, start: number): number {
  let at = start
  while (at < json.length && ' \t\r\n'.includes(json[at] ?? '')) at++
  return at
}
