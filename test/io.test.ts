import {isAscii} from 'node:buffer'
import {mkdirSync, symlinkSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {decode} from '../src/io/bytes.ts'
import {findSources} from '../src/io/inputs.ts'
import {createRowReader, defaultFields, writeRow, type Row} from '../src/io/jsonl.ts'
import {planOutputs} from '../src/io/outputs.ts'
import type {Sink} from '../src/io/sink.ts'
import {spotFor} from '../src/io/splice.ts'
import type {Rendering} from '../src/model.ts'
import {inUtf16, fromUnit, lengthIn, toUnit, units} from '../src/offsets.ts'
import {createPlace} from './place.ts'

describe('decode', () => {
  test.each(['', 'abc', 'مرحبا', '\uFEFFمرحبا\r\n', '😀\u0000', 'é'])('gives %j back', (text) => {
    expect(decode(Buffer.from(text))).toBe(text)
  })

  test.each([
    [[0x61, 0xe9, 0x62], '0xE9 at offset 1'],
    [[0xff, 0xfe, 0x61, 0x00], '0xFF at offset 0'],
    [[0xd9, 0x85, 0xc0, 0x80], '0xC0 at offset 2'],
    [[0xed, 0xa0, 0x80], '0xED at offset 0'], // a surrogate
    [[0xf0, 0x9f, 0x98, 0x80, 0xf4, 0x90, 0x80, 0x80], '0xF4 at offset 4'], // beyond U+10FFFF
    [[0x61, 0xe0, 0x80, 0x80], '0xE0 at offset 1'], // overlong
    [[0xd9, 0x85, 0xd9], '0xD9 at offset 2'], // cut off
  ])('names the bad byte of %j', (bytes, found) => {
    expect(() => decode(Buffer.from(bytes))).toThrow(`Unexpected byte ${found}, expected UTF-8`)
  })
})

/** The rows of a file that comes in chunks of `size` bytes. */
function rowsOf(file: string | Buffer, size = 1 << 20, fields = defaultFields): Row[] {
  const bytes = Buffer.from(file)
  const reader = createRowReader('a.jsonl', 'in/a.jsonl', fields)
  const rows: Row[] = []
  for (let at = 0; at < bytes.length; at += size) rows.push(...reader.push(bytes.subarray(at, at + size)))
  return [...rows, ...reader.end()]
}

const shown = (row: Row) =>
  row.kind === 'article'
    ? `${row.article.id}=${row.article.body}`
    : row.kind === 'failed'
      ? `${row.place} ${row.reason}`
      : 'blank'

/** The row as it is written with another text. */
function rewritten(row: string, text: string, fields = defaultFields): string {
  const written: string[] = []
  const sink: Pick<Sink, 'text' | 'bytes'> = {
    text: (part) => written.push(part),
    bytes: (part) => written.push(Buffer.from(part).toString()),
  }
  for (const read of rowsOf(row, undefined, fields))
    if (read.kind === 'article') writeRow(sink, read, text, fields.text)
  return written.join('')
}

describe('reading rows', () => {
  const file =
    '\uFEFF{"id":"ا","text":"نص 😀"}\r\n{"id":7,"text":"b"}\n\n{"text":"c","title":null}\n{"id":"d","text":"d"}'

  test('line ends, byte order mark, blank lines, number ids and missing ids', () => {
    expect(rowsOf(file).map(shown)).toEqual([
      'ا=نص 😀',
      '7=b',
      'in/a.jsonl:3 Unexpected blank line, expected a JSON object',
      'a.jsonl:4=c',
      'd=d',
    ])
  })

  test('is the same for every size of chunks, and loses no byte', () => {
    for (let size = 1; size < 30; size++) {
      expect(rowsOf(file, size).map(shown)).toEqual(rowsOf(file).map(shown))
      expect(Buffer.concat(rowsOf(file, size).map((row) => row.bytes)).toString()).toBe(file)
    }
  })

  test.each([
    ['{"text":"a"', 'Unexpected text that is not JSON, expected a JSON object'],
    ['[1]', 'Unexpected array, expected a JSON object'],
    ['null', 'Unexpected null, expected a JSON object'],
    ['"a"', 'Unexpected string, expected a JSON object'],
    ['{"id":"a"}', 'Unexpected nothing as "text", expected a string'],
    ['{"id":"a","text":null}', 'Unexpected null as "text", expected a string'],
    ['{"id":"a","text":5}', 'Unexpected number as "text", expected a string'],
  ])('refuses %s and goes on', (line, reason) => {
    expect(rowsOf(`${line}\n{"id":"b","text":"b"}\n`).map(shown)).toEqual([`in/a.jsonl:1 ${reason}`, 'b=b'])
  })

  test('names the bad byte of a line, and goes on', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"id":"a","text":"'),
      Buffer.from([0xe9]),
      Buffer.from('"}\n{"text":"b"}\n'),
    ])
    expect(rowsOf(bytes).map(shown)).toEqual([
      'in/a.jsonl:1 Unexpected byte 0xE9 at offset 18, expected UTF-8',
      'a.jsonl:2=b',
    ])
  })

  test('blank lines at the end are part of the file and no articles', () => {
    expect(rowsOf('{"text":"a"}\n\n \r\n').map((row) => row.kind)).toEqual(['article', 'blank', 'blank'])
    expect(rowsOf('')).toEqual([])
    expect(rowsOf('\n').map((row) => row.kind)).toEqual(['blank'])
  })

  test('keeps title, host and url, and the row', () => {
    const row = {id: 'a', text: 't', title: 'T', host: 'h', url: 'u', more: [1]}
    const [read] = rowsOf(JSON.stringify(row))
    expect(read).toMatchObject({article: {id: 'a', body: 't', title: 'T', host: 'h', url: 'u', rest: row}})
  })

  test('reads a line of ten megabytes out of small chunks', () => {
    const text = 'م'.repeat(5_000_000)
    expect(rowsOf(JSON.stringify({id: 'a', text}), 1 << 16).map(shown)).toEqual([`a=${text}`])
  })
})

describe('writing rows', () => {
  test.each([
    [
      '{"id":1,"text":"a","n":1.0,"big":12345678901234567890,"2":0,"1":0}',
      '{"id":1,"text":"ب","n":1.0,"big":12345678901234567890,"2":0,"1":0}',
    ],
    [
      '{ "x": {"text": "no", "s": "\\"}{"}, "text" : "a\\"b\\\\" , "y": [1, {"text": "no"}] }\r\n',
      '{ "x": {"text": "no", "s": "\\"}{"}, "text" : "ب" , "y": [1, {"text": "no"}] }\r\n',
    ],
    ['{"text":"first","text":"last"}', '{"text":"first","text":"ب"}'],
    ['{"te\\u0078t":"a","m":"م"}', '{"te\\u0078t":"ب","m":"م"}'],
    ['\uFEFF{"text":"a"}\n', '\uFEFF{"text":"ب"}\n'],
    ['{"text":"م","e":"\\u0645\\/"}', '{"text":"ب","e":"\\u0645\\/"}'],
  ])('replaces the text of %s and nothing else', (row, expected) => {
    const ascii = isAscii(Buffer.from(row))
    expect(rewritten(row, 'ب')).toBe(ascii ? expected.replace('"ب"', '"\\u0628"') : expected)
  })

  test('copies a row whose text is unchanged, whatever its spelling', () => {
    const row = '{"text":"\\u0645\\/ \\ud83d", "n":1e2}\n'
    expect(rewritten(row, 'م/ \ud83d')).toBe(row)
  })

  test('keeps lone surrogates escaped, which UTF-8 cannot hold', () => {
    expect(rewritten('{"text":"م\\ud83d!"}', 'م\ud83d')).toBe('{"text":"م\\ud83d"}')
  })

  test('reads and writes fields inside objects', () => {
    const fields = {
      ...defaultFields,
      text: 'doc.body',
      id: 'doc.meta.n',
      title: 'doc.t',
      host: 'doc.meta.h',
      url: 'doc.u',
    }
    const row = '{"body":"no","doc":{"meta":{"n":5,"h":"H"},"t":"T","body":"a","u":"U"}}'
    const article = {id: '5', title: 'T', body: 'a', host: 'H', url: 'U'}
    expect(rowsOf(row, undefined, fields)).toMatchObject([{article}])
    expect(rewritten(row, 'b', fields)).toBe(row.replace('"a"', '"b"'))
  })
})

describe('setting a member of a row', () => {
  const set = (row: string, field: string): string => {
    const path = field.split('.')
    const spot = spotFor(row, path, {ascii: false})
    return spot ? `${row.slice(0, spot.start)}${spot.before}"ب"${row.slice(spot.end)}` : 'no place'
  }

  test.each([
    ['{"html":"a"}', 'text', '{"html":"a","text":"ب"}'],
    ['\uFEFF{ "html": "a" }\r\n', 'text', '\uFEFF{ "html": "a", "text": "ب" }\r\n'],
    ['{"a":{},"text":[{"text":1}]}', 'a.text', '{"a":{"text":"ب"},"text":[{"text":1}]}'],
    ['{"a":{ }}', 'a.text', '{"a":{"text":"ب" }}'],
    ['{"a":{"b":"}"},"c":{}}', 'a.text', '{"a":{"b":"}","text":"ب"},"c":{}}'],
    ['{"a":1,"a":{"b":2}}', 'a.text', '{"a":1,"a":{"b":2,"text":"ب"}}'],
    ['{"te\\u0078t":{"x":null}}', 'text', '{"te\\u0078t":"ب"}'],
    ['{"html":"a"}', 'a "b"', '{"html":"a","a \\"b\\"":"ب"}'],
    ['{"a":[]}', 'a.text', 'no place'],
    ['{"html":"a"}', 'a.text', 'no place'],
  ])('%s, %s', (row, field, expected) => expect(set(row, field)).toBe(expected))

  test('changes nothing else of any row', () => {
    const row = fc.dictionary(fc.constantFrom('a', 'text', 'b"\\', 'م'), fc.jsonValue({maxDepth: 2}))
    fc.assert(
      fc.property(row, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
        const json = JSON.stringify(object, null, space)
        expect(JSON.parse(set(json, 'text'))).toEqual({...JSON.parse(json), text: 'ب'})
        const nested = set(`{"a":${json},"z":0}`, 'a.text')
        expect(JSON.parse(nested)).toEqual({a: {...JSON.parse(json), text: 'ب'}, z: 0})
      }),
    )
  })
})

const names = (inputs: readonly string[]) => findSources(inputs).sources.map((source) => source.name)

describe('finding inputs', () => {
  test('searches folders, in code unit order, for what it reads', () => {
    const place = createPlace()
    place.write({
      'in/b.txt': '',
      'in/a/z.TXT': '',
      'in/a.jsonl': '',
      'in/notes.md': '',
      'in/.hidden.txt': '',
      'in/Z.ndjson': '',
    })
    expect(names([place.path('in')])).toEqual(['Z.ndjson', 'a.jsonl', 'a/z.TXT', 'b.txt'])
  })

  test('the order of inputs has no meaning, and a file given twice is one', () => {
    const place = createPlace()
    place.write({'a.txt': '', 'b.txt': ''})
    const [a, b] = [place.path('a.txt'), place.path('b.txt')]
    expect(findSources([b, a, b])).toEqual(findSources([a, b]))
  })

  test('a link to a folder above is not followed round and round', () => {
    const place = createPlace()
    place.write({'in/a/b.txt': '', 'elsewhere/c.txt': ''})
    symlinkSync(place.path('in'), place.path('in/a/loop'))
    symlinkSync(place.path('elsewhere'), place.path('in/linked'))
    expect(names([place.path('in')])).toEqual(['a/b.txt', 'linked/c.txt'])
  })

  test('globs are named from their first plain folders on', () => {
    const place = createPlace()
    place.write({'in/x/a.txt': '', 'in/y/b.txt': '', 'in/y/c.jsonl': '', 'in/[1].txt': ''})
    expect(names([place.path('in/**/*.txt')])).toEqual(['[1].txt', 'x/a.txt', 'y/b.txt'])
    expect(names([place.path('in/[1].txt')])).toEqual(['[1].txt'])
  })

  test('refuses what is missing or of another kind', () => {
    const place = createPlace()
    place.write({'a.docx': '', 'empty/b.md': ''})
    expect(() => findSources([place.path('no.txt')])).toThrow('No such file or folder: ')
    expect(() => findSources([place.path('a.docx')])).toThrow('expected one of .txt .html .htm .jsonl .ndjson')
    expect(() => findSources([place.path('empty')])).toThrow('Nothing to read in ')
    expect(() => findSources([place.path('*.txt')])).toThrow('No file matches ')
    expect(() => findSources(['-', place.path('empty')])).toThrow('Unexpected inputs beside "-"')
  })
})

const plan = (
  place: ReturnType<typeof createPlace>,
  inputs: string[],
  out: string,
  record?: string,
  to: Rendering = 'text',
) =>
  planOutputs(
    findSources(inputs.map(place.path)),
    out === '-' ? out : place.path(out),
    to,
    record && place.path(record),
  )

describe('planning outputs', () => {
  test('the record stands beside the output', () => {
    const place = createPlace()
    place.write({'in/a.txt': '', 'a.jsonl': ''})
    expect(plan(place, ['in'], 'out').record).toBe(place.path('out/record.jsonl'))
    expect(plan(place, ['a.jsonl'], 'b.ndjson').record).toBe(place.path('b.record.jsonl'))
    expect(plan(place, ['in/a.txt'], 'b.txt').record).toBe(place.path('b.record.jsonl'))
    expect(plan(place, ['a.jsonl'], '-').record).toBeUndefined()
  })

  test('a file of one article takes one input of its kind', () => {
    const place = createPlace()
    place.write({'in/a.txt': '', 'in/b.txt': '', 'a.jsonl': '', 'a.html': ''})
    expect(() => plan(place, ['in'], 'b.txt')).toThrow('for 2 inputs, expected a folder, a .jsonl file or one input')
    expect(() => plan(place, ['a.jsonl'], 'b.txt')).toThrow('expected a folder or a file named .jsonl or .ndjson')
    expect(() => plan(place, ['a.html'], 'b.html')).toThrow('as pages are written as text (--to)')
    expect(() => plan(place, ['a.jsonl'], 'b.parquet')).toThrow('expected a folder or a file named .jsonl or .ndjson')
  })

  test('a file of rows, or stdout, takes all', () => {
    const place = createPlace()
    place.write({'in/b.txt': '', 'in/a.html.zst': '', 'c.jsonl': ''})
    const groups = (out: string) =>
      plan(place, ['in', 'c.jsonl'], out).groups.map(({form, target, packed, sources}) => [
        form,
        target === '-' ? target : target.slice(place.path('/').length),
        packed,
        sources.map(({name}) => name),
      ])
    expect(groups('all.jsonl.gz')).toEqual([['rows', 'all.jsonl.gz', 'gzip', ['a.html.zst', 'b.txt', 'c.jsonl']]])
    expect(plan(place, ['in'], 'all.jsonl.gz').record).toBe(place.path('all.record.jsonl'))
    expect(groups('-')).toEqual([['rows', '-', undefined, ['a.html.zst', 'b.txt', 'c.jsonl']]])
    expect(plan(place, ['in/b.txt'], '-').groups[0]).toMatchObject({form: 'file', target: '-'})
  })

  test('a folder mirrors names and packing', () => {
    const place = createPlace()
    const files = ['a.HTML.gz', 'b.txt.zst', 'c.jsonl.gz', 'd.warc.wet.gz', 'e.warc.gz', 'f.wet', 'g.parquet']
    place.write(Object.fromEntries(files.map((name) => [`in/${name}`, ''])))
    const {groups} = plan(place, ['in'], 'out', undefined, 'markdown')
    expect(groups.map(({form, target, packed}) => [form, target.slice(place.path('out/').length), packed])).toEqual([
      ['file', 'a.md.gz', 'gzip'],
      ['file', 'b.txt.zst', 'zstd'],
      ['rows', 'c.jsonl.gz', 'gzip'],
      ['rows', 'd.jsonl.gz', 'gzip'],
      ['rows', 'e.jsonl.gz', 'gzip'],
      ['rows', 'f.jsonl', undefined],
      ['parquet', 'g.parquet', undefined],
    ])
    expect(groups.map(({sources: [source]}) => source.kind)).toEqual([
      'html',
      'text',
      'jsonl',
      'wet',
      'warc',
      'wet',
      'parquet',
    ])
  })

  test('parquet packs its own pages', () => {
    const place = createPlace()
    place.write({'a.parquet': '', 'b.parquet.gz': ''})
    expect(plan(place, ['a.parquet'], 'c.parquet').groups[0]?.form).toBe('parquet')
    expect(plan(place, ['a.parquet'], 'c.jsonl').groups[0]?.form).toBe('rows')
    expect(() => plan(place, ['b.parquet.gz'], 'out')).toThrow('expected one of .txt')
    expect(() => plan(place, ['a.parquet'], 'c.parquet.gz')).toThrow('which packs its own pages')
  })

  test('no output overwrites an input or another output', () => {
    const place = createPlace()
    place.write({'in/a.txt': '', 'in/sub/a.txt': '', 'in/record.jsonl': '', 'x/a.txt': '', 'a.jsonl': ''})
    mkdirSync(place.path('in/empty'))
    symlinkSync(place.path('in'), place.path('link'))
    expect(() => plan(place, ['in'], 'in')).toThrow('inside the input folder')
    expect(() => plan(place, ['in'], 'in/out/deep')).toThrow('inside the input folder')
    expect(() => plan(place, ['in'], 'link/out')).toThrow('inside the input folder')
    expect(() => plan(place, ['in'], 'out', 'in/r.jsonl')).toThrow('inside the input folder')
    expect(() => plan(place, ['in/a.txt'], 'in')).toThrow('it would overwrite the input')
    expect(() => plan(place, ['a.jsonl'], 'a.jsonl')).toThrow('it would overwrite the input')
    expect(() => plan(place, ['a.jsonl'], 'b.jsonl', 'a.jsonl')).toThrow('it would overwrite the input')
    expect(() => plan(place, ['a.jsonl'], 'b.jsonl', 'b.jsonl')).toThrow('would be written there')
    expect(() => plan(place, ['in'], 'out')).toThrow('record.jsonl" would be written there, give another --record')
    expect(() => plan(place, ['in/a.txt', 'x/a.txt'], 'out')).toThrow(
      /in\/a\.txt" and ".*x\/a\.txt": both would be written/,
    )
    expect(() => plan(place, ['in'], 'a.txt')).toThrow('for 3 inputs')
  })
})

describe('offsets in other units', () => {
  const source = 'a😀مNOISE😀\ud83dx م😀end'
  const stretches = [
    {start: 4, end: 11, text: 'NOISE😀'},
    {start: 14, end: 17, text: 'م😀'},
  ]
  const clean = source.slice(0, 4) + source.slice(11, 14) + source.slice(17)

  test('slice the same text where strings are counted so', () => {
    expect(stretches.map(({start, end}) => source.slice(start, end))).toEqual(stretches.map(({text}) => text))
    const points = Array.from(source)
    for (const {start, end, text} of toUnit('code-point', source, stretches))
      expect(points.slice(start, end).join('')).toBe(text)
    const bytes = Buffer.from(source)
    for (const {start, end, text} of toUnit('byte', source, stretches))
      expect(bytes.subarray(start, end).toString()).toBe(text)
    expect(lengthIn('code-point', source)).toBe(points.length)
    expect(lengthIn('byte', source)).toBe(bytes.length)
  })

  test.each(units)('%s comes back', (unit) => {
    expect(fromUnit(unit, clean, toUnit(unit, source, stretches))).toEqual(stretches)
    expect(inUtf16(unit, source, toUnit(unit, source, stretches))).toEqual(stretches)
  })

  test('refuses removals beyond the text', () => {
    expect(() => fromUnit('byte', 'ab', [{start: 3, end: 4, text: 'c'}])).toThrow(RangeError)
    expect(() => inUtf16('byte', 'ab', [{start: 1, end: 3}])).toThrow(RangeError)
    expect(() => inUtf16('code-point', 'a😀', [{start: 1, end: 3}])).toThrow(RangeError)
  })
})
