import {createHash} from 'node:crypto'
import {chmodSync, mkdirSync, symlinkSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {createPlace} from './place.ts'

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

describe('a folder of .txt', () => {
  const files = {
    'in/b.txt': 'word\nNOISE read also\nend',
    'in/a/c.txt': 'NOISE follow us\r\nword\r\n',
    'in/z.txt': '\uFEFFword\r\n \n',
    'in/empty.txt': '',
  }

  test('is mirrored, in order, with a record', async () => {
    const place = createPlace()
    place.write(files)
    const {code, stdout, stderr} = await place.untail(['clean', '%/in', '--out', '%/out'])
    expect(place.list('out')).toEqual(['a/c.txt', 'b.txt', 'empty.txt', 'record.jsonl', 'z.txt'])
    expect(place.read('out/b.txt')).toBe('word\nend')
    expect(place.read('out/a/c.txt')).toBe('word\r\n')
    expect(place.bytes('out/z.txt')).toEqual(place.bytes('in/z.txt'))
    expect(place.records('out/record.jsonl').map(({id, status}) => `${id} ${status}`)).toEqual([
      'a/c.txt cleaned',
      'b.txt cleaned',
      'empty.txt clean',
      'z.txt clean',
    ])
    // The digests are those of the files, as `sha256sum` tells them.
    for (const {id, source, clean} of place.records('out/record.jsonl')) {
      expect(source?.sha256).toBe(digest(place.bytes(`in/${id}`)))
      expect(clean?.sha256).toBe(digest(place.bytes(`out/${id}`)))
    }
    expect({code, stdout, stderr}).toEqual({
      code: 0,
      stdout: '',
      stderr:
        '4 articles: 2 cleaned, 2 clean, 0 refused, 0 failed; 33 of 56 characters taken out (promo 17, related 16)\n',
    })
  })

  test('what fails is named, recorded and not written; the others are done', async () => {
    const place = createPlace()
    place.write({
      'in/bad.txt': Buffer.from([0x61, 0xe9]),
      'in/bug.txt': 'BUG',
      'in/good.txt': 'word',
      'in/taken.txt': 'word',
    })
    symlinkSync(place.path('nowhere'), place.path('in/gone.txt'))
    mkdirSync(place.path('out/taken.txt'), {recursive: true})
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', '--quiet'])
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'untail: %/in/bad.txt: Unexpected byte 0xE9 at offset 1, expected UTF-8',
      'untail: %/in/bug.txt: Unexpected error while cleaning: a bug in a signal',
      'untail: %/in/gone.txt: Unexpected ENOENT, expected a readable file',
      'untail: %/in/taken.txt: Unexpected folder, expected a file that can be written',
      '',
    ])
    expect(place.list('out')).toEqual(['good.txt', 'record.jsonl'])
    expect(place.records('out/record.jsonl')).toMatchObject([
      {id: 'bad.txt', status: 'failed', reason: 'Unexpected byte 0xE9 at offset 1, expected UTF-8', removals: []},
      {id: 'bug.txt', status: 'failed'},
      {id: 'gone.txt', status: 'failed', reason: 'Unexpected ENOENT, expected a readable file'},
      {id: 'good.txt', status: 'clean'},
      {id: 'taken.txt', status: 'failed'},
    ])
  })

  test.skipIf(process.getuid?.() === 0)(
    'a file without permission fails alone (skipped for root, who may read all)',
    async () => {
      const place = createPlace()
      place.write({'in/a.txt': 'a', 'in/b.jsonl': '{"text":"b"}', 'in/c.txt': 'c'})
      chmodSync(place.path('in/a.txt'), 0)
      chmodSync(place.path('in/b.jsonl'), 0)
      const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', '-q'])
      expect(code).toBe(1)
      expect(stderr).toContain('a.txt: Unexpected EACCES, expected a readable file')
      expect(place.list('out')).toEqual(['c.txt', 'record.jsonl'])
    },
  )

  test('the number of jobs changes no byte', async () => {
    const place = createPlace()
    for (let number = 0; number < 100; number++)
      place.write({[`in/${number % 7}/${number}.txt`]: `word ${'x'.repeat((number * 997) % 5000)}\nNOISE ${number}\n`})
    await place.untail(['clean', '%/in', '--out', '%/one', '--jobs', '1'])
    await place.untail(['clean', '%/in', '--out', '%/eight', '--jobs', '8'])
    expect(place.list('one')).toHaveLength(101)
    expect(place.list('one')).toEqual(place.list('eight'))
    for (const name of place.list('one')) expect(place.bytes(`one/${name}`)).toEqual(place.bytes(`eight/${name}`))
  })

  test('one file goes to one file', async () => {
    const place = createPlace()
    place.write(files)
    expect((await place.untail(['clean', '%/in/b.txt', '--out', '%/clean.txt'])).code).toBe(0)
    expect(place.read('clean.txt')).toBe('word\nend')
    expect(place.records('clean.record.jsonl')).toMatchObject([{id: 'b.txt', status: 'cleaned'}])
  })
})

describe('JSONL', () => {
  const file = [
    '{"id":"a","text":"word\\nNOISE x","n":1.0,"2":0,"1":0}\r\n',
    'broken\n',
    '\n',
    '{"id":"d","text":"unchanged \\u0645\\ud83d","x":1e2}\n',
    '[]\n',
    '{"id":"f"}\n',
    '{"id":"g","text":"BUG"}\n',
    '{"id":8,"text":"NOISE y\\n\\u0645\\ud83d"}',
  ].join('')

  test('the same rows in the same order; rows that fail are copied', async () => {
    const place = createPlace()
    place.write({'in.jsonl': file})
    const {code, stderr} = await place.untail([
      'clean',
      '%/in.jsonl',
      '--out',
      '%/out.jsonl',
      '--record',
      '%/rec.jsonl',
    ])
    expect(place.read('out.jsonl')).toBe(file.replace('\\nNOISE x', '\\n').replace('NOISE y\\n', ''))
    expect(place.records('rec.jsonl').map(({id, status}) => `${id} ${status}`)).toEqual([
      'a cleaned',
      'in.jsonl:2 failed',
      'in.jsonl:3 failed',
      'd clean',
      'in.jsonl:5 failed',
      'f failed',
      'g failed',
      '8 cleaned',
    ])
    expect(code).toBe(1)
    expect(stderr).toBe(
      [
        'untail: %/in.jsonl:2: Unexpected text that is not JSON, expected a JSON object',
        'untail: %/in.jsonl:3: Unexpected blank line, expected a JSON object',
        'untail: %/in.jsonl:5: Unexpected array, expected a JSON object',
        'untail: %/in.jsonl:6: Unexpected nothing as "text", expected a string',
        'untail: %/in.jsonl:7: Unexpected error while cleaning: a bug in a signal',
        '8 articles: 2 cleaned, 1 clean, 0 refused, 5 failed; 15 of 34 characters taken out (related 15)',
        '',
      ].join('\n'),
    )
  })

  test('the record points into the text', async () => {
    const place = createPlace()
    const text = '😀م\nNOISE x\nend'
    place.write({'in.jsonl': JSON.stringify({id: 'a', text})})
    await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
    expect(place.records('out.record.jsonl')).toEqual([
      {
        id: 'a',
        form: 'text',
        status: 'cleaned',
        offsets: 'utf-16',
        source: {sha256: digest(text), length: 15},
        clean: {sha256: digest('😀م\nend'), length: 7},
        rules: 'rules',
        removals: [
          {
            start: 4,
            end: 12,
            category: 'related',
            confidence: 1,
            text: 'NOISE x\n',
            evidence: [{signal: 'fake', weight: 1}],
          },
        ],
        suspects: [],
      },
    ])
    await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '--offsets', 'byte'])
    expect(place.records('out.record.jsonl')).toMatchObject([
      {offsets: 'byte', source: {length: Buffer.byteLength(text)}, removals: [{start: 7, end: 15}]},
    ])
    await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '--offsets', 'code-point'])
    expect(place.records('out.record.jsonl')).toMatchObject([{offsets: 'code-point', removals: [{start: 3, end: 11}]}])
  })

  test('stdin to stdout, in chunks that end anywhere, to a slow reader', async () => {
    const place = createPlace()
    const rows = Array.from({length: 3000}, (_, number) => `{"id":${number},"text":"${'م'.repeat(500)}\\nNOISE"}\n`)
    const bytes = Buffer.from(rows.join(''))
    const chunks = Array.from({length: Math.ceil(bytes.length / 1001)}, (_, at) =>
      bytes.subarray(at * 1001, (at + 1) * 1001),
    )
    const {code, stdout, stderr} = await place.untail(['clean', '-', '--out', '-', '--record', '%/r.jsonl'], chunks)
    expect(stdout === rows.join('').replaceAll('\\nNOISE', '\\n')).toBe(true)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^3,000 articles: 3,000 cleaned/)
    expect(place.records('r.jsonl')).toHaveLength(3000)
  })

  test('the record can go to stdout instead', async () => {
    const place = createPlace()
    const {stdout} = await place.untail(
      ['clean', '-', '--out', '%/o.jsonl', '--record', '-'],
      ['{"id":"a","text":"b"}'],
    )
    expect(JSON.parse(stdout)).toMatchObject({id: 'a', status: 'clean'})
  })

  test.each(['', '\n', '\uFEFF', '{"id":"a","text":""}', '\uFEFF{"id":"a","text":"b"}\r\n\r\n'])(
    '%j comes out as it is',
    async (content) => {
      const place = createPlace()
      place.write({'in.jsonl': content})
      expect((await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])).code).toBe(0)
      expect(place.read('out.jsonl')).toBe(content)
      expect(place.records('out.record.jsonl')).toHaveLength(content.includes('{') ? 1 : 0)
    },
  )

  test('files of a folder are mirrored; an unreadable one fails alone', async () => {
    const place = createPlace()
    place.write({'in/a.jsonl': '{"text":"NOISE"}\n', 'in/b.txt': 'NOISE\n', 'in/sub/c.ndjson': '{"text":"c"}'})
    symlinkSync(place.path('nowhere'), place.path('in/gone.jsonl'))
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', '-q'])
    expect(code).toBe(1)
    expect(stderr).toBe('untail: %/in/gone.jsonl: Unexpected ENOENT, expected a readable file\n')
    expect(place.list('out')).toEqual(['a.jsonl', 'b.txt', 'record.jsonl', 'sub/c.ndjson'])
    expect(place.records('out/record.jsonl').map(({id}) => id)).toEqual([
      'a.jsonl:1',
      'b.txt',
      'gone.jsonl',
      'sub/c.ndjson:1',
    ])
  })

  test('other field names', async () => {
    const place = createPlace()
    const args = ['--text-field', 'doc.body', '--id-field', 'key', '--out', '-', '-q']
    const {stdout} = await place.untail(['clean', '-', ...args], ['{"key":1,"doc":{"body":"NOISE\\nx","z":1}}'])
    expect(stdout).toBe('{"key":1,"doc":{"body":"x","z":1}}')
  })
})

describe('a run that breaks off', () => {
  test('leaves the old files and no others', async () => {
    const place = createPlace()
    place.write({'old.jsonl': 'old', 'old.record.jsonl': 'old record'})
    const broken = (function* () {
      yield '{"text":"a"}\n'
      throw new Error('the disk is gone')
    })()
    expect(await place.untail(['clean', '-', '--out', '%/old.jsonl'], broken)).toMatchObject({
      code: 70,
      stderr: 'untail: internal error: the disk is gone\n',
    })
    expect(place.list()).toEqual(['old.jsonl', 'old.record.jsonl'])
    expect(place.read('old.jsonl') + place.read('old.record.jsonl')).toBe('oldold record')
  })
})

describe('restore', () => {
  const rows =
    '\uFEFF{"id":"a","text":"😀 x\\nNOISE م\\ny\\nNOISE","n":1.0}\r\nbroken\n{"text":"م"}\n{"id":"f"}\n{"id":"g","text":"NOISE"}\n\n'

  test.each(['utf-16', 'code-point', 'byte'])('gives a folder back, from a record in %s', async (unit) => {
    const place = createPlace()
    place.write({
      'in/a.txt': '\uFEFF😀 x\r\nNOISE م\r\ny\nNOISE follow 😀',
      'in/bad.txt': Buffer.from([0xe9]),
      'in/c.jsonl': rows,
      'in/d/e.txt': 'untouched',
    })
    expect((await place.untail(['clean', '%/in', '--out', '%/out', '--offsets', unit])).code).toBe(1)
    expect(place.read('out/a.txt')).not.toContain('NOISE')
    const {code, stderr} = await place.untail(['restore', '%/out', '--record', '%/out/record.jsonl', '--out', '%/back'])
    expect({code, stderr}).toEqual({code: 0, stderr: '7 of 7 articles restored\n'})
    expect(place.list('back')).toEqual(['a.txt', 'c.jsonl', 'd/e.txt']) // bad.txt never came out
    for (const name of place.list('back')) expect(place.read(`back/${name}`)).toBe(place.read(`in/${name}`))
  })

  test('gives JSONL back under another name, to stdout', async () => {
    const place = createPlace()
    place.write({'in.jsonl': rows})
    await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
    const {stdout, code} = await place.untail(['restore', '%/out.jsonl', '-r', '%/out.record.jsonl', '-o', '-', '-q'])
    expect(code).toBe(0)
    expect(stdout).toBe(rows)
  })

  test('refuses texts that were edited since, naming them, and restores the others', async () => {
    const place = createPlace()
    place.write({'in/a.txt': 'x\nNOISE', 'in/b.txt': 'y', 'in/c.jsonl': rows, 'in/d.txt': 'z\nNOISE'})
    await place.untail(['clean', '%/in', '--out', '%/out'])
    place.write({
      'out/a.txt': 'edited',
      'out/c.jsonl': place.read('out/c.jsonl').replace('😀', '😁'),
      'out/new.txt': 'new',
    })
    const {code, stderr} = await place.untail(['restore', '%/out', '-r', '%/out/record.jsonl', '-o', '%/back', '-q'])
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'untail: %/out/a.txt: Unexpected text of "a.txt", expected the clean text of the record: it was edited since',
      'untail: %/out/c.jsonl:1: Unexpected text of "a", expected the clean text of the record: it was edited since',
      'untail: %/out/new.txt: Nothing in the rest of the record on "new.txt", expected a line in the order of the run',
      '',
    ])
    expect(place.list('back')).toEqual(['b.txt', 'd.txt'])
    expect(place.read('back/d.txt')).toBe('x\nNOISE'.replace('x', 'z'))
  })

  test('refuses a record that is none', async () => {
    const place = createPlace()
    place.write({'a.txt': 'a', 'r.jsonl': '{"id":"a.txt"}\n'})
    const restore = (record: string) => place.untail(['restore', '%/a.txt', '-r', record, '-o', '%/back'])
    expect(await restore('%/r.jsonl')).toMatchObject({code: 2})
    expect(await restore('%/none.jsonl')).toMatchObject({
      code: 2,
      stderr: 'untail: Cannot read the record "%/none.jsonl": ENOENT\n',
    })
  })
})
