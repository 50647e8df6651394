/** WET and WARC, whole and broken. */
import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib'
import {Readable} from 'node:stream'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {crawlRows} from '../../src/io/crawl/rows.ts'
import {createRowReader, defaultFields, type Fields} from '../../src/io/jsonl.ts'
import {openRows} from '../../src/io/rows.ts'
import {createPlace} from '../place.ts'
import {coming, gathered, inPieces} from './bytes.ts'

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A record as Common Crawl writes it. */
function record(type: string, number: number, block: string | Buffer, headers: Record<string, string> = {}): Buffer {
  const bytes = Buffer.from(block)
  const all = {
    'WARC-Type': type,
    'WARC-Target-URI': `https://news.example/${number}`,
    'WARC-Date': '2026-01-02T03:04:05Z',
    'WARC-Record-ID': `<urn:uuid:${uuid(number)}>`,
    'Content-Length': String(bytes.length),
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`WARC/1.0\r\n${head.join('')}\r\n`), bytes, Buffer.from('\r\n\r\n')])
}

const info = record('warcinfo', 0, 'Software-Info: ia-web-commons\r\n', {'WARC-Filename': 'CC-MAIN.warc.wet.gz'})
const wet = (number: number, text: string, headers: Record<string, string> = {}) =>
  record('conversion', number, text, {'Content-Type': 'text/plain', ...headers})
const response = (number: number, head: readonly string[], body: string | Buffer) =>
  record('response', number, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]), {
    'Content-Type': 'application/http; msgtype=response',
  })

async function rows(
  kind: 'wet' | 'warc',
  pieces: readonly Buffer[],
  fields: Fields = defaultFields,
): Promise<{rows: Record<string, unknown>[]; error: string | undefined}> {
  const {content, error} = await gathered(crawlRows(coming(pieces), kind, 'x.warc', fields))
  return {
    rows: content
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line): Record<string, unknown> => JSON.parse(line)),
    error,
  }
}

const three = [wet(1, 'خبر أول\nمن سطرين'), wet(2, 'second story\n'), wet(3, 'خبر ثالث')]
const texts = ['خبر أول\nمن سطرين', 'second story\n', 'خبر ثالث']

describe('WET', () => {
  test('one row a record, whatever the pieces', async () => {
    const whole = Buffer.concat([
      info,
      wet(1, texts[0]!, {'WARC-Identified-Content-Language': 'ara,eng'}),
      ...three.slice(1),
    ])
    for (const size of [1, 2, 3, 50, 1000, whole.length]) {
      const result = await rows('wet', inPieces(whole, [size]))
      expect(result.error).toBeUndefined()
      expect(result.rows.map(({text}) => text)).toEqual(texts)
      expect(result.rows[0]).toEqual({
        id: uuid(1),
        url: 'https://news.example/1',
        date: '2026-01-02T03:04:05Z',
        language: 'ara,eng',
        text: 'خبر أول\nمن سطرين',
      })
      expect(Object.keys(result.rows[1]!)).toEqual(['id', 'url', 'date', 'text'])
    }
  })

  test('rows have their values where the fields say', async () => {
    const fields = {...defaultFields, text: 'page.body', id: 'key', url: 'page.link'}
    expect((await rows('wet', [three[1]!], fields)).rows).toEqual([
      {key: uuid(2), page: {link: 'https://news.example/2', body: 'second story\n'}, date: '2026-01-02T03:04:05Z'},
    ])
  })

  test('from files, packed and not, as Common Crawl names them', async () => {
    const place = createPlace()
    // A member a record.
    place.write({
      'a.warc.wet.gz': Buffer.concat([info, ...three].map((one) => gzipSync(one))),
      'b.wet': Buffer.concat(three),
    })
    for (const [name, packed] of [
      ['a.warc.wet.gz', 'gzip'],
      ['b.wet', undefined],
    ] as const) {
      const source = {kind: 'wet', path: place.path(name), name, ...(packed && {packed})} as const
      const {content} = await gathered(openRows(source, Readable.from([]), defaultFields))
      expect(content.toString().match(/"text":/g)).toHaveLength(3)
    }
  })

  test('other ids stay whole, and headers may be folded, small and ended by LF', async () => {
    const text = 'نص'
    const odd = Buffer.from(
      `WARC/1.1\nwarc-type: conversion\nWARC-Record-ID: <x:y>\nWARC-Target-URI: https://a.example/\n  ?q=1\nCONTENT-LENGTH:4\n\n${text}\n\n`,
    )
    expect((await rows('wet', [odd, three[1]!])).rows.map(({id, url, text: its}) => [id, url, its])).toEqual([
      ['<x:y>', 'https://a.example/ ?q=1', text],
      [uuid(2), 'https://news.example/2', 'second story\n'],
    ])
  })

  test('nothing is no rows', async () => {
    expect(await rows('wet', [])).toEqual({rows: [], error: undefined})
    expect(await rows('wet', [info])).toEqual({rows: [], error: undefined})
  })

  test('a text that is no UTF-8 is a row that says so', async () => {
    const {rows: found} = await rows('wet', [record('conversion', 1, Buffer.from([0x41, 0xff])), three[1]!])
    expect(found[0]).toMatchObject({id: uuid(1), text: null, error: 'Unexpected byte 0xFF at offset 1, expected UTF-8'})
    expect(found[1]).toMatchObject({text: 'second story\n'})
    const reader = createRowReader('x', 'x', defaultFields)
    expect([...reader.push(Buffer.from(`${JSON.stringify(found[0])}\n`))]).toMatchObject([
      {
        kind: 'failed',
        id: uuid(1),
        reason:
          'Unexpected null as "text", expected a string ("error": "Unexpected byte 0xFF at offset 1, expected UTF-8")',
      },
    ])
  })

  test.each([
    ['too small', '3'],
    ['too large', '40'],
    ['reaches into the next record', '400'],
    ['beyond the end', '4000000'],
    ['no number', 'many'],
    ['negative', '-1'],
    ['enormous', '99999999999999999999'],
  ])('a length that is %s costs its record, and no other behind the next one', async (_, length) => {
    for (const size of [1, 100, 10_000]) {
      const broken = wet(2, 'النص المكسور', {'Content-Length': length})
      const whole = Buffer.concat([three[0]!, broken, three[2]!, wet(4, 'رابع'), wet(5, 'خامس')])
      const {rows: found, error} = await rows('wet', inPieces(whole, [size]))
      expect(error).toBeUndefined()
      expect(found.map(({id, text}) => [id, text])).toEqual([
        [uuid(1), texts[0]],
        [uuid(2), null],
        [uuid(3), texts[2]],
        [uuid(4), 'رابع'],
        [uuid(5), 'خامس'],
      ])
      expect(found[1]?.['error']).toMatch(/^Unexpected Content-Length .* of the record at byte \d+, expected/)
    }
  })

  test('bytes between records, and headers without an end, are named', async () => {
    const whole = Buffer.concat([three[0]!, Buffer.from('garbage\r\nmore\r\n'), three[1]!])
    const {rows: found} = await rows('wet', [whole])
    expect(found.map(({id, error}) => [id, error])).toEqual([
      [uuid(1), undefined],
      [
        `x.warc:byte ${three[0]!.length}`,
        `Unexpected bytes from byte ${three[0]!.length} on, expected "WARC/1.0" of a record`,
      ],
      [uuid(2), undefined],
    ])
    const endless = Buffer.from(`WARC/1.0\r\n${'x-header: value\r\n'.repeat(6000)}`)
    expect((await rows('wet', [endless, three[1]!])).rows.map(({id}) => id)).toEqual(['x.warc:byte 0', uuid(2)])
  })

  test('cut off at any byte, all whole records come', async () => {
    const whole = Buffer.concat(three)
    const ends = [three[0]!.length, three[0]!.length + three[1]!.length]
    for (let length = 0; length < whole.length; length++) {
      const {rows: found, error} = await rows('wet', [whole.subarray(0, length)])
      const first = ends.filter((end) => end - 4 <= length).length
      expect(found.length).toBeGreaterThanOrEqual(first)
      expect(found.filter(({text}) => text !== null).map(({text}) => text)).toEqual(texts.slice(0, found.length))
      if (
        found.length < 3 &&
        ![0, ...ends.flatMap((end) => [end - 4, end - 3, end - 2, end - 1, end])].includes(length)
      )
        expect(error).toBe(
          `Unexpected end of WARC data after ${length} byte${length === 1 ? '' : 's'}, expected more: the file is cut off`,
        )
    }
  })

  test('any texts come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({unit: 'binary'}), {maxLength: 6}),
        fc.array(fc.integer({min: 1, max: 300}), {minLength: 1, maxLength: 5}),
        async (bodies, sizes) => {
          const sound = bodies.map((body) => Buffer.from(body).toString())
          const whole = Buffer.concat(sound.map((body, number) => wet(number, body)))
          const result = await rows('wet', inPieces(whole, sizes))
          expect(result.rows.map(({text}) => text)).toEqual(sound)
        },
      ),
      {numRuns: 100},
    )
  })
})

const page = '<!doctype html><title>خبر</title><p>قال الوزير إن العمل سيبدأ غدا في المدينة.</p>'
const ok = 'HTTP/1.1 200 OK'
const type = 'Content-Type: text/html; charset=UTF-8'
const chunked = (body: Buffer, size = 10) =>
  Buffer.concat([
    ...inPieces(body, [size]).flatMap((piece) => [
      Buffer.from(`${piece.length.toString(16)}\r\n`),
      piece,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('0\r\n\r\n'),
  ])
const windows1256 = Buffer.from([0xe3, 0xd1, 0xcd, 0xc8, 0xc7]) // مرحبا

describe('WARC', () => {
  test('pages of responses are rows, all else is stepped over', async () => {
    const whole = [
      record('warcinfo', 0, 'x: y\r\n'),
      record('request', 1, 'GET / HTTP/1.1\r\n\r\n'),
      response(1, [ok, type], page),
      record('metadata', 1, 'fetchTimeMs: 1\r\n'),
      response(2, ['HTTP/1.1 404 Not Found', type], page),
      response(3, ['HTTP/1.1 301 Moved', 'Location: /x'], ''),
      response(4, [ok, 'Content-Type: image/png'], Buffer.from([0x89, 0x50])),
      response(5, [ok, 'Content-Type: application/pdf'], '%PDF-1.4'),
      response(6, ['HTTP/2 203', 'content-type:application/xhtml+xml'], page),
      response(7, [ok, type], ''),
      record('revisit', 8, `${ok}\r\n${type}\r\n\r\n`),
    ]
    const {rows: found, error} = await rows('warc', inPieces(Buffer.concat(whole), [64]))
    expect(error).toBeUndefined()
    expect(found).toEqual([
      {id: uuid(1), url: 'https://news.example/1', date: '2026-01-02T03:04:05Z', html: page},
      {id: uuid(6), url: 'https://news.example/6', date: '2026-01-02T03:04:05Z', html: page},
    ])
  })

  const bytes = Buffer.from(page)
  test.each([
    ['chunks', ['Transfer-Encoding: chunked'], chunked(bytes)],
    ['chunks that are cut off', ['Transfer-Encoding: chunked'], chunked(bytes).subarray(0, -5)],
    ['a header of chunks without chunks', ['Transfer-Encoding: chunked'], bytes],
    ['gzip', ['Content-Encoding: gzip'], gzipSync(bytes)],
    ['gzip in chunks', ['Content-Encoding: gzip', 'Transfer-Encoding: chunked'], chunked(gzipSync(bytes), 7)],
    ['a header of gzip without gzip', ['Content-Encoding: gzip'], bytes],
    ['deflate', ['Content-Encoding: deflate'], deflateSync(bytes)],
    ['deflate without its header', ['Content-Encoding: deflate'], deflateRawSync(bytes)],
    ['brotli', ['Content-Encoding: br'], brotliCompressSync(bytes)],
    ['a header of brotli without brotli', ['Content-Encoding: br'], bytes],
    ['what Common Crawl unpacked', ['X-Crawl-Content-Encoding: gzip', 'X-Crawl-Transfer-Encoding: chunked'], bytes],
  ])('%s', async (_, headers, body) => {
    expect((await rows('warc', [response(1, [ok, type, ...headers], body)])).rows[0]).toMatchObject({html: page})
  })

  test('what the archive has cut off is a page as far as it goes', async () => {
    const long = page.replace('</p>', ` ${Array.from({length: 3000}, (_, index) => `كلمة${index}`).join(' ')}</p>`)
    for (let length = 1990; length < 2010; length++)
      for (const [body, headers] of [
        [gzipSync(long).subarray(0, length), [type, 'Content-Encoding: gzip']],
        [Buffer.from(long).subarray(0, length), [type]],
      ] as const) {
        const cut = response(1, [ok, ...headers], body)
        const named = Buffer.from(
          cut.toString('latin1').replace('WARC-Date', 'WARC-Truncated: length\r\nWARC-Date'),
          'latin1',
        )
        const html = (await rows('warc', [named])).rows[0]?.['html']
        expect(long.startsWith(String(html))).toBe(true)
        expect(String(html).length).toBeGreaterThan(1000)
      }
  })

  test('the encoding that the server names counts, unless it makes no sense', async () => {
    const body = Buffer.concat([Buffer.from('<p>'), windows1256, Buffer.from('</p>')])
    const html = async (contentType: string, content = body) =>
      (await rows('warc', [response(1, [ok, `Content-Type: ${contentType}`], content)])).rows[0]
    expect(await html('text/html; charset=windows-1256')).toMatchObject({html: '<p>مرحبا</p>'})
    expect(await html('text/html;charset="WINDOWS-1256"')).toMatchObject({html: '<p>مرحبا</p>'})
    expect(await html('text/html; charset=utf-8', Buffer.from(page))).toMatchObject({html: page})
    expect(await html('text/html')).toMatchObject({html: null, error: expect.stringContaining('expected UTF-8')})
    const named = Buffer.concat([Buffer.from('<meta charset=windows-1256>'), body])
    expect(await html('text/html; charset=utf-8', named)).toMatchObject({html: expect.stringContaining('مرحبا')})
  })

  test('what says it is a page and is none is a row that says so', async () => {
    expect((await rows('warc', [response(1, [ok, type], '%PDF-1.4 ...')])).rows[0]).toMatchObject({
      html: null,
      error: 'Unexpected PDF, expected HTML',
    })
  })
})
