/** JSON that people write: read by JSON's own rules, and where it breaks them, said where. */

/** Lists and objects inside each other. */
const DEEPEST = 64

const SPACE = /[ \t\n\r]*/y
const PLAIN = /(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y

/**
 * Reads a JSON text.
 *
 * @throws SyntaxError with line and column, both from 1 on, where it is none, or has a key twice in one object.
 */
export function parseJson(text: string): unknown {
  let at = 0

  const fail = (expected: string, where = at): never => {
    const before = text.slice(0, where).split('\n')
    const found = where >= text.length ? 'end' : JSON.stringify(String.fromCodePoint(text.codePointAt(where)!))
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`
    throw new SyntaxError(`Unexpected ${found} at ${place}, expected ${expected}`)
  }
  /** What stands here of a pattern, which may be nothing. */
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const [found = ''] = pattern.exec(text) ?? []
    at += found.length
    return found
  }
  const takeSign = (sign: string): boolean => {
    if (text[at] !== sign) return false
    at++
    return true
  }

  const string = (): string => {
    const start = at++
    take(PLAIN)
    if (text[at] === '\\') fail('an escape that JSON knows; a backslash is written twice')
    if (!takeSign('"')) fail(`a quote that closes the one at column ${start - text.lastIndexOf('\n', start)}`)
    return JSON.parse(text.slice(start, at)) as string
  }
  /** The members of a list or an object, up to its end. */
  const members = (end: string, member: () => void): void => {
    at++
    take(SPACE)
    if (takeSign(end)) return
    for (;;) {
      member()
      take(SPACE)
      if (takeSign(end)) return
      if (!takeSign(',')) fail(`"," or "${end}"`)
      take(SPACE)
    }
  }
  const value = (depth: number): void => {
    take(SPACE)
    if (depth > DEEPEST) fail(`lists and objects no more than ${DEEPEST} deep`)
    if (text[at] === '"') string()
    else if (text[at] === '[') members(']', () => value(depth + 1))
    else if (text[at] === '{') {
      const keys = new Set<string>()
      members('}', () => {
        const start = at
        if (text[at] !== '"') fail('a key in double quotes')
        const key = string()
        if (keys.has(key)) fail(`each key once, not "${key}" again`, start)
        keys.add(key)
        take(SPACE)
        if (!takeSign(':')) fail('":"')
        value(depth + 1)
      })
    } else if (take(NUMBER) === '' && take(WORD) === '') fail('a value')
  }

  value(0)
  take(SPACE)
  if (at < text.length) fail('nothing more')
  return JSON.parse(text)
}
