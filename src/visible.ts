/** Text of others, made fit to be shown: article text is data, and no terminal may take it for orders. */

/** Control characters, line breaks among them, what orders lines anew, and halves of surrogate pairs. */
const unsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/**
 * A text as one line with its control characters as signs: ESC becomes ␛. Marks that only join letters or say in which direction they run
 * stay, overrides and isolates do not.
 */
export const visible = (text: string): string => text.replace(unsafe, signOf)

function signOf(char: string): string {
  const code = char.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return code >= 0xd800 ? '\uFFFD' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/**
 * A text as one visible line, shortened at a space.
 *
 * @param most Code units that are shown at most, but for the sign that there was more.
 */
export function oneLine(text: string, most: number): string {
  const line = text.trim().replaceAll(/\s+/gu, ' ')
  if (line.length <= most) return visible(line)
  const space = line.lastIndexOf(' ', most)
  const end = space > 0 ? space : most - (isHigh(line.charCodeAt(most - 1)) ? 1 : 0)
  return `${visible(line.slice(0, end))} …`
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00

/** A value as JSON that a terminal may be given: JSON lets DEL and the controls behind it stand as they are. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[\x7f-\x9f]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
