import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
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
  test('prints figures by group, and the worst documents', async () => {
    const place = createPlace()
    place.write({'gold.jsonl.gz': gzipSync(jsonl(gold)), 'r.jsonl': jsonl(record)})
    const args = ['score', '--gold', '%/gold.jsonl.gz', '--record', '%/r.jsonl']
    const {code, stdout} = await place.untail([...args, '--by', 'lang', '--worst', '1'])
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'ar             docs    1  P 100.00  R  75.00  F1  85.71  body lost   0.00  damaged   0.00  exact   0.00',
      'en             docs    1  P   0.00  R 100.00  F1   0.00  body lost  50.00  damaged 100.00  exact   0.00',
      'all            docs    2  P  75.00  R  75.00  F1  75.00  body lost  16.67  damaged  50.00  exact   0.00',
      'recall: promo 75.00',
      '{"id":"b","lang":"en","cutBody":1,"missed":0}',
      '',
    ])
    const confusion = await place.untail([...args, '--confusion'])
    expect(confusion.stdout).toContain('promo              1         3\n')
    const json = await place.untail([...args, '--json', '--by', 'category'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      docs: 2,
      f1: 0.75,
      confusion: {promo: {kept: 1}},
      by: {promo: {docs: 1}, '': {docs: 1}},
    })
  })

  test('refuses files that are none', async () => {
    const place = createPlace()
    place.write({
      'gold.jsonl': jsonl(gold),
      'r.jsonl': `${jsonl(record)}{"id":5}\n`,
      'far.jsonl': jsonl([{id: 'b', removals: [{start: 0, end: 9}]}]),
    })
    const score = (file: string) => place.untail(['score', '-g', '%/gold.jsonl', '-r', file])
    expect(await score('%/r.jsonl')).toMatchObject({
      code: 2,
      stderr: 'untail: %/r.jsonl:3: Unexpected line, expected a line of a record with UTF-16 offsets\n',
    })
    expect(await score('%/none.jsonl')).toMatchObject({code: 2, stderr: 'untail: Cannot read "%/none.jsonl": ENOENT\n'})
    expect((await score('%/far.jsonl')).stderr).toContain('Unexpected removal [0, 9) of "b"')
  })
})
