/** The shapes that rows are written in. */
import {createHash} from 'node:crypto'
import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {dolmaLine} from '../../src/io/attributes.ts'
import {defaultFields} from '../../src/io/jsonl.ts'
import {shapeOf, shapes, type Shape} from '../../src/io/shapes.ts'
import type {ArticleRecord} from '../../src/model.ts'
import {createPlace} from '../place.ts'

const row = {id: 'خبر/1', text: 'قال الوزير إن العمل بدأ.', date: '2026-01-02', meta: {lang: 'ar'}}
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const shaped = (
  shape: Shape,
  value: Record<string, unknown> = row,
  id = 'خبر/1',
  fields = defaultFields,
  index?: string,
) => shapeOf(shape, fields, index)(value, id)

describe('shapes', () => {
  test('golden lines', () => {
    expect(shaped('jsonl')).toBe(
      '{"id":"خبر/1","text":"قال الوزير إن العمل بدأ.","date":"2026-01-02","meta":{"lang":"ar"}}\n',
    )
    for (const shape of ['es-bulk', 'opensearch'] as const)
      expect(shaped(shape, row, 'خبر/1', defaultFields, 'news')).toBe(
        '{"index":{"_index":"news","_id":"خبر/1"}}\n' +
          '{"id":"خبر/1","text":"قال الوزير إن العمل بدأ.","date":"2026-01-02","meta":{"lang":"ar"}}\n',
      )
    expect(shaped('meilisearch')).toBe(
      `{"id":"${sha('خبر/1').slice(0, 32)}","text":"قال الوزير إن العمل بدأ.","date":"2026-01-02","meta":{"lang":"ar"},"source_id":"خبر/1"}\n`,
    )
    expect(shaped('typesense')).toBe(
      '{"id":"خبر/1","text":"قال الوزير إن العمل بدأ.","date":"2026-01-02","meta":{"lang":"ar"}}\n',
    )
    expect(shaped('datatrove')).toBe(
      '{"text":"قال الوزير إن العمل بدأ.","id":"خبر/1","metadata":{"date":"2026-01-02","meta":{"lang":"ar"}}}\n',
    )
  })

  test.each(shapes)('%s: every line ends, and is JSON', (shape) => {
    const lines = shaped(shape, {id: '1', text: 'سطر\nثان\u2028ثالث'}, '1')
    expect(lines.endsWith('\n')).toBe(true)
    expect(lines.split('\n')).toHaveLength(shape === 'es-bulk' || shape === 'opensearch' ? 3 : 2)
    for (const line of lines.split('\n').filter(Boolean)) expect(() => JSON.parse(line)).not.toThrow()
  })

  test('bulk: without an index, with an own _id, with ids that are too long or empty', () => {
    expect(shaped('es-bulk', {_id: 'a', text: 'ن'}, 'a')).toBe('{"index":{"_id":"a"}}\n{"text":"ن"}\n')
    const idOf = (id: string): string => JSON.parse(shaped('es-bulk', {text: ''}, id).split('\n')[0]!).index['_id']
    expect(idOf('x'.repeat(512))).toBe('x'.repeat(512))
    expect(idOf('x'.repeat(513))).toBe(sha('x'.repeat(513)))
    expect(idOf('خ'.repeat(256))).toBe('خ'.repeat(256))
    expect(idOf('خ'.repeat(257))).toBe(sha('خ'.repeat(257)))
    expect(idOf('')).toBe(sha(''))
  })

  test('meilisearch: keys that it takes stay, what stood in their place is kept', () => {
    const line = (value: Record<string, unknown>, id: string): Record<string, unknown> =>
      JSON.parse(shaped('meilisearch', value, id))
    expect(line({id: 17, text: ''}, '17')).toEqual({id: '17', text: ''})
    expect(line({id: 'Az_0-9'}, 'Az_0-9')).toEqual({id: 'Az_0-9'})
    expect(line({id: 'x'.repeat(511)}, 'x'.repeat(511))).toEqual({id: 'x'.repeat(511)})
    expect(line({text: ''}, 'a.jsonl:3')).toEqual({id: sha('a.jsonl:3').slice(0, 32), text: '', source_id: 'a.jsonl:3'})
    expect(line({id: 'other', key: 'k'}, 'k')).toEqual({id: 'k', key: 'k', source_id: 'other'})
    expect(line({id: 'x'.repeat(512)}, 'x'.repeat(512))['id']).toMatch(/^[\da-f]{32}$/)
  })

  test('typesense: the id is a string', () => {
    expect(shaped('typesense', {id: 17, text: 'ن'}, '17')).toBe('{"id":"17","text":"ن"}\n')
    expect(shaped('typesense', {text: 'ن'}, 'a.txt')).toBe('{"id":"a.txt","text":"ن"}\n')
  })

  test('datatrove: fields elsewhere, metadata and media of its own, a page', () => {
    const fields = {...defaultFields, text: 'page.body', id: 'page.key'}
    expect(shaped('datatrove', {page: {body: 'نص', key: 'k', n: 1}}, 'k', fields)).toBe(
      '{"text":"نص","id":"k","metadata":{"page":{"n":1}}}\n',
    )
    expect(shaped('datatrove', {text: 'نص', media: [], metadata: {a: 1}, b: 2}, '1')).toBe(
      '{"text":"نص","id":"1","media":[],"metadata":{"a":1,"b":2}}\n',
    )
    expect(shaped('datatrove', {html: '<p>نص</p>', metadata: 'x'}, '1')).toBe(
      '{"text":"<p>نص</p>","id":"1","metadata":{"metadata":"x"}}\n',
    )
  })
})

const removal = (category: 'related' | 'promo', start: number, end: number, confidence: number) => ({
  category,
  start,
  end,
  confidence,
  text: '',
  evidence: [],
})
const record: ArticleRecord = {
  id: 'خبر',
  form: 'text',
  status: 'cleaned',
  offsets: 'code-point',
  rules: '',
  removals: [removal('related', 3, 9, 0.97), removal('promo', 12, 15, 0.8), removal('related', 20, 21, 0.99)],
  suspects: [removal('promo', 16, 18, 0.4)],
}

describe('Dolma', () => {
  test('a line of attributes', () => {
    expect(dolmaLine(record)).toBe(
      '{"id":"خبر","attributes":{"untail__untail__related":[[3,9,0.97],[20,21,0.99]],"untail__untail__promo":[[12,15,0.8]],' +
        '"untail__suspects__promo":[[16,18,0.4]]}}\n',
    )
  })

  test('a document without any has a line as well', () => {
    expect(dolmaLine({...record, status: 'failed', removals: [], suspects: []})).toBe('{"id":"خبر","attributes":{}}\n')
  })

  test('offsets of another unit are refused', () => {
    expect(() => dolmaLine({...record, offsets: 'utf-16'})).toThrow(RangeError)
  })
})

describe('pipe', () => {
  test('rows stay as they are, in lines that nothing else splits; what failed says why in its place', async () => {
    const {untail, write} = createPlace()
    const lines = [
      '{"id":12345678901234567890,\t"text":"NOISE a\\tb\\n1.0",\r"score":1.0}\r\n',
      'no\tjson\r\n',
      '\n',
      '{"id":"x"}\n',
      '{"id":"y","text":"The tram opens."}',
    ]
    const {stdout, code} = await untail(['clean', '-', '--out', '-', '--shape', 'pipe'], lines)
    expect(code).toBe(0) // all was read
    expect(stdout).toBe(
      [
        '{"id":12345678901234567890, "text":"1.0", "score":1.0} \n',
        '{"id":"stdin.jsonl:2","error":"Unexpected text that is not JSON, expected a JSON object"}\n',
        '{"id":"stdin.jsonl:3","error":"Unexpected blank line, expected a JSON object"}\n',
        '{"id":"x","error":"Unexpected nothing as \\"text\\", expected a string"}\n',
        '{"id":"y","text":"The tram opens."}\n',
      ].join(''),
    )
    write({'in/a.txt': 'The tram opens.', 'in/b.html': '<p>DEEP'})
    const files = await untail(['clean', '%/in', '--out', '-', '--shape', 'pipe'])
    expect(files.stdout).toBe('{"id":"a.txt","text":"The tram opens."}\n{"id":"b.html","error":"Unexpected depth"}\n')
  })

  test('input that breaks off ends in an error row and another exit code', async () => {
    const {untail} = createPlace()
    const packed = gzipSync('{"id":"1","text":"The tram opens."}\n'.repeat(1000))
    const {stdout, code} = await untail(['clean', '-', '--out', '-', '--shape', 'pipe'], [packed.subarray(0, -9)])
    expect(code).toBe(1)
    expect((await untail(['clean', '-', '--out', '-', '--shape', 'pipe'], ['{"id":"1","te'])).code).toBe(1)
    const lines = stdout.trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1)!)).toEqual({id: 'stdin.jsonl', error: expect.stringContaining('gzip') as string})
    expect(new Set(lines.slice(0, -1))).toEqual(new Set(['{"id":"1","text":"The tram opens."}']))
  })
})
