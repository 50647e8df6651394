/** Parquet in and out. */
import {readFileSync} from 'node:fs'
import {Readable} from 'node:stream'
import {parquetReadObjects} from 'hyparquet'
import {compressors} from 'hyparquet-compressors'
import {parquetWriteBuffer, type ColumnSource} from 'hyparquet-writer'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {defaultFields, type Fields} from '../../src/io/jsonl.ts'
import {parquetRows} from '../../src/io/parquet/rows.ts'
import {parquetSink} from '../../src/io/parquet/sink.ts'
import {openRows} from '../../src/io/rows.ts'
import type {Rendering} from '../../src/model.ts'
import {createPlace} from '../place.ts'
import {gathered, inPieces, memorySink} from './bytes.ts'

/**
 * Written by pyarrow 25: Zstd, data pages of version 2, page indexes, row groups of two, columns of many types. Its texts are
 * ours.
 */
const arrow = readFileSync(new URL('arrow.parquet', import.meta.url))
const texts = [
  'قال الوزير إن العمل سيبدأ غدا.\nاقرأ أيضا: خبر آخر',
  null,
  'The second story.\nRead also: another',
  '',
  'خبر أخير',
]

type JsonRow = Record<string, unknown>

const sourceOf = (path: string) => ({kind: 'parquet', path, name: 'x.parquet'}) as const

async function rowsOf(path: string, columns: 'all' | 'named' = 'all', fields: Fields = defaultFields) {
  const {content, error} = await gathered(openRows(sourceOf(path), Readable.from([]), fields, columns))
  const lines = content.toString().split('\n').filter(Boolean)
  return {lines, rows: lines.map((line): JsonRow => JSON.parse(line)), error}
}

/** What a file holds, by the library alone. */
async function contents(bytes: Uint8Array): Promise<JsonRow[]> {
  const rows: JsonRow[] = await parquetReadObjects({file: Uint8Array.from(bytes).buffer, compressors})
  return rows
}

/** The rows of a file, each as `change` gives it back, written into the file again. */
async function rewritten(
  path: string,
  change: (row: JsonRow, index: number) => JsonRow,
  {fields = defaultFields, to = 'text', sizes = [100]}: {fields?: Fields; to?: Rendering; sizes?: number[]} = {},
): Promise<Buffer> {
  const memory = memorySink()
  const sink = await parquetSink(memory, sourceOf(path), fields, to)
  const {rows} = await rowsOf(path, 'named', fields)
  const lines = rows.map((row, index) => `${JSON.stringify(change(row, index))}\n`)
  for (const piece of inPieces(Buffer.from(lines.join('')), sizes)) {
    sink.bytes(piece)
    await sink.drained()
  }
  await sink.close()
  expect(memory.isClosed).toBe(true)
  return memory.content()
}

const columnsOf = (columns: ColumnSource[], rowGroupSize = 2): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({columnData: columns, rowGroupSize}))

describe('Parquet → rows', () => {
  test('all columns, as JSON has them', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const {rows, error} = await rowsOf(place.path('x.parquet'))
    expect(error).toBeUndefined()
    expect(rows).toEqual([
      {
        id: 'a',
        int64: '1152921504606846977',
        uint64: '18446744073709551615',
        date: '2026-01-02',
        micros: '2026-01-02T03:04:05.678901Z',
        nanos: '1970-01-01T00:00:00.000000001Z',
        decimal: 12.3,
        text: texts[0],
        bytes: '/wA=',
        list: ['أ', null],
        struct: {a: 1, b: {c: 'x'}},
        map: {ك: 1},
        double: 1.5,
        bool: true,
        category: 'x',
      },
      {
        id: 'b',
        int64: null,
        uint64: 0,
        date: null,
        micros: '1970-01-01T00:00:00.000000Z',
        nanos: null,
        decimal: null,
        text: null,
        bytes: 'plain',
        list: [],
        struct: null,
        map: {},
        double: null,
        bool: false,
        category: 'y',
      },
      {
        id: 'c',
        int64: -1,
        uint64: 1,
        date: '1969-12-31',
        micros: '1969-12-31T23:59:59.999999Z',
        nanos: '1970-01-01T00:00:00.000000000Z',
        decimal: null,
        text: texts[2],
        bytes: null,
        list: null,
        struct: {a: null, b: null},
        map: null,
        double: null,
        bool: null,
        category: 'x',
      },
      {
        id: 'd',
        int64: 9007199254740991,
        uint64: 2,
        date: '0001-01-01',
        micros: null,
        nanos: '1969-12-31T23:59:59.999999999Z',
        decimal: null,
        text: '',
        bytes: '',
        list: ['b'],
        struct: {a: 2, b: {c: null}},
        map: {k: 2, l: null},
        double: 0.1,
        bool: true,
        category: null,
      },
      {
        id: 'e',
        int64: '9007199254740992',
        uint64: 3,
        date: '1970-01-01',
        micros: null,
        nanos: '2001-09-09T01:46:40.000000000Z',
        decimal: -0.01,
        text: texts[4],
        bytes: 'أ',
        list: ['c', 'd'],
        struct: {a: 3, b: {c: 'y'}},
        map: {},
        double: 0,
        bool: false,
        category: 'x',
      },
    ])
  })

  test('only named columns', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const path = place.path('x.parquet')
    expect((await rowsOf(path, 'named')).lines[4]).toBe('{"id":"e","text":"خبر أخير"}')
    const fields = {...defaultFields, title: 'struct.b.c', id: 'category'}
    expect((await rowsOf(path, 'named', fields)).rows[0]).toEqual({
      text: texts[0],
      struct: {a: 1, b: {c: 'x'}},
      category: 'x',
    })
  })

  test('a text that is no UTF-8 is a row that says so', async () => {
    const place = createPlace()
    const bad = [new Uint8Array([0x41, 0xff]), Buffer.from('سليم')]
    place.write({'x.parquet': columnsOf([{name: 'text', data: bad, type: 'BYTE_ARRAY'}])})
    expect((await rowsOf(place.path('x.parquet'))).rows).toEqual([
      {text: null, error: 'Unexpected byte 0xFF at offset 1, expected UTF-8'},
      {text: 'سليم'},
    ])
  })

  test('no rows are none', async () => {
    const place = createPlace()
    place.write({'x.parquet': columnsOf([{name: 'text', data: [], type: 'STRING'}])})
    expect(await rowsOf(place.path('x.parquet'))).toEqual({lines: [], rows: [], error: undefined})
    expect(await contents(await rewritten(place.path('x.parquet'), (row) => row))).toEqual([])
  })

  test.each([
    ['empty', Buffer.alloc(0), 'Unexpected end of the file after 0 bytes, expected "PAR1" there, as Parquet has it'],
    ['something else', Buffer.from('{"text":"x"}\n'), 'Unexpected end of the file after 13 bytes, expected "PAR1"'],
    [
      'cut off',
      arrow.subarray(0, -1),
      `Unexpected end of the file after ${(arrow.length - 1).toLocaleString('en-US')}`,
    ],
    ['cut in front', arrow.subarray(-100), 'Unexpected length '],
    [
      'broken in its footer',
      Buffer.from([...arrow].map((byte, at) => (at > arrow.length - 900 && at < arrow.length - 8 ? 0xee : byte))),
      'Unexpected data in the footer, expected Parquet that can be read (',
    ],
  ])('%s: says so', async (_, bytes, message) => {
    const place = createPlace()
    place.write({'x.parquet': bytes})
    const {rows, error} = await rowsOf(place.path('x.parquet'))
    expect(rows).toEqual([])
    expect(error).toContain(message)
    await expect(parquetSink(memorySink(), sourceOf(place.path('x.parquet')), defaultFields, 'text')).rejects.toThrow(
      message,
    )
  })

  test('row groups before damage are read', async () => {
    const data = Array.from({length: 400}, (_, index) => `خبر رقم ${index} ${'كلمة '.repeat(index % 50)}`)
    const bytes = columnsOf([{name: 'text', data, type: 'STRING'}], 100)
    const middle = bytes.length >> 1
    const place = createPlace()
    place.write({'x.parquet': bytes.map((byte, at) => (at > middle && at < middle + 2000 ? 0xff : byte))})
    const {rows, error} = await rowsOf(place.path('x.parquet'))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length % 100).toBe(0)
    expect(rows.map(({text}) => text)).toEqual(data.slice(0, rows.length))
    expect(error).toMatch(/^Unexpected data in row group [23] of 4, expected Parquet that can be read \(/)
  })
})

describe('rows → Parquet', () => {
  test('texts are replaced, all else is as it was', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const before = await contents(arrow)
    const written = await rewritten(place.path('x.parquet'), (row) =>
      typeof row['text'] === 'string' ? {...row, text: row['text'].split('\n')[0]} : row,
    )
    const after = await contents(written)
    expect(after.map(({text}) => text)).toEqual([
      'قال الوزير إن العمل سيبدأ غدا.',
      null,
      'The second story.',
      '',
      'خبر أخير',
    ])
    const others = (rows: readonly JsonRow[]) => rows.map((row) => ({...row, text: undefined}))
    expect(others(after)).toEqual(others(before))
    // The pages of other columns are there to the byte.
    place.write({'y.parquet': written})
    const again = await rewritten(place.path('y.parquet'), (row) => row)
    expect(await contents(again)).toEqual(after)
  })

  test('the same texts give the same pages', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const written = await rewritten(place.path('x.parquet'), (row) => row)
    const pages = written.subarray(0, written.length - 8 - written.readUInt32LE(written.length - 8))
    expect(arrow.subarray(0, pages.length).equals(pages)).toBe(true)
    place.write({'y.parquet': written})
    expect((await rewritten(place.path('y.parquet'), (row) => row)).equals(written)).toBe(true)
  })

  test('a row that holds no text any more leaves it as it was', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const written = await rewritten(place.path('x.parquet'), () => ({id: 'x', text: null}))
    expect((await contents(written)).map(({text}) => text)).toEqual(texts)
  })

  test('pages become texts in a column of their own', async () => {
    const place = createPlace()
    const html = ['<p>أول</p>', '<p>ثان</p>', null, '<p>رابع</p>', '<p>خامس</p>']
    place.write({
      'x.parquet': columnsOf([
        {name: 'html', data: html, type: 'STRING'},
        {name: 'n', data: [1n, 2n, 3n, 4n, 5n], type: 'INT64'},
      ]),
    })
    const written = await rewritten(place.path('x.parquet'), (row, index) =>
      typeof row['html'] === 'string' ? {...row, text: `نص ${index}`} : row,
    )
    expect(await contents(written)).toEqual(
      html.map((page, index) => ({
        html: page,
        n: BigInt(index + 1),
        text: page === null ? null : `نص ${index}`,
      })),
    )
  })

  test('pages stay pages', async () => {
    const place = createPlace()
    const html = ['<p>أول</p>', '<p>ثان</p><p>اقرأ أيضا</p>', null]
    place.write({
      'x.parquet': columnsOf([
        {name: 'html', data: html, type: 'STRING'},
        {name: 'text', data: [null, null, 'نص'], type: 'STRING'},
      ]),
    })
    const written = await rewritten(
      place.path('x.parquet'),
      (row, index) => (index === 1 ? {...row, html: '<p>ثان</p>'} : index === 2 ? {...row, text: 'ن'} : row),
      {to: 'html'},
    )
    expect(await contents(written)).toEqual([
      {html: '<p>أول</p>', text: null},
      {html: '<p>ثان</p>', text: null},
      {html: null, text: 'ن'},
    ])
  })

  test('a text without a column of its own is refused', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const open = (text: string) =>
      parquetSink(memorySink(), sourceOf(place.path('x.parquet')), {...defaultFields, text}, 'text')
    await expect(open('struct.b')).rejects.toThrow('Unexpected field of a column "struct.b" in ')
    await expect(open('int64')).rejects.toThrow('Unexpected column "int64" in ')
    await expect(open('list')).rejects.toThrow('expected a column of texts')
  })

  test('rows that are too many or too few are a bug', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const sink = await parquetSink(memorySink(), sourceOf(place.path('x.parquet')), defaultFields, 'text')
    sink.text('{"text":"x"}\n')
    await expect(sink.close()).rejects.toThrow('Unexpected end of the rows')
    sink.discard()
    const other = await parquetSink(memorySink(), sourceOf(place.path('x.parquet')), defaultFields, 'text')
    expect(() => other.text('{"text":"x"}\n'.repeat(6))).toThrow('Unexpected row')
    other.discard()
  })

  test('discarded in the middle, it writes no more', async () => {
    const place = createPlace()
    place.write({'x.parquet': arrow})
    const memory = memorySink()
    const sink = await parquetSink(memory, sourceOf(place.path('x.parquet')), defaultFields, 'text')
    sink.text('{"text":"x"}\n{"text":"y"}\n')
    sink.discard()
    const {length} = memory.content()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(memory.isDiscarded).toBe(true)
    expect(memory.content().length).toBe(length)
  })

  test('any texts, in any row groups and pieces', async () => {
    const anyTexts = fc.array(fc.option(fc.string({unit: 'binary', maxLength: 40})), {minLength: 1, maxLength: 12})
    await fc.assert(
      fc.asyncProperty(
        anyTexts,
        anyTexts,
        fc.integer({min: 1, max: 5}),
        fc.array(fc.integer({min: 1, max: 60}), {minLength: 1, maxLength: 4}),
        async (before, after, size, sizes) => {
          const sound = (text: string | null | undefined) =>
            typeof text === 'string' ? Buffer.from(text).toString() : null
          const place = createPlace()
          const data = before.map(sound)
          place.write({'x.parquet': columnsOf([{name: 'text', data, type: 'STRING'}], size)})
          const written = await rewritten(
            place.path('x.parquet'),
            (row, index) => ({...row, text: sound(after[index])}),
            {sizes},
          )
          expect((await contents(written)).map(({text}) => text)).toEqual(
            data.map((text, index) => sound(after[index]) ?? text),
          )
        },
      ),
      {numRuns: 60},
    )
  })
})

test('columns with the codecs that there are', async () => {
  const place = createPlace()
  for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const) {
    const data = ['أ', 'ب', 'ج'].map((letter) => letter.repeat(100))
    place.write({[codec]: new Uint8Array(parquetWriteBuffer({columnData: [{name: 'text', data}], codec}))})
    const parts: Buffer[] = []
    for await (const chunk of parquetRows(place.path(codec), defaultFields, 'all')) parts.push(Buffer.from(chunk))
    expect(Buffer.concat(parts).toString()).toBe(data.map((text) => `{"text":"${text}"}\n`).join(''))
    const written = await rewritten(place.path(codec), () => ({text: 'جديد'}))
    expect((await contents(written)).map(({text}) => text)).toEqual(['جديد', 'جديد', 'جديد'])
  }
})
