import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {packBytes} from '../src/io/packing/pack.ts'
import {units, type Unit} from '../src/offsets.ts'
import {recordOf} from '../src/record.ts'
import {add, confusionTable, figures, noTotals, scoreDocument, type GoldDocument} from '../src/score.ts'
import {createPlace} from './place.ts'

const mark = (start: number, end: number, category: string) => ({start, end, category})

describe('a document', () => {
  // 0 1 2 3 4 5 6 7 8 9
  // b o d y _ n o i s e
  const gold: GoldDocument = {id: 'a', text: 'body noise', noise: [mark(5, 10, 'related')]}

  test.each([
    ['nothing', [], {body: 4, noise: 5, cutNoise: 0, cutBody: 0, damaged: 0, exact: 0}],
    ['all noise, and the space before it', [{start: 4, end: 10}], {cutNoise: 5, cutBody: 0, damaged: 0, exact: 1}],
    ['too much', [{start: 3, end: 10}], {cutNoise: 5, cutBody: 1, damaged: 1, exact: 0}],
    ['too little', [{start: 6, end: 10}], {cutNoise: 4, cutBody: 0, damaged: 0, exact: 0}],
  ])('that lost %s', (_, removals, expected) => {
    expect(scoreDocument(gold, removals)).toMatchObject({docs: 1, missing: 0, clean: 0, ...expected})
  })

  test('without a record line counts as untouched, and as missing', () => {
    expect(scoreDocument(gold, undefined)).toMatchObject({missing: 1, cutNoise: 0, cutBody: 0})
  })

  test('credit and unsure count neither way; where marks overlap the last one counts', () => {
    const text = 'source body maybe'
    const noise = [mark(0, 6, 'related'), mark(0, 6, 'credit'), mark(12, 17, 'unsure')]
    expect(scoreDocument({id: 'a', text, noise}, [{start: 0, end: 6}])).toMatchObject({
      body: 4,
      noise: 0,
      cutBody: 0,
      exact: 1,
      clean: 1,
      confusion: {body: {kept: 4}},
    })
  })

  test('white space of every kind counts neither way', () => {
    expect(scoreDocument({id: 'a', text: 'a\u00a0\u3000\uFEFF\r\n\u2003b', noise: []}, [])).toMatchObject({body: 2})
  })

  test('a removal outside the text is refused', () => {
    expect(() => scoreDocument(gold, [{start: 5, end: 11}])).toThrow('Unexpected removal [5, 11) of "a"')
    expect(() => scoreDocument(gold, [{start: 5, end: 5}])).toThrow(RangeError)
  })
})

test('figures over documents', () => {
  const totals = noTotals()
  add(
    totals,
    scoreDocument({id: 'a', text: 'aaaabbbb', noise: [mark(4, 8, 'promo')]}, [{start: 3, end: 7, category: 'related'}]),
  )
  add(totals, scoreDocument({id: 'b', text: 'cc', noise: []}, [{start: 0, end: 1}]))
  add(totals, scoreDocument({id: 'c', text: 'dd', noise: [mark(0, 2, 'ui')]}, [{start: 0, end: 2}]))
  expect(figures(totals)).toEqual({
    docs: 3,
    missing: 0,
    precision: 5 / 7,
    recall: 5 / 6,
    f1: expect.closeTo(10 / 13, 10),
    bodyLost: 2 / 6,
    damaged: 2 / 3,
    exact: 1 / 3,
    cleanTouched: 1,
    recallByCategory: {promo: 3 / 4, ui: 1},
  })
  expect(totals.confusion).toEqual({
    body: {kept: 4, related: 1, unnamed: 1},
    promo: {related: 3, kept: 1},
    ui: {unnamed: 2},
  })
  expect(confusionTable(totals.confusion)).toEqual([
    '                kept   related   unnamed',
    'body               4         1         1',
    'promo              1         3         0',
    'ui                 0         0         2',
  ])
  expect(figures(noTotals())).toMatchObject({precision: 1, recall: 1, f1: 1, bodyLost: 0})
})

const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe('the command', () => {
  const gold = [
    {id: 'a', lang: 'ar', text: 'aaaabbbb', noise: [mark(4, 8, 'promo')]},
    {id: 'b', lang: 'en', text: 'cc', noise: []},
  ]
  const record = [
    {id: 'a', removals: [{start: 4, end: 7}]},
    {id: 'b', removals: [{start: 0, end: 1}]},
  ]
  const lineOf = (id: string, body: string, removals: readonly {start: number; end: number}[], unit: Unit) =>
    recordOf(
      {id, form: 'text', body},
      {
        status: 'cleaned',
        clean: body,
        removals: removals.map(({start, end}) => ({
          start,
          end,
          category: 'promo',
          confidence: 0.9,
          text: body.slice(start, end),
          evidence: [],
        })),
        suspects: [],
      },
      'rules',
      unit,
    )

  test('prints figures by group, and the worst documents', async () => {
    const place = createPlace()
    place.write({'gold.jsonl.gz': gzipSync(jsonl(gold)), 'r.jsonl': jsonl(record)})
    const args = ['score', '--gold', '%/gold.jsonl.gz', '--record', '%/r.jsonl']
    const {code, stdout} = await place.untail([...args, '--by', 'lang', '--worst', '1'])
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      '%    documents  precision  recall     F1  body lost  damaged  exact',
      'ar           1     100.00   75.00  85.71       0.00     0.00   0.00',
      'en           1       0.00  100.00   0.00      50.00   100.00   0.00',
      'all          2      75.00   75.00  75.00      16.67    50.00   0.00',
      '',
      'recall: promo 75.00',
      '',
      'worst  language  body lost  noise left',
      'b            en          1           0',
      '',
    ])
    const confusion = await place.untail([...args, '--confusion'])
    expect(confusion.stdout).toContain('promo              1         3\n')
    const json = await place.untail([...args, '--json', '--by', 'lang', '--worst', '1'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      docs: 2,
      f1: 0.75,
      confusion: {promo: {kept: 1}},
      by: {ar: {docs: 1}, en: {docs: 1}},
      worst: [{id: 'b', lang: 'en', cutBody: 1, missed: 0}],
    })
  })

  test('by category: recall of what is marked, precision of what was taken out', async () => {
    const place = createPlace()
    const text = 'body promo share'
    const categories = [mark(5, 10, 'promo'), mark(11, 16, 'ui')]
    const removals = [mark(3, 10, 'promo'), mark(11, 14, 'promo')]
    place.write({
      'gold.jsonl': jsonl([{id: 'a', text, noise: categories}]),
      'r.jsonl': jsonl([{id: 'a', removals}]),
    })
    const args = ['score', '-g', '%/gold.jsonl', '-r', '%/r.jsonl', '--by', 'category']
    expect((await place.untail(args)).stdout.split('\n').slice(3)).toEqual([
      '%      characters  taken out  precision  recall  body lost',
      'promo           5          9      88.89  100.00      25.00',
      'ui              5          0              60.00       0.00',
      '',
    ])
    expect(JSON.parse((await place.untail([...args, '--json'])).stdout)).toMatchObject({
      by: {promo: {marked: 5, taken: 9, recall: 1}, ui: {precision: null, recall: 0.6}},
    })
  })

  test.each(units)('reads packed files and several, judgments of pages, and offsets in %s', async (unit) => {
    const place = createPlace()
    const text = 'م😀 body\nnoise 😀'
    const page = '<p>word</p><p title="x">noise</p>'
    const judged = {id: 'p', form: 'html', text: page, noise: [mark(11, 33, 'ui')], title: null}
    const unsure = {id: 'u', text: 'maybe', noise: [mark(0, 5, 'unsure')]}
    const lines = [
      lineOf('p', page, [{start: 11, end: 33}], unit),
      lineOf('x', 'another', [{start: 0, end: 7}], unit),
      lineOf('a', 'another text of this id', [], unit),
      lineOf('a', text, [{start: 9, end: 17}], unit),
      lineOf('u', 'maybe', [{start: 0, end: 5}], unit),
    ]
    place.write({
      'gold.jsonl.zst': await packBytes(Buffer.from(jsonl([{id: 'a', text, noise: [mark(9, 17, 'promo')]}])), 'zstd'),
      'judged.jsonl': jsonl([judged, unsure]),
      'r.jsonl.gz': gzipSync(jsonl(lines)),
    })
    const args = ['score', '-g', '%/gold.jsonl.zst', '-g', '%/judged.jsonl', '-r', '%/r.jsonl.gz', '--json']
    const {stdout, stderr} = await place.untail(args)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      docs: 3,
      missing: 0,
      exact: 1,
      confusion: {promo: {promo: 7}, ui: {promo: 5}},
    })
  })

  test('says how many documents the record does not know', async () => {
    const place = createPlace()
    place.write({'gold.jsonl': jsonl(gold), 'r.jsonl': jsonl(record.slice(1))})
    expect((await place.untail(['score', '-g', '%/gold.jsonl', '-r', '%/r.jsonl'])).stdout).toContain(
      '\nnot in the record, counted as if nothing had been taken out: 1 of 2 documents\n',
    )
  })

  test.each<[string, object, string]>([
    ['no id', {text: 'a', noise: []}, 'Unexpected nothing as "id", expected a name'],
    ['no marks', {id: 'c', text: 'a'}, 'Unexpected nothing as "noise", expected a list of marks'],
    [
      'another form',
      {id: 'c', form: 'pdf', text: 'a', noise: []},
      'Unexpected string as "form", expected "text" or "html"',
    ],
    [
      'a host that is none',
      {id: 'c', host: 5, text: 'a', noise: []},
      'Unexpected number as "host", expected a string or null',
    ],
    [
      'a category that is none',
      {id: 'c', text: 'a', noise: [mark(0, 1, 'advert')]},
      'Unexpected category "advert" of a mark, expected one of related, headlines, foreign, keywords, promo, ui, comments, legal, credit, unsure',
    ],
    [
      'a mark outside',
      {id: 'c', text: 'abc', noise: [mark(1, 4, 'ui')]},
      'Unexpected mark [1, 4), expected one inside the 3 code units of "text"',
    ],
    ['an id again', gold[0]!, 'Unexpected document "a" again, expected it once: it is in %/gold.jsonl:1 too'],
  ])('refuses a marked document with %s', async (_, document, message) => {
    const place = createPlace()
    place.write({'gold.jsonl': jsonl([...gold, document]), 'r.jsonl': jsonl(record)})
    const {code, stderr} = await place.untail(['score', '-g', '%/gold.jsonl', '-r', '%/r.jsonl'])
    expect({code, stderr}).toEqual({code: 2, stderr: `untail: %/gold.jsonl:3: ${message}\n`})
  })

  test('refuses files that are none, and a record of other texts', async () => {
    const place = createPlace()
    place.write({
      'gold.jsonl': jsonl(gold),
      'broken.jsonl': jsonl([{id: 'b', removals: 5}]),
      'far.jsonl': jsonl([{id: 'b', removals: [{start: 0, end: 9}]}]),
      'other.jsonl': jsonl([lineOf('b', 'cC', [{start: 0, end: 1}], 'utf-16')]),
    })
    const score = (file: string) => place.untail(['score', '-g', '%/gold.jsonl', '-r', file])
    expect(await score('%/broken.jsonl')).toMatchObject({
      code: 2,
      stderr: 'untail: %/broken.jsonl:1: Unexpected object, expected a line of a record\n',
    })
    expect(await score('%/none.jsonl')).toMatchObject({
      code: 2,
      stderr: 'untail: Cannot read the record "%/none.jsonl": ENOENT\n',
    })
    expect((await score('%/far.jsonl')).stderr).toContain('%/gold.jsonl:2: Unexpected removal [0, 9) of "b"')
    expect((await score('%/other.jsonl')).stderr).toBe(
      'untail: %/gold.jsonl:2: Unexpected text of "b", expected the source that the record is of (%/other.jsonl:1): its digest is another\n',
    )
  })
})
