/** What `untail check` finds, where, and how it says so. */
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {offsetsIn} from '../src/io/splice.ts'
import type {Category, Outcome, Suspect} from '../src/model.ts'
import {recordOf} from '../src/record.ts'
import {loadRules, rulesDigest} from '../src/rules.ts'
import {findingsIn, locateInFile} from '../src/run/findings.ts'
import {oneLine, safeJson} from '../src/visible.ts'
import {fakeClean} from './fake-clean.ts'
import {createPlace, type Cleaner} from './place.ts'

const NOISE = 'NOISE read also'

describe('places', () => {
  const placesOf = async (name: string, content: string | Uint8Array) => {
    const place = createPlace()
    place.write({[name]: content})
    const {code, stdout} = await place.untail(['check', `%/${name}`])
    expect(place.list()).toEqual([name]) // nothing was written
    expect(code).toBe(stdout === '' ? 0 : 1)
    return stdout
      .replaceAll(`${place.path('')}/`, '')
      .split('\n')
      .slice(0, -1)
  }

  test.each([
    [
      'lines',
      'a.txt',
      'word\n\nNOISE one\nword\nNOISE two',
      [':3:1 related 1 “NOISE one”', ':5:1 related 1 “NOISE two”'],
    ],
    ['CRLF', 'a.txt', 'word\r\nNOISE one\r\nword', [':2:1 related 1 “NOISE one”']],
    ['a lone CR', 'a.txt', 'word\rmore\nNOISE one', [':3:1 related 1 “NOISE one”']],
    ['a byte order mark', 'a.txt', '\uFEFFNOISE one\n', [':1:1 related 1 “NOISE one”']],
    ['a page', 'a.html', '<p>word</p>\n<p>NOISE <b>one</b></p>\n', [':2:4 related 1 “NOISE one”']],
    ['nothing', 'a.txt', 'word\n', []],
  ])('of %s', async (_, name, content, found) => {
    expect(await placesOf(name, content)).toEqual(found.map((line) => name + line))
  })

  test('in rows are those of the signs in the line', async () => {
    const rows = [
      '\uFEFF{"id":"1","text":"word\\nNOISE one"}',
      '{"id": "2", "text": "\\u0627\\ud83d\\ude00\\"\\\\\\nNOISE \\u0628"}',
      '{"id":"3","text":"word"}',
      '{"a":{"text":"NOISE x"},"text":"😀\\r\\nNOISE one\\n","id":"4"}',
      '{"id":"5","text":"NOISE x","text":"NOISE last counts"}',
    ]
    const found = await placesOf('a.jsonl', `${rows.join('\n')}\n`)
    expect(found).toEqual([
      'a.jsonl:1:25 related 1 “NOISE one”',
      'a.jsonl:2:46 related 1 “NOISE ب”',
      'a.jsonl:4:39 related 1 “NOISE one”',
      'a.jsonl:5:36 related 1 “NOISE last counts”',
    ])
    for (const line of found) {
      const [, number, column] = line.split(':')
      const row = rows[Number(number) - 1]!.replace('\uFEFF', '')
      expect(row.slice(Number.parseInt(column!, 10) - 1)).toMatch(/^NOISE/u)
    }
  })

  test('in rows of other fields, and of pages in rows', async () => {
    const place = createPlace()
    place.write({'a.jsonl': '{"m":{"body":"NOISE one"}}\n{"html":"<p>word</p>\\n<p>NOISE two</p>"}\n'})
    const {stdout} = await place.untail(['check', '%/a.jsonl', '--text-field', 'm.body'])
    expect(stdout.replaceAll(`${place.path('')}/`, '')).toBe(
      'a.jsonl:1:15 related 1 “NOISE one”\na.jsonl:2:26 related 1 “NOISE two”\n',
    )
  })

  test('of packed rows are those in what is packed; of others the row and its id', async () => {
    expect(await placesOf('a.jsonl.gz', gzipSync(`{"text":"word"}\n{"text":"${NOISE}"}\n`))).toEqual([
      'a.jsonl.gz:2:10 related 1 “NOISE read also”',
    ])
    const block = `${NOISE}\n`
    const record = `WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: ${block.length}\r\n\r\n${block}\r\n\r\n`
    expect(await placesOf('a.wet', record)).toEqual(['a.wet:1 1 related 1 “NOISE read also”'])
    const column = (name: string, data: string[]) => ({name, data, type: 'STRING' as const})
    const parquet = parquetWriteBuffer({columnData: [column('id', ['x', 'y']), column('text', ['word', NOISE])]})
    expect(await placesOf('a.parquet', new Uint8Array(parquet))).toEqual(['a.parquet:2 y related 1 “NOISE read also”'])
  })

  test('end where the last sign ends, lines further on', () => {
    const body = 'word\r\n\r\nRead\r\nalso \r\n'
    const removal = {
      start: 4,
      end: body.length,
      category: 'related',
      confidence: 1,
      text: body.slice(4),
      evidence: [],
    } as const
    const outcome: Outcome = {status: 'cleaned', clean: 'word', removals: [removal], suspects: []}
    const record = recordOf({id: 'a', form: 'text', body}, outcome, 'rules')
    expect(findingsIn(record, body, 'a.txt', () => locateInFile(body), false)).toEqual([
      {
        kind: 'removal',
        path: 'a.txt',
        id: 'a',
        line: 3,
        column: 1,
        endLine: 4,
        endColumn: 5,
        category: 'related',
        confidence: 1,
        text: 'Read\r\nalso',
        evidence: [],
      },
    ])
  })

  test('of stdin', async () => {
    const {code, stdout} = await createPlace().untail(['check', '-'], ['{"text":"x\\nNOISE"}\n'])
    expect({code, stdout}).toEqual({code: 1, stdout: 'stdin:1:13 related 1 “NOISE”\n'})
  })

  test('of escapes of all kinds', () => {
    const text = 'a"\\/\b\f\n\r\t\u0627\u{1F600}\0é'
    for (const json of [JSON.stringify(text), String.raw`"a\"\\\/\b\f\n\r\t\u0627\ud83d\ude00\u0000\u00E9"`]) {
      const place = offsetsIn(json, 0)
      const places = [...Array(text.length + 1).keys()].map(place)
      expect(places.at(-1)).toBe(json.length - 1)
      for (let at = 0; at < text.length; at++)
        expect(JSON.parse(`"${json.slice(places[at], places[at + 1])}"`)).toBe(text[at])
    }
  })
})

/** What the fake takes out, with a suspect behind it. */
const doubting: Cleaner = () => ({
  digest: 'rules',
  clean(article): Outcome {
    const outcome = fakeClean(article)
    const start = article.body.indexOf('DOUBT')
    if (start === -1) return outcome
    const suspect: Suspect = {
      start,
      end: start + 5,
      category: 'promo',
      confidence: 0.4,
      text: 'DOUBT',
      evidence: [],
      guard: 'never',
    }
    return {...outcome, suspects: [suspect]}
  },
})

describe('formats', () => {
  const files = {'a.txt': 'word\nNOISE one,\ttwo: 100% \u001B[31m\u009B\u0085\nDOUBT\n'}
  const checked = async (...args: string[]) => {
    const place = createPlace()
    place.write(files)
    const {code, stdout, stderr} = await place.untail(['check', '%/a.txt', ...args], [], doubting)
    return {code, stdout: stdout.replaceAll(`${place.path('')}/`, ''), stderr}
  }

  test('text is one line each, and gives a terminal no orders', async () => {
    expect(await checked()).toEqual({
      code: 1,
      stdout: 'a.txt:2:1 related 1 “NOISE one, two: 100% ␛[31m<U+009B><U+0085>”\n',
      stderr: '1 stretch of 1 article would go, 29 of 40 characters; 1 article: 0 refused, 0 failed\n',
    })
  })

  test('json is an object each', async () => {
    const {stdout} = await checked('--format', 'json', '--suspects')
    expect(stdout).not.toMatch(/[\u007F-\u009F]/u)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        path: 'a.txt',
        id: 'a.txt',
        kind: 'removal',
        line: 2,
        column: 1,
        endLine: 2,
        endColumn: 29,
        category: 'related',
        confidence: 1,
        text: files['a.txt'].split('\n')[1],
        evidence: [{signal: 'fake', weight: 1}],
      },
      {
        path: 'a.txt',
        id: 'a.txt',
        kind: 'suspect',
        line: 3,
        column: 1,
        endLine: 3,
        endColumn: 6,
        category: 'promo',
        confidence: 0.4,
        text: 'DOUBT',
        evidence: [],
        guard: 'never',
      },
    ])
  })

  test('github is a workflow command each, with its escapes', async () => {
    expect((await checked('--format', 'github', '--suspects')).stdout.split('\n')).toEqual([
      '::warning file=a.txt,line=2,endLine=2,col=1,endColumn=29,title=untail%3A related::related 1 “NOISE one, two: 100%25 ␛[31m<U+009B><U+0085>”',
      '::notice file=a.txt,line=3,endLine=3,col=1,endColumn=6,title=untail%3A promo?::promo? 0.4 “DOUBT”',
      '',
    ])
    const place = createPlace()
    place.write({'in/a,b:c%.txt': NOISE})
    const {stdout} = await place.untail(['check', '%/in', '--format', 'github'])
    expect(stdout).toContain('/in/a%2Cb%3Ac%25.txt,line=1')
  })

  test('suspects are named on request, and change no exit code', async () => {
    const place = createPlace()
    place.write({'a.txt': 'DOUBT\n'})
    expect(await place.untail(['check', '%/a.txt', '-q'], [], doubting)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    })
    const {code, stdout} = await place.untail(['check', '%/a.txt', '--suspects'], [], doubting)
    expect({code, stdout: stdout.replaceAll(`${place.path('')}/`, '')}).toEqual({
      code: 0,
      stdout: 'a.txt:1:1 promo? 0.4 “DOUBT”\n',
    })
  })

  test('a long text is shortened, between its letters', () => {
    expect(oneLine(' one\n two  three ', 9)).toBe('one two …')
    expect(oneLine('one two', 7)).toBe('one two')
    expect(oneLine('a\u{1F600}\u{1F600}', 2)).toBe('a …')
    expect(safeJson('\u007F\u009B')).toBe(String.raw`"\u007f\u009b"`)
  })
})

test('in threads, one of which dies, as in one', () => {
  const place = createPlace()
  const texts = ['word', 'MEMORY', `SLOW\n${NOISE}`, NOISE]
  place.write({
    'in/rows.jsonl': texts.map((text) => `${JSON.stringify({text})}\n`).join(''),
    ...Object.fromEntries(texts.map((text, n) => [`in/${n}.txt`, text])),
  })
  const script = fileURLToPath(new URL('fake-untail.ts', import.meta.url))
  const args = ['--import', 'tsx', script, 'check', place.path('in'), '--jobs', '2']
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'})
  const shorten = (text: string) => text.replaceAll(`${place.path('in')}/`, '').split('\n')
  const died = 'Unexpected need for memory, expected an article that a worker has room for'
  expect({status, stdout: shorten(stdout), stderr: shorten(stderr).slice(0, 2)}).toEqual({
    status: 1,
    stdout: [
      `2.txt:2:1 related 1 “${NOISE}”`,
      `3.txt:1:1 related 1 “${NOISE}”`,
      `rows.jsonl:3:16 related 1 “${NOISE}”`,
      `rows.jsonl:4:10 related 1 “${NOISE}”`,
      '',
    ],
    stderr: [`untail: 1.txt: ${died}`, `untail: rows.jsonl:2: ${died}`],
  })
}, 200_000)

test('all inputs in the order of their names, with any number of jobs, and nothing written', async () => {
  const place = createPlace()
  const rows = (count: number) =>
    Array.from(
      {length: count},
      (_, n) => `${JSON.stringify({id: String(n), text: n % 3 === 0 ? NOISE : 'word'})}\n`,
    ).join('')
  place.write({
    ...Object.fromEntries(
      Array.from({length: 150}, (_, n) => [`in/f${n}.txt`, n % 2 === 0 ? `word\n${NOISE}` : 'word']),
    ),
    'in/big.jsonl': rows(30_000),
    'in/sub/a.html': `<p>${NOISE}</p>\n`,
    'in/z.jsonl.gz': gzipSync(rows(3)),
  })
  const before = place.list()
  const one = await place.untail(['check', '%/in', '--jobs', '1'])
  const many = await place.untail(['check', '%/in', '--jobs', '5'])
  expect(many.stdout).toBe(one.stdout)
  expect(place.list()).toEqual(before)
  const lines = one.stdout.trim().split('\n')
  expect(lines).toHaveLength(75 + 10_000 + 1 + 1)
  const files = [...new Set(lines.map((line) => line.slice(place.path('in/').length).split(':')[0]!))]
  expect(files).toEqual(files.toSorted())
  expect(files).toHaveLength(78)
})

describe('what can not be checked', () => {
  test('fails as it does in a run, and the others are checked', async () => {
    const place = createPlace()
    place.write({
      'in/a.txt': new Uint8Array([0xff]),
      'in/b.txt': 'a BUG',
      'in/c.jsonl': '{"id":"x"}\nno\n{"id":"y","text":"word"}\n',
      'in/d.jsonl.gz': gzipSync('{"text":"word"}\n'.repeat(3)).subarray(0, -4),
      'in/e.html': 'REFUSE',
      'in/f.txt': 'word',
    })
    const {code, stdout, stderr} = await place.untail(['check', '%/in'])
    expect({code, stdout}).toEqual({code: 1, stdout: ''})
    const lines = stderr.split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'untail: %/in/a.txt: Unexpected byte 0xFF at offset 0, expected UTF-8',
      'untail: %/in/b.txt: Unexpected error while cleaning: a bug in a signal',
      'untail: %/in/c.jsonl:1: Unexpected nothing as "text", expected a string',
      'untail: %/in/c.jsonl:2: Unexpected text that is not JSON, expected a JSON object',
    ])
    expect(lines[4]).toMatch(/^untail: %\/in\/d\.jsonl\.gz:4: Unexpected end/u)
    expect(lines[5]).toBe('untail: %/in/e.html: refused: Unexpected doubt')
    expect(lines[6]).toMatch(/^Nothing would go; 11 articles: 1 refused, 5 failed$/u)
  })

  test('refused alone is no failure', async () => {
    const place = createPlace()
    place.write({'a.txt': 'REFUSE'})
    expect(await place.untail(['check', '%/a.txt'])).toMatchObject({code: 0, stdout: ''})
  })
})

test.each([
  [['%/none'], 'No such file or folder: "%/none"'],
  [['-', '--learn'], 'Unexpected --learn with "-", expected files: stdin can be read only once'],
  [['%/a.txt', '--format', 'xml'], 'Allowed choices are text, json, github.'],
  [['%/a.txt', '--out', '%/b'], "unknown option '--out'"],
])('%j is a usage error', async (args, message) => {
  const place = createPlace()
  place.write({'a.txt': NOISE})
  const {code, stdout, stderr} = await place.untail(['check', ...args])
  expect({code, stdout}).toEqual({code: 2, stdout: ''})
  expect(stderr).toContain(message)
})

test('goes by the settings of a run', async () => {
  const place = createPlace()
  place.write({'a.txt': NOISE, 'untail.config.json': '{"level":"balanced","quiet":true}'})
  const {options, stderr} = await place.untail(['check', '%/a.txt', '--remove', 'credit'])
  expect({options, stderr}).toEqual({options: {level: 'balanced', policy: {credit: 'remove'}, sites: {}}, stderr: ''})
})

test('with the rules of the package it names what a run takes out', async () => {
  const rules = loadRules()
  const cleaner: Cleaner = (options) => ({clean: createClean(rules, options), digest: rulesDigest(rules, options)})
  const place = createPlace()
  const text =
    'The tram opens on Saturday, the city said, after two years of works.\n\nRead also: Ten trams that never ran\n'
  place.write({
    'a.txt': text,
    'b.html': `<p>${text.split('\n')[0]}</p>\n<ul>\n<li>Read also: <a href="/x">Ten trams that never ran</a></li></ul>\n`,
  })
  const {stdout} = await place.untail(['check', '%/a.txt', '%/b.html', '--format', 'json'], [], cleaner)
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as {path: string; line: number; column: number; category: Category; text: string})
  expect(
    found.map(({path, line, column, category, text: said}) => [path.at(-1), line, column, category, said]),
  ).toEqual([
    ['t', 3, 1, 'related', 'Read also: Ten trams that never ran'],
    ['l', 3, 5, 'related', 'Read also: Ten trams that never ran'],
  ])
})
