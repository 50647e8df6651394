/** A run as a whole: what it carries over, what stops it, what it tells. */
import {execFileSync} from 'node:child_process'
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import {describe, expect, onTestFinished, test} from 'vitest'
import {fakeClean} from './fake-clean.ts'
import {createPlace} from './place.ts'

/** Cleans as the fake does, and notes what it was given. */
function watched() {
  const seen: string[] = []
  const cleaner = (digest: string) => () => ({
    clean: (article: Parameters<typeof fakeClean>[0]) => {
      seen.push(article.id)
      return fakeClean(article)
    },
    digest,
  })
  return {seen, cleaner}
}

const files = {
  'in/a.txt': 'word\nNOISE read also\nend',
  'in/deep/b.html': '<p>word</p>\n<p>NOISE read also</p>\n',
  'in/rows.jsonl': '{"id":"r1","text":"NOISE x\\nword","host":"x.com"}\n{"id":"r2","text":"word"}\n',
}
const args = ['clean', '%/in', '--out', '%/out', '--state', '%/state', '-q']

describe('with a state', () => {
  const runTwice = async (change: (place: ReturnType<typeof createPlace>) => void, again = args, digest = 'rules') => {
    const [place, {seen, cleaner}] = [createPlace(), watched()]
    place.write(files)
    await place.untail(args, [], cleaner('rules'))
    expect(seen.splice(0).toSorted()).toEqual(['a.txt', 'deep/b.html', 'r1', 'r2'])
    change(place)
    const result = await place.untail(again, [], cleaner(digest))
    return {place, seen: seen.toSorted(), ...result}
  }
  /** What a run that knows nothing makes of the same inputs. */
  const undisturbed = async (place: ReturnType<typeof createPlace>, more: readonly string[] = []) => {
    await place.untail(['clean', '%/in', '--out', '%/fresh', '-q', ...more])
    return treeOf(place, 'fresh')
  }

  test('what is unchanged is not done again, and comes out the same', async () => {
    const {place, seen, code} = await runTwice(() => undefined)
    expect({seen, code}).toEqual({seen: [], code: 0})
    expect(treeOf(place, 'out')).toEqual(await undisturbed(place))
    expect(place.list('state')).toEqual(['articles.jsonl', 'manifest.json', 'sources.jsonl'])
  })

  test.each(['code-point', 'byte'])('the same with offsets in %s', async (unit) => {
    const [place, {seen, cleaner}] = [createPlace(), watched()]
    place.write({...files, 'in/a.txt': '😀 مرحبا\nNOISE اقرأ\nend'})
    for (const _ of [1, 2]) await place.untail([...args, '--offsets', unit], [], cleaner('rules'))
    expect(seen.length).toBe(4)
    expect(treeOf(place, 'out')).toEqual(await undisturbed(place, ['--offsets', unit]))
  })

  test('an output that is the same is left alone', async () => {
    const {place} = await runTwice(({path}) => utimesSync(path('out/a.txt'), 1, 1))
    expect(statSync(place.path('out/a.txt')).mtimeMs).toBe(1000)
  })

  test('an output that was edited or deleted is mended without cleaning again', async () => {
    const {place, seen} = await runTwice(({path, write}) => {
      write({'out/a.txt': 'edited'})
      rmSync(path('out/deep'), {recursive: true})
    })
    expect(seen).toEqual([])
    expect(treeOf(place, 'out')).toEqual(await undisturbed(place))
  })

  test('a changed article is done again, alone', async () => {
    const rows = files['in/rows.jsonl'].replace('"r2","text":"word"', '"r2","text":"other"')
    const {place, seen} = await runTwice(({write}) => write({'in/rows.jsonl': rows}))
    expect(seen).toEqual(['r2'])
    expect(treeOf(place, 'out')).toEqual(await undisturbed(place))
  })

  test('a site, a title and a URL count as well, a field that is no evidence does not', async () => {
    const rows = files['in/rows.jsonl'].replace('"x.com"', '"y.com"').replace('"text":"word"', '"text":"word","seen":1')
    const {seen} = await runTwice(({write}) => write({'in/rows.jsonl': rows}))
    expect(seen).toEqual(['r1'])
  })

  test('other rules do all again', async () => {
    const {seen} = await runTwice(() => undefined, args, 'others')
    expect(seen.length).toBe(4)
  })

  test('pages written otherwise are done again', async () => {
    const {place, seen} = await runTwice(() => undefined, [...args, '--to', 'html'])
    expect(seen.length).toBe(4)
    expect(place.read('out/deep/b.html')).toBe('<p>word</p>\n')
  })

  test('what failed is tried again', async () => {
    const [place, {seen, cleaner}] = [createPlace(), watched()]
    place.write({'in/bug.txt': 'BUG'})
    for (const _ of [1, 2]) await place.untail(args, [], cleaner('rules'))
    expect(seen).toEqual(['bug.txt', 'bug.txt'])
  })

  test('an entry that a disk has spoiled is no entry', async () => {
    const {place, seen} = await runTwice(({path, write, read}) => {
      expect(read('state/articles.jsonl')).toContain('"a.txt"')
      write({
        'state/articles.jsonl': readFileSync(path('state/articles.jsonl'), 'utf8').replace(
          '"id":"a.txt"',
          '"id":a.txt"',
        ),
      })
    })
    expect(seen).toEqual(['a.txt'])
    expect(treeOf(place, 'out')).toEqual(await undisturbed(place))
  })

  test('sources that are gone are named, and their outputs removed on request', async () => {
    const gone = ({path}: ReturnType<typeof createPlace>) => rmSync(path('in/deep'), {recursive: true})
    const {place, stderr} = await runTwice(gone)
    expect(stderr).toBe('untail: gone since the last run: 1 source, outputs kept (--prune removes them): deep/b.html\n')
    expect(place.list('out')).toContain('deep/b.txt')
    // It is not forgotten.
    expect((await place.untail(args)).stderr).toBe(stderr)
    const pruned = await runTwice(gone, [...args, '--prune'])
    expect(pruned.place.list('out')).toEqual(['a.txt', 'record.jsonl', 'rows.jsonl'])
  })

  test('a source that a run was not asked to read is not gone', async () => {
    const some = ['clean', '%/in/a.txt', ...args.slice(2), '--prune']
    const {place} = await runTwice(() => undefined, some)
    expect(place.list('out')).toEqual(['a.txt', 'deep/b.txt', 'record.jsonl', 'rows.jsonl'])
    rmSync(place.path('in/deep'), {recursive: true})
    const {stderr} = await place.untail([...args, '--prune'])
    expect(stderr).toBe('untail: gone since the last run: 1 source, outputs removed: deep/b.html\n')
  })

  test('a source that is written elsewhere now leaves nothing behind', async () => {
    const {place} = await runTwice(() => undefined, [...args, '--prune', '--to', 'markdown'])
    expect(place.list('out')).toEqual(['a.txt', 'deep/b.md', 'record.jsonl', 'rows.jsonl'])
  })

  test('two outputs may share one, and each is pruned in its turn', async () => {
    const {place} = await runTwice(
      ({path}) => rmSync(path('in/deep'), {recursive: true}),
      ['clean', '%/in', '--out', '%/other', '--state', '%/state', '-q', '--prune'],
    )
    expect(place.list('out')).toContain('deep/b.txt')
    await place.untail([...args, '--prune'])
    expect(place.list('out')).toEqual(['a.txt', 'record.jsonl', 'rows.jsonl'])
  })

  test('what is no list of sources is named', async () => {
    for (const content of ['{bad\n', 'null\n', '{"source":5}\n']) {
      const {code, stderr, place} = await runTwice(({write}) => write({'state/sources.jsonl': content}))
      expect({code, stderr}).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Unexpected content of "%/state/sources.jsonl" in line 1, expected a source'),
      })
      expect(place.list('out').filter((name) => name.includes('.untail'))).toEqual([])
    }
  })

  test('a strange file among those of runs is left alone', async () => {
    const {code, seen} = await runTwice(({write}) => write({'state/runs/notes.txt': 'x'}))
    expect({code, seen}).toEqual({code: 0, seen: []})
  })
})

describe('what a run writes besides', () => {
  test.each([
    ['--report', '%/in/a.txt', 'inside the input folder "%/in"'],
    ['--metrics', '%/in/new.prom', 'inside the input folder "%/in"'],
    ['--quarantine', '%/in', 'inside the input folder "%/in"'],
    ['--state', '%/in/state', 'inside the input folder "%/in"'],
    ['--report', '%/out/a.txt', 'which is the output "%/out/a.txt"'],
    ['--metrics', '%/out/record.jsonl', 'which is the output "%/out/record.jsonl"'],
    ['--report', '%/both', undefined],
    ['--report', '%/in-by-a-link/a.txt', 'inside the input folder "%/in"'],
    ['--report', '%', 'which is a folder, expected a file'],
    ['--report', '-', 'expected a file'],
    ['--quarantine', '%/file', 'which is a file, expected a folder'],
    ['--quarantine', '%/out', 'which the output "%/out/a.txt" lies in'],
    ['--quarantine', '%/out/deep', 'which the output "%/out/deep/b.txt" lies in'],
    ['--state', '%', 'which the input "%/in/a.txt" lies in'],
    ['--state', '%/out/.untail', 'which is the output "%/out"'],
  ])('%s %s overwrites nothing that is read or written', async (flag, path, why) => {
    const place = createPlace()
    place.write({...files, file: 'x'})
    symlinkSync(place.path('in'), place.path('in-by-a-link'))
    const before = treeOf(place, 'in')
    const more = path === '%/both' ? ['--metrics', path] : []
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', flag, path, ...more])
    expect({code, stderr}).toMatchObject({code: 2, stderr: expect.stringContaining(why ?? 'which is --report')})
    expect(treeOf(place, 'in')).toEqual(before)
    expect(treeOf(place, 'out')).toEqual({})
  })

  test('folders are made for them, and a pipe stays a pipe', async () => {
    const place = createPlace()
    place.write(files)
    execFileSync('mkfifo', [place.path('pipe')])
    const reader = openSync(place.path('pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(reader))
    const {code} = await place.untail([
      'clean',
      '%/in',
      '--out',
      '%/out',
      '-q',
      '--report',
      '%/new/report.json',
      '--metrics',
      '%/pipe',
    ])
    expect(code).toBe(0)
    expect(place.read('new/report.json')).toContain('"articles": 4')
    const bytes = Buffer.alloc(1000)
    readSync(reader, bytes)
    expect(bytes.toString()).toContain('untail_articles')
    expect(statSync(place.path('pipe')).isFIFO()).toBe(true)
  })
})

describe('guards', () => {
  const setUp = async () => {
    const place = createPlace()
    place.write(files)
    await place.untail(['clean', '%/in', '--out', '%/out', '-q'])
    const before = treeOf(place, 'out')
    place.write({'in/a.txt': 'NOISE all of it\n', 'in/bad.txt': Buffer.from([0xff]), 'in/new.txt': 'word'})
    return {place, before}
  }

  test.each([
    ['--max-changed', '0.4', '50 % of the articles changed, expected 40 % at most (--max-changed)'],
    ['--max-removed', '0.1', '66.2 % of the characters taken out, expected 10 % at most (--max-removed)'],
    ['--max-failed', '0', '16.7 % of the articles failed, expected 0 % at most (--max-failed)'],
  ])('%s keeps the old output, and the new one waits beside it', async (flag, share, reason) => {
    const {place, before} = await setUp()
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', flag, share])
    expect(code).toBe(3)
    expect(stderr).toContain(`untail: guard: ${reason}\n`)
    expect(stderr).toContain('most changed: a.txt (16 of 16), ')
    expect(visible(treeOf(place, 'out'))).toEqual({
      ...before,
      'record.jsonl.new': expect.stringContaining('"new.txt"'),
      'rows.jsonl.new': before['rows.jsonl'],
    })
    expect(place.read('out/.untail/new/a.txt')).toBe('')
    expect(place.read('out/.untail/new/new.txt')).toBe('word')
    expect(place.list('out')).not.toContain('.untail/lock')
    // The next run that may, replaces all and leaves nothing lying about.
    await place.untail(['clean', '%/in', '--out', '%/out', '-q', flag, '1'])
    expect(place.list('out')).toEqual(['a.txt', 'deep/b.txt', 'new.txt', 'record.jsonl', 'rows.jsonl'])
    expect(place.read('out/a.txt')).toBe('')
  })

  test('a guard that is not tripped changes nothing', async () => {
    const {place} = await setUp()
    const limits = ['--max-changed', '1', '--max-removed', '1', '--max-failed', '1']
    expect(await place.untail(['clean', '%/in', '--out', '%/out', '-q', ...limits])).toMatchObject({code: 1})
    expect(place.read('out/a.txt')).toBe('')
  })

  test('what was done is not done again when the guard is lifted', async () => {
    const {place} = await setUp()
    const {seen, cleaner} = watched()
    const limited = ['clean', '%/in', '--out', '%/out', '-q', '--state', '%/state', '--max-changed']
    expect(await place.untail([...limited, '0'], [], cleaner('rules'))).toMatchObject({code: 3})
    expect(seen.splice(0).length).toBe(5)
    // A job that is stopped night after night keeps one journal.
    for (const _ of [1, 2]) await place.untail([...limited, '0'], [], cleaner('rules'))
    expect(place.list('state')).toEqual(['runs/3.jsonl'])
    expect(await place.untail([...limited, '1'], [], cleaner('rules'))).toMatchObject({code: 1})
    expect(seen).toEqual([])
  })

  test.each([
    [['--prune'], 'Unexpected --prune without --state, expected one that knows what the last run read'],
    [['--index', 'news'], 'Unexpected --index with --shape jsonl, expected es-bulk or opensearch'],
    [['--shape', 'typesense'], 'Unexpected --shape typesense with --out "%/out", expected a .jsonl or .ndjson file'],
  ])('%j is refused where it would do nothing', async (flags, message) => {
    const place = createPlace()
    place.write(files)
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('stdout cannot be guarded', async () => {
    const {stderr} = await createPlace().untail(['clean', '-', '--out', '-', '--max-failed', '0'])
    expect(stderr).toBe(`untail: Unexpected --max-failed with --out "-", expected a file: stdout can't be taken back\n`)
  })
})

describe('what a run tells', () => {
  const input = {
    'rows.jsonl': [
      '{"id":"1","text":"NOISE follow us\\nword","host":"www.x.com","language":"ar"}',
      '{"id":"2","text":"word","url":"https://y.com/a","language":"fa"}',
      '{"id":"3","text":5}',
      '{"id":"4","text":"NOISE also\\nword\\nword","host":"x.com","language":"ar"}',
      '{"id":"5","text":6}',
      '',
    ].join('\n'),
  }
  const cleaned = ['clean', '%/rows.jsonl', '--out', '%/out.jsonl']

  test('report.json counts by category, site and language, and names the most changed and the reasons', async () => {
    const place = createPlace()
    place.write(input)
    await place.untail([...cleaned, '-q', '--report', '%/report.json'])
    const site = (counts: object) => ({
      articles: 1,
      clean: 0,
      cleaned: 0,
      refused: 0,
      failed: 0,
      removed: {},
      ...counts,
    })
    expect(JSON.parse(place.read('report.json'))).toEqual({
      articles: 5,
      clean: 1,
      cleaned: 2,
      refused: 0,
      failed: 2,
      characters: 44,
      removed: {promo: 16, related: 11},
      mostChanged: [
        {id: '1', characters: 20, removed: 16},
        {id: '4', characters: 20, removed: 11},
      ],
      failures: {
        'Unexpected number as "…", expected a string': {
          count: 2,
          id: '3',
          reason: 'Unexpected number as "text", expected a string',
        },
      },
      languages: {
        '': site({articles: 2, failed: 2, characters: 0}),
        ar: site({articles: 2, cleaned: 2, characters: 40, removed: {promo: 16, related: 11}}),
        fa: site({clean: 1, characters: 4}),
      },
      sites: {
        '': site({articles: 2, failed: 2, characters: 0}),
        'x.com': site({articles: 2, cleaned: 2, characters: 40, removed: {promo: 16, related: 11}}),
        'y.com': site({clean: 1, characters: 4}),
      },
    })
  })

  test('--log json speaks one object a line', async () => {
    const place = createPlace()
    place.write(input)
    const {stderr} = await place.untail([...cleaned, '--log', 'json'])
    const events = stderr
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(events).toMatchObject([
      {event: 'failed', id: '3', place: '%/rows.jsonl:3', reason: 'Unexpected number as "text", expected a string'},
      {event: 'failed', id: '5'},
      {event: 'done', articles: 5, cleaned: 2, failed: 2, removed: {promo: 16, related: 11}},
    ])
  })

  test('metrics for Prometheus; a run that a guard stops passes the last success on', async () => {
    const place = createPlace()
    place.write(input)
    await place.untail([...cleaned, '-q', '--metrics', '%/untail.prom'])
    const first = place.read('untail.prom')
    expect(first).toContain('# TYPE untail_articles gauge\nuntail_articles{status="clean"} 1\n')
    expect(first).toContain('untail_removed_characters{category="promo"} 16\n')
    expect(first).toContain('untail_exit_code 1\n')
    const success = /untail_last_success_timestamp_seconds \d+\n/.exec(first)?.[0]
    expect(success).toBeDefined()
    await place.untail([...cleaned, '-q', '--metrics', '%/untail.prom', '--max-failed', '0'])
    expect(place.read('untail.prom')).toContain('untail_guards_tripped 1\n')
    expect(place.read('untail.prom')).toContain('untail_exit_code 3\n')
    expect(place.read('untail.prom')).toContain(success)
    // Every line is one that Prometheus reads.
    for (const line of place.read('untail.prom').trimEnd().split('\n'))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) untail_\w+ \S.*|untail_\w+(?:\{\w+="\w+"\})? [\d.e+-]+)$/u)
  })

  test('what failed is in quarantine, with its reasons', async () => {
    const place = createPlace()
    place.write({
      'in/bad.txt': Buffer.from([0x61, 0xe9]),
      'in/good.txt': 'word',
      'in/rows.jsonl': '{"text":"a"}\n{"text":5}\n[1]\n',
    })
    await place.untail(['clean', '%/in', '--out', '%/out', '-q', '--quarantine', '%/bad'])
    expect(place.list('bad')).toEqual(['bad.txt', 'reasons.jsonl', 'rows.jsonl.rows.jsonl'])
    expect(place.bytes('bad/bad.txt')).toEqual(place.bytes('in/bad.txt'))
    expect(place.read('bad/rows.jsonl.rows.jsonl')).toBe('{"text":5}\n[1]\n')
    expect(
      place
        .read('bad/reasons.jsonl')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      {id: 'bad.txt', source: 'bad.txt', reason: 'Unexpected byte 0xE9 at offset 1, expected UTF-8'},
      {id: 'rows.jsonl:2', source: 'rows.jsonl'},
      {id: 'rows.jsonl:3', source: 'rows.jsonl', reason: 'Unexpected array, expected a JSON object'},
    ])
  })
})

test('an article whose record is longer than a string may be fails alone', async () => {
  const place = createPlace()
  place.write({'in.jsonl': '{"id":"1","text":"word"}\n{"id":"2","text":"HUGE"}\n{"id":"3","text":"NOISE x"}\n'})
  const huge = 'x'.repeat(2 ** 28)
  const suspect = {start: 0, end: 4, category: 'ui', confidence: 0.5, text: huge, evidence: []} as const
  const {code, stderr} = await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '-q'], [], () => ({
    clean: (article) => ({
      ...fakeClean(article),
      ...(article.body === 'HUGE' && {suspects: [suspect, suspect]}),
    }),
    digest: 'rules',
  }))
  expect({code, stderr}).toEqual({
    code: 1,
    stderr: 'untail: %/in.jsonl:2: Unexpected error while cleaning: Invalid string length\n',
  })
  expect(place.read('out.jsonl')).toBe('{"id":"1","text":"word"}\n{"id":"2","text":"HUGE"}\n{"id":"3","text":""}\n')
})

test('one run at a time writes an output', async () => {
  const place = createPlace()
  place.write(files)
  const first = place.untail(['clean', '%/in', '--out', '%/out', '-q'])
  const second = await place.untail(['clean', '%/in', '--out', '%/out', '-q'])
  expect(second.code).toBe(75)
  expect(second.stderr).toContain(`untail: Another run holds the output "%/out": process ${process.pid} on `)
  expect(await first).toMatchObject({code: 0})
  expect(place.list('out').filter((name) => name.includes('.untail'))).toEqual([])
})

test('rows of a search engine go to one file, whatever they come from', async () => {
  const place = createPlace()
  place.write({...files, 'in/z.jsonl': '{"id":"bad"}'})
  const {code} = await place.untail([
    'clean',
    '%/in',
    '--out',
    '%/bulk.ndjson',
    '-q',
    '--shape',
    'es-bulk',
    '--index',
    'news',
  ])
  expect(code).toBe(1)
  expect(place.read('bulk.ndjson')).toBe(
    [
      '{"index":{"_index":"news","_id":"a.txt"}}\n{"id":"a.txt","text":"word\\nend"}\n',
      '{"index":{"_index":"news","_id":"deep/b.html"}}\n{"id":"deep/b.html","text":"word"}\n',
      '{"index":{"_index":"news","_id":"r1"}}\n{"id":"r1","text":"word","host":"x.com"}\n',
      '{"index":{"_index":"news","_id":"r2"}}\n{"id":"r2","text":"word"}\n',
    ].join(''),
  )
  expect(await place.untail(['clean', '%/in', '--out', '%/dir', '--shape', 'es-bulk'])).toMatchObject({code: 2})
})

test('a record as attributes of Dolma', async () => {
  const place = createPlace()
  place.write({'in.jsonl': '{"id":"1","text":"😀\\nNOISE x\\nend"}\n'})
  await place.untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '-q', '--record-shape', 'dolma'])
  expect(place.records('out.record.jsonl')).toEqual([{id: '1', attributes: {untail__untail__related: [[2, 10, 1]]}}])
})

/** A folder's files and what is in them. */
function treeOf(place: ReturnType<typeof createPlace>, folder: string): Record<string, string> {
  mkdirSync(place.path(folder), {recursive: true})
  return Object.fromEntries(place.list(folder).map((name) => [name, place.read(`${folder}/${name}`)]))
}

const visible = (tree: Record<string, string>) =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => !name.includes('.untail')))
