/** The message of an HTTP response, as archives keep it → the page that it brought. */
import {brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync} from 'node:zlib'
import {decodePage} from '../encoding/page.ts'
import {InputError} from '../errors.ts'
import {isGzip} from '../packing/gunzip.ts'
import {readLabel} from '../encoding/label.ts'
import {endOfHeaders, parseHeaders, type Headers} from './warc.ts'

/** A page that unpacks to more is none. */
const mostUnpacked = 256 << 20
const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})/
const html = /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i
const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i

/**
 * The page of a response.
 *
 * @param isCut Whether the archive has only the start of it.
 * @returns `undefined` when there is none: another status than 200 to 299, another type than HTML, or nothing in it.
 * @throws InputError when it can't be read.
 */
export function pageOf(message: Buffer, isCut: boolean): string | undefined {
  const split = endOfHeaders(message, 0)
  if (!split) return undefined
  const head = message.toString('latin1', 0, split.start)
  const headers = parseHeaders(head)
  const type = headers.get('content-type') ?? ''
  if (!statusLine.exec(head)?.[1]?.startsWith('2') || !html.test(type)) return undefined
  const payload = unpacked(message.subarray(split.end), headers)
  const bytes = isCut ? withoutHalfLetter(payload) : payload
  if (bytes.length === 0) return undefined
  const label = charset.exec(type)?.[1]
  const served = label === undefined ? undefined : readLabel(label)
  try {
    return decodePage(bytes, served).text
  } catch (error) {
    // Servers name an encoding for all that they have, and may be wrong about this page.
    if (served && error instanceof InputError) return decodePage(bytes).text
    throw error
  }
}

/** Without a last letter of UTF-8 that was cut through: the rest is no less a page for it. */
function withoutHalfLetter(bytes: Buffer): Buffer {
  const isInside = (byte: number | undefined): boolean => byte !== undefined && byte >> 6 === 2
  let start = bytes.length - 1
  while (start > bytes.length - 4 && isInside(bytes[start])) start--
  const lead = bytes[start] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return start + length > bytes.length ? bytes.subarray(0, start) : bytes
}

/** Archives may keep bytes as they came over the wire, or unpack them and leave the headers as they were. */
function unpacked(payload: Buffer, headers: Headers): Buffer {
  const isChunked = /chunked/i.test(headers.get('transfer-encoding') ?? '')
  const bytes = (isChunked ? withoutChunks(payload) : undefined) ?? payload
  const encoding = (headers.get('content-encoding') ?? '').toLowerCase()
  // What was cut off at a limit is unpacked as far as it goes.
  const options = {finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostUnpacked}
  try {
    if (isGzip(bytes) && (encoding.includes('gzip') || encoding === '')) return gunzipSync(bytes, options)
    if (encoding === 'deflate') return deflated(bytes, options)
    if (encoding === 'br')
      return brotliDecompressSync(bytes, {
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
        maxOutputLength: mostUnpacked,
      })
  } catch {
    return bytes // unpacked before; if not, what comes next will not find a page in it
  }
  return bytes
}

/** By the standard it has zlib's header; servers leave it out. */
function deflated(bytes: Buffer, options: {finishFlush: number; maxOutputLength: number}): Buffer {
  const [first = 0, second = 0] = bytes
  const hasHeader = (first & 15) === 8 && (first * 256 + second) % 31 === 0
  return hasHeader ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
}

/** What stood in chunks (RFC 9112, 7.1), as far as it is there; `undefined` when it is not in chunks. */
function withoutChunks(payload: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; at < payload.length;) {
    const end = payload.indexOf('\n', at)
    const size = end === -1 ? undefined : /^([\da-f]{1,8})[ \t]*(?:;.*)?\r?$/i.exec(payload.toString('latin1', at, end))
    if (!size?.[1]) return chunks.length > 0 && end === -1 ? Buffer.concat(chunks) : undefined
    const length = Number.parseInt(size[1], 16)
    if (length === 0) break
    chunks.push(payload.subarray(end + 1, end + 1 + length))
    at = end + 1 + length
    if (payload[at] === 13) at++
    if (payload[at] === 10) at++
  }
  return Buffer.concat(chunks)
}
