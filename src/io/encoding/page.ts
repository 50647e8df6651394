/** The text of an HTML file's bytes, or a reason why there is none: never a text in the wrong letters. */
import {isAscii} from 'node:buffer'
import {decode} from '../bytes.ts'
import {InputError} from '../errors.ts'
import {decodeStrictly, guess, read, sampleOf} from './guess.ts'
import {findLabel, type Label} from './label.ts'
import {refuseBinary} from './magic.ts'

export interface Page {
  /** A byte order mark stays in it. HTML parsers take it for text of the body: parse what comes after. */
  readonly text: string
  /** The Encoding standard's name, in lower case: `utf-8`, `windows-1256`, … */
  readonly encoding: string
}

/** The share of words that may look odd in the encoding that a page names (the most in real texts: 0.06). */
const mayBeOdd = 0.2
/** How much larger the share of common words may be in an encoding that the page does not name, if that is not certain. */
const mayBeMore = 0.15

/** These are told by strict decoding: few bytes of another encoding get through. Their words can't be looked for. */
const multiByte = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'shift_jis', 'iso-2022-jp', 'euc-kr'])

/**
 * Decodes an HTML file, strictly: a byte that has no meaning fails it.
 *
 * A byte order mark comes first, then UTF-16 that shows by its zeros. What is UTF-8 is UTF-8, whatever the page says. Else it is
 * the encoding that the page names, unless it makes no words in that, or surely more words in another (`guess`).
 *
 * @param served The label that the page came with, where it came with one: it goes before what the page says itself.
 * @throws InputError with the first byte that is not UTF-8, or not of the encoding that the page names, and its offset.
 */
export function decodePage(bytes: Buffer, served?: Label): Page {
  refuseBinary(bytes)
  const utf16 = utf16Of(bytes)
  if (utf16) return decodeAs(utf16, bytes, 'as it starts')
  // ISO-2022-JP and HZ write their letters in ASCII bytes.
  if (isAscii(bytes) && (bytes.includes(0x1b) || bytes.includes('~{'))) return decodeShifting(bytes, served)
  try {
    return {text: decode(bytes), encoding: 'utf-8'}
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return decodeLegacy(bytes, error.message, served)
  }
}

/** By the mark, or by zeros in every other place of `<h`; a page with many zeros that is not UTF-16 is refused. */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const start = bytes.toString('latin1', 0, 1024)
  if (start.startsWith('\xff\xfe')) return 'utf-16le'
  if (start.startsWith('\xfe\xff')) return 'utf-16be'
  if (!start.includes('\0')) return undefined
  if (/^(?:[\t\n\f\r ]\0)*<\0[^\0]\0/.test(start)) return 'utf-16le'
  if (/^(?:\0[\t\n\f\r ])*\0<\0[^\0]/.test(start)) return 'utf-16be'
  // UTF-32 has three of four, and UTF-16 two: a quarter is more than a stray one, and less than both.
  if (start.split('\0').length - 1 > start.length / 4) throw new InputError('Unexpected zero bytes, expected HTML')
  return undefined
}

/** ASCII bytes with signs of an encoding that shifts between meanings of them. */
function decodeShifting(bytes: Buffer, served: Label | undefined): Page {
  const label = served ?? findLabel(bytes)
  refuseUnread(label)
  if (label?.encoding === 'iso-2022-jp') return decodeAs(label.encoding, bytes, 'as the page says')
  const shift = bytes.indexOf('\x1b$')
  if (shift !== -1)
    throw new InputError(`Unexpected byte 0x1B at offset ${shift}, expected a page that says it is ISO-2022-JP`)
  return {text: decode(bytes), encoding: 'utf-8'}
}

function decodeLegacy(bytes: Buffer, notUtf8: string, served: Label | undefined): Page {
  const label = served ?? findLabel(bytes)
  refuseUnread(label)
  const named = label?.encoding === 'utf-8' ? undefined : label?.encoding
  const isMultiByte = named !== undefined && multiByte.has(named)
  const sample = sampleOf(bytes)
  if (!isMultiByte && sample.hasUtf8) throw new InputError(`${notUtf8}, as other words of the page are`)
  const best = guess(sample)
  const reading = named === undefined || isMultiByte ? undefined : read(sample, named)
  const fits = reading !== undefined && reading.odd <= mayBeOdd
  const common = fits ? reading.common : 0
  if (best?.certain && best.common > common) return decodeAs(best.encoding, bytes, 'as its words are')
  if (named === undefined) throw new InputError(`${notUtf8}${whyUtf8(label)}`)
  if (reading && (!fits || (best && best.common > common + mayBeMore)))
    throw new InputError(`${notUtf8}, as it makes no words in ${named}, which the page says`)
  return decodeAs(named, bytes, 'as the page says')
}

function whyUtf8(label: Label | undefined): string {
  if (label === undefined) return ', as the page says nothing'
  return label.encoding === undefined ? `, as the page says ${quoted(label)}, which is nothing` : ', as the page says'
}

/** The standard has encodings that are never decoded, as they hide markup: HZ, ISO-2022-KR, ISO-2022-CN. */
function refuseUnread(label: Label | undefined): void {
  if (label?.encoding === 'replacement')
    throw new InputError(`Unexpected encoding ${quoted(label)}, expected one that browsers read`)
}

/** A label can be anything. */
const quoted = ({label}: Label): string => JSON.stringify(label.slice(0, 40))

/** @throws InputError with the first byte that has no meaning in an encoding, and why it should have one. */
function decodeAs(encoding: string, bytes: Buffer, why: string): Page {
  try {
    return {text: decodeStrictly(bytes, encoding), encoding}
  } catch {
    const offset = firstBad(encoding, bytes)
    const byte = bytes[offset]
    const found = byte === undefined ? 'end' : `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
    throw new InputError(`Unexpected ${found} at offset ${offset}, expected ${encoding}, ${why}`)
  }
}

/** Where decoding fails, by halving; the length when something is missing at the end. */
function firstBad(encoding: string, bytes: Buffer): number {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      decodeStrictly(bytes.subarray(0, middle), encoding, true)
      good = middle
    } catch {
      bad = middle
    }
  }
  return good
}
