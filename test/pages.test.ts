/** Pages through `untail clean`, `restore` and `learn`: files and rows, what is written of them, and what the record says. */
import {createHash} from 'node:crypto'
import {describe, expect, test, vi} from 'vitest'
import {createClean} from '../src/clean.ts'

import type {ArticleRecord} from '../src/model.ts'
import {loadRules, rulesDigest} from '../src/rules.ts'
import {createPlace, type Cleaner} from './place.ts'

// How markdown looks is no matter here.
vi.mock('../src/markdown.ts', () => ({
  toMarkdown: (html: string) => `# ${html.replace(/<[^<>]*>/g, '').trim()}\n`,
}))

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

const shipped = loadRules()
/** The real rules, and not those of `createPlace`. */
const cleaner: Cleaner = (options) => ({
  clean: createClean(shipped, options),
  digest: rulesDigest(shipped, options),
})

const page = '<!doctype html>\n<p>word م</p>\n<p>NOISE read also</p>\n<p>end</p>\n'
const cleanPage = page.replace('<p>NOISE read also</p>\n', '')
const cleanText = 'word م\nend'
const unreadable = '<div>'.repeat(600)

const states = (records: readonly ArticleRecord[]) => records.map(({id, form, status}) => `${id} ${form} ${status}`)

describe('a folder of texts and pages', () => {
  const files = {
    'in/a.txt': 'word\nNOISE\n',
    'in/b.html': page,
    'in/c/d.HTM': '<p>word</p>',
    'in/c/e.jsonl': `${JSON.stringify({id: 'r', html: page})}\n`,
    'in/f.txt': 'word',
  }

  test('pages are written as text', async () => {
    const place = createPlace()
    place.write(files)
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out'])
    expect(place.list('out')).toEqual(['a.txt', 'b.txt', 'c/d.txt', 'c/e.jsonl', 'f.txt', 'record.jsonl'])
    expect(place.read('out/a.txt')).toBe('word\n')
    expect(place.read('out/b.txt')).toBe(cleanText)
    const records = place.records('out/record.jsonl')
    expect(states(records)).toEqual([
      'a.txt text cleaned',
      'b.html html cleaned',
      'c/d.HTM html clean',
      'r html cleaned',
      'f.txt text clean',
    ])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^5 articles: 3 cleaned, 2 clean, 0 refused, 0 failed; /)
    // Offsets, source and clean are those of the page; what was written is said beside them.
    expect(records[1]).toEqual({
      id: 'b.html',
      form: 'html',
      status: 'cleaned',
      offsets: 'utf-16',
      source: {sha256: digest(page), length: page.length},
      clean: {sha256: digest(cleanPage), length: cleanPage.length},
      written: {as: 'text', sha256: digest(place.bytes('out/b.txt')), length: cleanText.length},
      rules: 'rules',
      removals: [
        {
          start: page.indexOf('<p>NOISE'),
          end: page.indexOf('<p>end'),
          category: 'related',
          confidence: 1,
          text: '<p>NOISE read also</p>\n',
          evidence: [{signal: 'fake', weight: 1}],
        },
      ],
      suspects: [],
    })
    expect(records[0]).not.toHaveProperty('written')
  })

  test('--to html leaves pages where they were, and the digests are those of the files', async () => {
    const place = createPlace()
    place.write(files)
    expect((await place.untail(['clean', '%/in', '--out', '%/out', '--to', 'html', '-q'])).code).toBe(0)
    expect(place.list('out')).toEqual(['a.txt', 'b.html', 'c/d.HTM', 'c/e.jsonl', 'f.txt', 'record.jsonl'])
    expect(place.read('out/b.html')).toBe(cleanPage)
    expect(place.bytes('out/c/d.HTM')).toEqual(place.bytes('in/c/d.HTM'))
    for (const line of place.records('out/record.jsonl')) {
      expect(line).not.toHaveProperty('written')
      if (line.id !== 'r') expect(line.clean?.sha256).toBe(digest(place.bytes(`out/${line.id}`)))
    }
  })

  test('--to markdown', async () => {
    const place = createPlace()
    place.write({...files, 'in/b.html': `\uFEFF${page}`, 'in/refused.html': '<p>REFUSE</p>\n<p>NOISE</p>'})
    expect((await place.untail(['clean', '%/in', '--out', '%/out', '--to', 'markdown', '-q'])).code).toBe(0)
    expect(place.list('out')).toEqual(['a.txt', 'b.md', 'c/d.md', 'c/e.jsonl', 'f.txt', 'record.jsonl', 'refused.md'])
    expect(place.read('out/b.md')).toBe('# word م\nend\n')
    expect(place.read('out/refused.md')).toBe('# REFUSE\nNOISE\n')
    expect(JSON.parse(place.read('out/c/e.jsonl'))).toEqual({id: 'r', html: page, text: '# word م\nend\n'})
    expect(place.records('out/record.jsonl')[1]).toMatchObject({
      id: 'b.html',
      written: {as: 'markdown', sha256: digest(place.bytes('out/b.md')), length: 13},
    })
    const {stderr} = await place.untail(['restore', '%/out', '-r', '%/out/record.jsonl', '-o', '%/back', '-q'])
    expect(stderr).toContain('untail: %/out/b.md: Unexpected markdown of the page "b.html", as the record says, ')
    expect(place.list('back')).toEqual(['a.txt', 'f.txt'])
  })

  test('the record counts what was written in its own unit', async () => {
    const place = createPlace()
    place.write(files)
    await place.untail(['clean', '%/in/b.html', '--out', '%/out', '--offsets', 'byte', '-q'])
    expect(place.records('out/record.jsonl')).toMatchObject([
      {source: {length: place.bytes('in/b.html').length}, written: {length: place.bytes('out/b.txt').length}},
    ])
  })

  test('two of one name are refused, when they are to be written to one file', async () => {
    const place = createPlace()
    place.write({'in/a.txt': 'a', 'in/a.html': 'b', 'in/b.htm': 'c'})
    expect(await place.untail(['clean', '%/in', '--out', '%/out'])).toMatchObject({
      code: 2,
      stderr: 'untail: Unexpected inputs "%/in/a.html" and "%/in/a.txt": both would be written to "%/out/a.txt"\n',
    })
    expect(place.list()).not.toContain('out/a.txt')
    expect(await place.untail(['clean', '%/in', '--out', '%/out', '--to', 'html'])).toMatchObject({code: 0})
    expect(place.list('out')).toEqual(['a.html', 'a.txt', 'b.htm', 'record.jsonl'])
  })

  test('one page goes to a file that is called after what is written', async () => {
    const place = createPlace()
    place.write(files)
    const one = (...args: string[]) => place.untail(['clean', '%/in/b.html', '-q', '--out', ...args])
    expect(await one('%/x.txt')).toMatchObject({code: 0, stderr: ''})
    expect(place.read('x.txt')).toBe(cleanText)
    expect(place.records('x.record.jsonl')).toMatchObject([{id: 'b.html'}])
    expect(await one('%/x.htm', '--to', 'html')).toMatchObject({code: 0})
    expect(place.read('x.htm')).toBe(cleanPage)
    for (const [out, to, expected] of [
      ['x.html', 'text', '.txt or .jsonl or .ndjson, as pages are written as text (--to)'],
      ['y.txt', 'html', '.html or .htm or .jsonl or .ndjson, as pages are written as html (--to)'],
    ] as const)
      expect(await one(`%/${out}`, '--to', to)).toEqual({
        code: 2,
        stdout: '',
        stderr: `untail: Unexpected --out "%/${out}" for the input "%/in/b.html", expected a folder or a file named ${expected}\n`,
        options: undefined,
      })
    expect(await place.untail(['clean', '%/in/a.txt', '--out', '%/a.html'])).toMatchObject({
      code: 2,
      stderr:
        'untail: Unexpected --out "%/a.html" for the input "%/in/a.txt", expected a folder or a file named .txt or .jsonl or .ndjson\n',
    })
  })

  test('what is refused is written whole, what cannot be read not at all', async () => {
    const place = createPlace()
    place.write({'in/a.html': '<p>REFUSE</p>\n<p>NOISE</p>', 'in/b.html': '<p>DEEP</p>', 'in/c.html': page})
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out'])
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'untail: %/in/b.html: Unexpected depth',
      expect.stringMatching(/^3 articles: 1 cleaned, 0 clean, 1 refused, 1 failed; /),
      '',
    ])
    expect(place.list('out')).toEqual(['a.txt', 'c.txt', 'record.jsonl'])
    expect(place.read('out/a.txt')).toBe('REFUSE\nNOISE')
    const [refused, failed] = place.records('out/record.jsonl')
    expect(refused).toMatchObject({status: 'refused', reason: 'Unexpected doubt', removals: []})
    expect(refused?.written?.sha256).toBe(digest('REFUSE\nNOISE'))
    expect(refused?.clean).toEqual(refused?.source)
    expect(failed).toEqual({
      id: 'b.html',
      form: 'html',
      status: 'failed',
      reason: 'Unexpected depth',
      offsets: 'utf-16',
      rules: 'rules',
      removals: [],
      suspects: [],
    })
    await place.untail(['clean', '%/in', '--out', '%/pages', '--to', 'html'])
    expect(place.list('pages')).toEqual(['a.html', 'c.html', 'record.jsonl'])
    expect(place.read('pages/a.html')).toBe(place.read('in/a.html'))
  })

  test('files that are no pages, and pages that cannot be read, fail alone', async () => {
    const place = createPlace()
    place.write({
      'in/a.html': Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1'),
      'in/b.html': unreadable,
      'in/c.html': '<p>The minister visited the town on Monday and met the officials there.</p>',
      'in/d.html': '',
      'in/e.html': Buffer.from('<p>caf\u00e9</p>', 'latin1'),
    })
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', '-q'], [], cleaner)
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'untail: %/in/a.html: Unexpected PDF, expected HTML',
      'untail: %/in/b.html: Unexpected nesting of more than 512 elements, expected less',
      expect.stringMatching(/^untail: %\/in\/e\.html: Unexpected byte 0xE9 at offset 6, expected UTF-8/),
      '',
    ])
    expect(place.list('out')).toEqual(['c.txt', 'd.txt', 'record.jsonl'])
    expect(states(place.records('out/record.jsonl'))).toEqual([
      'a.html html failed',
      'b.html html failed',
      'c.html html clean',
      'd.html html clean',
      'e.html html failed',
    ])
  })
})

/** Letters and their bytes. */
const letters = 'الوزيرفمدنةعىقبتهأس'
const inWindows1256 = [
  0xc7, 0xe1, 0xe6, 0xd2, 0xed, 0xd1, 0xdd, 0xe3, 0xcf, 0xe4, 0xc9, 0xda, 0xec, 0xde, 0xc8, 0xca, 0xe5, 0xc3, 0xd3,
]
const asWindows1256 = (text: string): Buffer =>
  Buffer.from(Array.from(text, (char) => inWindows1256[letters.indexOf(char)] ?? char.charCodeAt(0)))

test('a page in windows-1256 is written in UTF-8, and the record says what it was', async () => {
  const place = createPlace()
  const source =
    '<meta charset="windows-1256"><p>زار الوزير مدينة تونس أمس في زيارة عمل</p>\n<p>NOISE</p>\n<p>و قال الوزير</p>'
  place.write({'in/a.html': asWindows1256(source), 'in/b.html': `\uFEFF${page}`})
  expect(await place.untail(['clean', '%/in', '--out', '%/out'])).toMatchObject({code: 0})
  expect(place.read('out/a.txt')).toContain('زار الوزير مدينة')
  expect(place.read('out/b.txt')).toBe(cleanText)
  const [first, second] = place.records('out/record.jsonl')
  expect(first).toMatchObject({encoding: 'windows-1256', source: {sha256: digest(source), length: source.length}})
  expect(second).not.toHaveProperty('encoding')
  // Restored it is the same text, in UTF-8.
  await place.untail(['clean', '%/in', '--out', '%/pages', '--to', 'html'])
  expect(await place.untail(['restore', '%/pages', '-r', '%/pages/record.jsonl', '-o', '%/back'])).toMatchObject({
    code: 0,
  })
  expect(place.read('back/a.html')).toBe(source)
  expect(place.bytes('back/b.html')).toEqual(place.bytes('in/b.html'))
})

describe('rows', () => {
  const clean = async (rows: string, ...args: string[]) => {
    const place = createPlace()
    const run = await place.untail(['clean', '-', '--out', '-', '--record', '%/r.jsonl', '-q', ...args], [rows])
    return {...run, records: place.records('r.jsonl')}
  }
  const html = JSON.stringify(page)

  test('a page is written as text behind what its row has, or in place of what its text was', async () => {
    const rows = [
      `{"id":"a","html":${html},"n":1.0}\r\n`,
      `{ "id": "b", "html" : ${html}, "n": [1, {"text": 2}] }\n`,
      `{"text":null,"id":"c","html":${html}}\n`,
      `{"id":"d","text":"word\\nNOISE","html":${html}}\n`,
      `{"id":"e","html":"word"}`,
    ]
    const {stdout, records, code} = await clean(rows.join(''))
    const text = JSON.stringify(cleanText)
    expect(stdout.split('\n')).toEqual([
      `{"id":"a","html":${html},"n":1.0,"text":${text}}\r`,
      `{ "id": "b", "html" : ${html}, "n": [1, {"text": 2}], "text": ${text} }`,
      `{"text":${text},"id":"c","html":${html}}`,
      `{"id":"d","text":"word\\n","html":${html}}`, // the text counts
      '{"id":"e","html":"word","text":"word"}',
    ])
    expect(states(records)).toEqual([
      'a html cleaned',
      'b html cleaned',
      'c html cleaned',
      'd text cleaned',
      'e html clean',
    ])
    expect(records[0]).toMatchObject({
      source: {sha256: digest(page)},
      clean: {sha256: digest(cleanPage)},
      written: {as: 'text', sha256: digest(cleanText), length: cleanText.length},
    })
    expect(code).toBe(0)
  })

  test('--to html puts the clean page in its place', async () => {
    const rows = `{"id":"a","html":${html},"n":1.0}\r\n{"id":"b","html":"word","m":"\\u0645"}\n`
    const {stdout, records} = await clean(rows, '--to', 'html')
    expect(stdout).toBe(rows.replace(html, JSON.stringify(cleanPage)))
    expect(records[0]).not.toHaveProperty('written')
  })

  test('rows of pure ASCII stay so', async () => {
    const ascii = html.replaceAll('م', '\\u0645')
    expect((await clean(`{"html": ${ascii}}`)).stdout).toBe(`{"html": ${ascii}, "text": "word \\u0645\\nend"}`)
    const cut = JSON.stringify(cleanPage).replaceAll('م', '\\u0645')
    expect((await clean(`{"html": ${ascii}}`, '--to', 'html')).stdout).toBe(`{"html": ${cut}}`)
  })

  test('--html-field names another, and goes before the text', async () => {
    const rows = `{"id":"a","text":"NOISE","html":"no","raw":${html}}\n{"id":"b","text":"word","raw":7}\n`
    expect((await clean(rows, '--html-field', 'raw')).stdout).toBe(rows.replace('"NOISE"', JSON.stringify(cleanText)))
    expect((await clean(rows, '--html-field', 'raw', '--to', 'html')).stdout).toBe(
      rows.replace(html, JSON.stringify(cleanPage)),
    )
    // Pages may stand where texts do.
    expect((await clean(`{"text":${html}}`, '--html-field', 'text')).stdout).toBe(
      `{"text":${JSON.stringify(cleanText)}}`,
    )
  })

  test('fields inside objects; one that has no object to stand in fails its row', async () => {
    const rows = [
      `{"id":"a","doc":{"html":${html}},"out":{}}\n`,
      `{"id":"b","doc":{"html":${html}},"out":{"x":1}}\n`,
      `{"id":"c","doc":{"html":${html}},"out":null}\n`,
      `{"id":"d","doc":{"html":${html}}}\n`,
      `{"id":"e","out":{"text":7}}\n`,
    ]
    const args = ['--html-field', 'doc.html', '--text-field', 'out.text']
    const {stdout, stderr, records, code} = await clean(rows.join(''), ...args)
    const text = `"text":${JSON.stringify(cleanText)}`
    expect(stdout).toBe(rows.join('').replace('{}', `{${text}}`).replace('"x":1', `"x":1,${text}`))
    expect(states(records)).toEqual([
      'a html cleaned',
      'b html cleaned',
      'c html failed',
      'd html failed',
      'e text failed',
    ])
    expect(stderr.split('\n')).toEqual([
      'untail: stdin:3: Unexpected null as "out", expected an object to write "out.text" into',
      'untail: stdin:4: Unexpected nothing as "out", expected an object to write "out.text" into',
      'untail: stdin:5: Unexpected number as "out.text" and nothing as "doc.html", expected a string in one of them',
      '',
    ])
    expect(code).toBe(1)
    expect((await clean(rows[2]!, ...args, '--to', 'html')).code).toBe(0)
  })

  test('refused pages are written whole, pages that cannot be read are copied', async () => {
    const rows = '{"id":"a","html":"<p>REFUSE</p>"}\n{"id":"b","html":"<p>DEEP</p>"}\n{"id":"c","html":"BUG"}\n'
    const {stdout, stderr, records} = await clean(rows)
    expect(stdout).toBe(rows.replace('</p>"}', '</p>","text":"REFUSE"}'))
    expect(states(records)).toEqual(['a html refused', 'b html failed', 'c html failed'])
    expect(stderr).toContain('untail: stdin:2: Unexpected depth\n')
    expect((await clean(rows, '--to', 'html')).stdout).toBe(rows)
  })

  test('a row with neither says what both are', async () => {
    expect((await clean('{"id":"a"}')).stderr).toContain('Unexpected nothing as "text", expected a string\n')
    expect((await clean('{"id":"a","html":[]}')).stderr).toContain(
      'Unexpected nothing as "text" and array as "html", expected a string in one of them',
    )
  })
})

describe('restore', () => {
  const rows = `{"id":"a","html":${JSON.stringify(page)},"n":1.0}\r\n{"text":"word\\nNOISE","html":"<p>no</p>"}\nbroken\n{"id":"d","html":"DEEP"}\n`
  const files = {
    'in/a.html': page,
    'in/a.p.txt': 'word\nNOISE',
    'in/b.htm': '<p>REFUSE</p>',
    'in/c.html': 'DEEP',
    'in/d.jsonl': rows,
  }

  test.each(['utf-16', 'code-point', 'byte'])('gives pages back, from a record in %s', async (unit) => {
    const place = createPlace()
    place.write(files)
    await place.untail(['clean', '%/in', '--out', '%/out', '--to', 'html', '--offsets', unit])
    expect(place.read('out/a.html')).toBe(cleanPage)
    const {code, stderr} = await place.untail(['restore', '%/out', '-r', '%/out/record.jsonl', '-o', '%/back'])
    expect({code, stderr}).toEqual({code: 0, stderr: '7 of 7 articles restored\n'})
    expect(place.list('back')).toEqual(['a.html', 'a.p.txt', 'b.htm', 'd.jsonl']) // c.html never came out
    for (const name of place.list('back')) expect(place.bytes(`back/${name}`)).toEqual(place.bytes(`in/${name}`))
  })

  test('goes by the record where a row has a text as well', async () => {
    const place = createPlace()
    const both = `{"text":"word\\nNOISE","raw":${JSON.stringify(page)}}\n`
    place.write({'in.jsonl': both})
    const fields = ['--html-field', 'raw']
    await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '--to', 'html', ...fields])
    const restore = (...args: string[]) =>
      place.untail(['restore', '%/out.jsonl', '-r', '%/out.record.jsonl', '-o', '-', '-q', ...args])
    expect(await restore(...fields)).toMatchObject({code: 0, stdout: both})
    expect(await restore()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'untail: %/out.jsonl:1: Unexpected nothing as "html" of "in.jsonl:1", expected the clean page there\n',
    })
  })

  test('says so where pages were written as text, and restores the others', async () => {
    const place = createPlace()
    place.write(files)
    await place.untail(['clean', '%/in', '--out', '%/out'])
    const {code, stderr} = await place.untail(['restore', '%/out', '-r', '%/out/record.jsonl', '-o', '%/back', '-q'])
    const refused = (id: string) =>
      `Unexpected text of the page "${id}", as the record says, expected what "--to html" writes: no other form can be restored`
    expect(stderr.split('\n')).toEqual([
      `untail: %/out/a.txt: ${refused('a.html')}`,
      `untail: %/out/b.txt: ${refused('b.htm')}`,
      `untail: %/out/d.jsonl:1: ${refused('a')}; the page itself is still in "html"`,
      '',
    ])
    expect(code).toBe(1)
    expect(place.list('back')).toEqual(['a.p.txt'])
  })

  test('refuses pages that were edited since', async () => {
    const place = createPlace()
    place.write(files)
    await place.untail(['clean', '%/in/a.html', '--out', '%/out', '--to', 'html'])
    place.write({'out/a.html': `${cleanPage} `})
    const {stderr} = await place.untail(['restore', '%/out', '-r', '%/out/record.jsonl', '-o', '%/back', '-q'])
    expect(stderr).toContain('it was edited since')
  })
})

describe('learn', () => {
  test('counts pages as it counts texts, and names those that cannot be read', async () => {
    const towns = ['Riyadh', 'Cairo', 'Tunis', 'Beirut']
    const lines = (town: string) => [
      `The minister visited the town of ${town} on Monday and met a number of local officials there.`,
      'A guide to the families of the old quarter',
    ]
    const place = createPlace()
    for (const town of towns)
      place.write({
        [`texts/${town}.txt`]: lines(town).join('\n'),
        [`pages/${town}.html`]: lines(town)
          .map((line) => `<p>${line}</p>`)
          .join(''),
      })
    await place.untail(['learn', '%/texts', '--out', '%/t.json', '-q'])
    await place.untail(['learn', '%/pages', '--out', '%/p.json', '-q'])
    expect(place.read('p.json')).toBe(place.read('t.json'))
    const rows = towns.map((town) => `${JSON.stringify({html: place.read(`pages/${town}.html`)})}\n`)
    await place.untail(['learn', '-', '--out', '%/r.json', '-q'], rows)
    expect(place.read('r.json')).toBe(place.read('t.json'))

    place.write({'pages/Deep.html': unreadable})
    expect(await place.untail(['learn', '%/pages', '--out', '%/p.json'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^untail: %\/pages\/Deep\.html: Unexpected nesting of more than 512 elements, expected less\n5 articles of 1 site: 1 line/,
      ),
    })
    expect(place.read('p.json')).toBe(place.read('t.json'))
  })

  test('a page names its title', async () => {
    const place = createPlace()
    place.write({'a.html': '<title>Storm hits the northern coast again</title><p>word</p>'})
    const {stderr} = await place.untail(['learn', '%/a.html', '--out', '%/p.json'])
    expect(stderr).toContain('1 title')
  })
})

test('the real rules: pages as text, and back', async () => {
  const place = createPlace()
  const source =
    '<html><body>\r\n<p>The minister visited the town on Monday &amp; met the officials there.</p>\r\n<p>Share on Facebook</p>\r\n</body></html>\r\n'
  place.write({'in/a.html': source})
  await place.untail(['clean', '%/in', '--out', '%/out', '-q'], [], cleaner)
  expect(place.read('out/a.txt')).toBe('The minister visited the town on Monday & met the officials there.')
  await place.untail(['clean', '%/in', '--out', '%/pages', '--to', 'html', '-q'], [], cleaner)
  expect(place.read('pages/a.html')).not.toContain('Facebook')
  await place.untail(['restore', '%/pages', '-r', '%/pages/record.jsonl', '-o', '%/back', '-q'])
  expect(place.read('back/a.html')).toBe(source)
})
