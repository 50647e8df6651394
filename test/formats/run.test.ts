/** Packed files, archives and Parquet through the command line, with the fake cleaner. */
import {gunzipSync, gzipSync} from 'node:zlib'
import {parquetReadObjects} from 'hyparquet'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {describe, expect, test} from 'vitest'
import {packBytes} from '../../src/io/packing/pack.ts'
import {unpackBytes} from '../../src/io/packing/unpack.ts'
import {createPlace, parseRecords} from '../place.ts'

const noisy = 'قال الوزير إن العمل بدأ.\nNOISE اقرأ أيضا\nوأضاف أنه مستمر.\n'
const clean = 'قال الوزير إن العمل بدأ.\nوأضاف أنه مستمر.\n'
const rows = ['1', '2'].map((id) => `${JSON.stringify({id, text: noisy, n: 1})}\n`).join('')
const cleanRows = rows.replaceAll(JSON.stringify(noisy), JSON.stringify(clean))
const wet = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([
    Buffer.from(
      `WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:w>\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n\r\n'),
  ])
}
const parquet = (texts: readonly (string | null)[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {name: 'text', data: [...texts], type: 'STRING'},
        {name: 'n', data: texts.map((_, index) => BigInt(index)), type: 'INT64'},
      ],
      rowGroupSize: 2,
    }),
  )
const parquetIn = async (bytes: Uint8Array) => {
  const found: Record<string, unknown>[] = await parquetReadObjects({file: Uint8Array.from(bytes).buffer})
  return found
}
const unzstd = async (bytes: Uint8Array) => (await unpackBytes(bytes, 'zstd', 1 << 20)).toString()

describe('clean', () => {
  test('rows are packed as their target is named, and restored', async () => {
    const place = createPlace()
    place.write({'a.jsonl.gz': gzipSync(rows)})
    expect(await place.untail(['clean', '%/a.jsonl.gz', '-o', '%/b.jsonl.zst', '-r', '%/r.jsonl.gz'])).toMatchObject({
      code: 0,
    })
    expect(await unzstd(place.bytes('b.jsonl.zst'))).toBe(cleanRows)
    expect(parseRecords(gunzipSync(place.bytes('r.jsonl.gz')).toString())).toHaveLength(2)
    const again = ['restore', '%/b.jsonl.zst', '-r', '%/r.jsonl.gz', '-o', '%/again.jsonl.gz']
    expect(await place.untail(again)).toMatchObject({code: 0})
    expect(gunzipSync(place.bytes('again.jsonl.gz')).toString()).toBe(rows)
  })

  test('a folder keeps names and packing', async () => {
    const place = createPlace()
    place.write({
      'in/a.txt.gz': gzipSync(noisy),
      'in/b.html.zst': await packBytes(Buffer.from('<p>أ</p>'), 'zstd'),
      'in/c.jsonl.zst': await packBytes(Buffer.from(rows), 'zstd'),
      'in/d.warc.wet.gz': Buffer.concat([gzipSync(wet(noisy)), gzipSync(wet('نص'))]),
      'in/e.parquet': parquet([noisy, null, 'نص']),
    })
    const {code, stderr} = await place.untail(['clean', '%/in', '-o', '%/out'])
    expect(stderr).toContain('%/in/e.parquet:2: Unexpected null as "text", expected a string')
    expect(code).toBe(1)
    expect(place.list('out')).toEqual([
      'a.txt.gz',
      'b.txt.zst',
      'c.jsonl.zst',
      'd.jsonl.gz',
      'e.parquet',
      'record.jsonl',
    ])
    expect(gunzipSync(place.bytes('out/a.txt.gz')).toString()).toBe(clean)
    expect(await unzstd(place.bytes('out/b.txt.zst'))).toBe('أ')
    expect(await unzstd(place.bytes('out/c.jsonl.zst'))).toBe(cleanRows)
    expect(gunzipSync(place.bytes('out/d.jsonl.gz')).toString()).toBe(
      `{"id":"w","text":${JSON.stringify(clean)}}\n{"id":"w","text":"نص"}\n`,
    )
    expect(await parquetIn(place.bytes('out/e.parquet'))).toEqual([
      {text: clean, n: 0n},
      {text: null, n: 1n},
      {text: 'نص', n: 2n},
    ])
    expect(place.records('out/record.jsonl')).toHaveLength(9)
  })

  test('many sources become one file of rows, in the order of their names', async () => {
    const place = createPlace()
    place.write({
      'in/b.txt': noisy,
      'in/a.html': '<p>أ</p>',
      'in/c.jsonl.gz': gzipSync(rows),
      'in/d.parquet': parquet(['نص']),
      'in/e.txt': Buffer.from([0xff]),
    })
    expect(await place.untail(['clean', '%/in', '-o', '%/all.jsonl.gz'])).toMatchObject({code: 1})
    expect(gunzipSync(place.bytes('all.jsonl.gz')).toString()).toBe(
      `{"id":"a.html","text":"أ"}\n{"id":"b.txt","text":${JSON.stringify(clean)}}\n${cleanRows}{"text":"نص","n":0}\n`,
    )
    expect(place.records('all.record.jsonl').map(({id}) => id)).toEqual([
      'a.html',
      'b.txt',
      '1',
      '2',
      'd.parquet:1',
      'e.txt',
    ])
    const {code, stdout} = await place.untail(['clean', '%/in/a.html', '%/in/b.txt', '-o', '-', '--to', 'html'])
    expect([code, stdout]).toEqual([
      0,
      `{"id":"a.html","html":"<p>أ</p>"}\n{"id":"b.txt","text":${JSON.stringify(clean)}}\n`,
    ])
    expect(await place.untail(['clean', '%/in/b.txt', '-o', '-'])).toMatchObject({code: 0, stdout: clean})
  })

  test('what is there before damage is written, and the damage is named', async () => {
    const place = createPlace()
    const packed = gzipSync(rows)
    place.write({'a.jsonl.gz': Buffer.concat([packed, Buffer.from('tail')]), 'b.jsonl.gz': 'nothing packed'})
    const {code, stderr} = await place.untail(['clean', '%/a.jsonl.gz', '%/b.jsonl.gz', '-o', '%/out'])
    expect(code).toBe(1)
    expect(stderr).toContain(
      `%/a.jsonl.gz:3: Unexpected 4 bytes from byte ${packed.length} on, expected the end of the file: they are no gzip data\n`,
    )
    expect(stderr).toContain('%/b.jsonl.gz: Unexpected data, expected gzip\n')
    expect(place.list('out')).toEqual(['a.jsonl.gz', 'record.jsonl'])
    expect(gunzipSync(place.bytes('out/a.jsonl.gz')).toString()).toBe(cleanRows)
    expect(place.records('out/record.jsonl').map(({id, status}) => [id, status])).toEqual([
      ['1', 'cleaned'],
      ['2', 'cleaned'],
      ['a.jsonl.gz', 'failed'],
      ['b.jsonl.gz', 'failed'],
    ])
  })

  test('broken Parquet fails as one article', async () => {
    const place = createPlace()
    place.write({'a.parquet': 'no columns at all', 'b.parquet': parquet(['نص'])})
    const {code, stderr} = await place.untail(['clean', '%/a.parquet', '%/b.parquet', '-o', '%/out'])
    expect(code).toBe(1)
    expect(stderr).toContain('%/a.parquet: Unexpected end of the file after 17 bytes')
    expect(place.list('out')).toEqual(['b.parquet', 'record.jsonl'])
  })

  test('Parquet is restored', async () => {
    const place = createPlace()
    place.write({'a.parquet': parquet([noisy, 'نص', noisy])})
    await place.untail(['clean', '%/a.parquet', '-o', '%/b.parquet'])
    expect((await parquetIn(place.bytes('b.parquet'))).map(({text}) => text)).toEqual([clean, 'نص', clean])
    const again = ['restore', '%/b.parquet', '-r', '%/b.record.jsonl', '-o', '%/c.parquet']
    expect(await place.untail(again)).toMatchObject({code: 0})
    expect(await parquetIn(place.bytes('c.parquet'))).toEqual(await parquetIn(place.bytes('a.parquet')))
  })

  test.each(['gzip', 'zstd'] as const)('stdin that is packed with %s', async (packed) => {
    const place = createPlace()
    const bytes = Buffer.from(await packBytes(Buffer.from(rows), packed))
    const {code, stdout} = await place.untail(['clean', '-', '-o', '-'], [bytes.subarray(0, 3), bytes.subarray(3)])
    expect([code, stdout]).toEqual([0, cleanRows])
  })
})
