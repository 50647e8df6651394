/** A record and its sources → the data of a review page. */
import {gunzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import type {ArticleData, Index} from '../../src/review/data.ts'
import {createPlace} from '../place.ts'

const noisy = 'Title\nNOISE read also\nThe tram opens.\nNOISE follow us\n'

/** What a page holds, unpacked. */
function dataIn(page: string): {index: Index; articles: ArticleData[]} {
  const blocks = [...page.matchAll(/<script type="application\/gzip" class="(\w+)">([A-Za-z0-9+/=]*)<\/script>/gu)].map(
    ([, kind, data]) => ({kind, value: JSON.parse(gunzipSync(Buffer.from(data!, 'base64')).toString()) as unknown}),
  )
  const of = (kind: string) => blocks.filter((block) => block.kind === kind).map(({value}) => value)
  return {index: of('index')[0] as Index, articles: (of('chunk') as ArticleData[][]).flat()}
}

const textsOf = ({body, marks}: ArticleData): (string | undefined)[] =>
  marks.map(({start, end, text}) => body?.slice(start, end) ?? text)

const rows = (list: readonly object[]): string => list.map((row) => `${JSON.stringify(row)}\n`).join('')

test('holds the articles that lost something in whole, and totals over all', async () => {
  const {write, read, untail} = createPlace()
  write({'in/a.txt': noisy, 'in/b.txt': 'All is well.\n', 'in/c.html': '<p>One</p>\n<p>NOISE two</p>\n'})
  await untail(['clean', '%/in', '--out', '%/out'])
  const made = await untail(['review', '--record', '%/out/record.jsonl', '--source', '%/in', '--out', '%/page.html'])
  expect(made).toMatchObject({code: 0, stderr: '3 articles, 2 to look at\n'})
  const {index, articles} = dataIn(read('page.html'))
  expect(index).toMatchObject({
    name: 'record.jsonl',
    shown: 2,
    totals: {articles: 3, statuses: {clean: 1, cleaned: 2, refused: 0, failed: 0}, sites: []},
    says: {},
  })
  expect(index.totals.removed).toEqual({related: 33, promo: 16})
  expect(index.totals.confidence.at(-1)).toBe(49)
  expect(index.articles.map(({id}) => id)).toEqual(['a.txt', 'c.html'])
  expect(articles[0]!.body).toBe(noisy)
  expect(articles.map(textsOf)).toEqual([['NOISE read also\n', 'NOISE follow us\n'], ['<p>NOISE two</p>\n']])
  expect(articles[1]!.shown!.map(({text}) => text)).toEqual(['One', 'NOISE two'])
})

test('without sources it shows what went', async () => {
  const {write, read, untail} = createPlace()
  write({'in/a.txt': noisy})
  await untail(['clean', '%/in', '--out', '%/out'])
  await untail(['review', '--record', '%/out/record.jsonl', '--out', '%/page.html'])
  const [article] = dataIn(read('page.html')).articles
  expect(article).not.toHaveProperty('body')
  expect(textsOf(article!)).toEqual(['NOISE read also\n', 'NOISE follow us\n'])
})

test('what was written leads back to the source; what was edited since is named', async () => {
  const {write, read, untail} = createPlace()
  const source = rows([
    {id: '1', text: noisy},
    {id: '2', text: `NOISE \u{1F600}\n${noisy}`},
  ])
  write({'in.jsonl': source})
  await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '--offsets', 'byte'])
  const review = ['review', '--record', '%/out.record.jsonl', '--source', '%/out.jsonl', '--out', '%/page.html']
  expect((await untail(review)).code).toBe(0)
  expect(dataIn(read('page.html')).articles.map(({body}) => body)).toEqual([noisy, `NOISE \u{1F600}\n${noisy}`])

  write({'out.jsonl': read('out.jsonl').replace('tram', 'train')})
  const edited = await untail(review)
  expect(edited).toMatchObject({code: 1})
  expect(edited.stderr).toContain('%/out.jsonl:1: Unexpected text of "1", expected the source that the record is of')
  const {articles} = dataIn(read('page.html'))
  expect(articles.map(({body}) => body)).toEqual([undefined, `NOISE \u{1F600}\n${noisy}`])
})

test('offsets of any unit become code units', async () => {
  const {write, read, untail} = createPlace()
  write({'in.jsonl': rows([{id: '1', text: `اقرأ \u{1F600}\nNOISE أيضاً\nثم\nNOISE follow\n`}])})
  for (const unit of ['utf-16', 'code-point', 'byte']) {
    await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl', '--offsets', unit])
    await untail(['review', '--record', '%/out.record.jsonl', '-s', '%/in.jsonl', '--out', '%/page.html'])
    expect(dataIn(read('page.html')).articles.map(textsOf)).toEqual([['NOISE أيضاً\n', 'NOISE follow\n']])
  }
})

test('names the sites that lose most, and tells articles of one name by their texts', async () => {
  const {write, read, untail} = createPlace()
  write({
    'in.jsonl': rows([
      {id: '1', text: noisy, host: 'b.example', title: 'The tram'},
      {id: '1', text: `${noisy}${noisy}`, url: 'https://www.a.example/x'},
      {id: '2', text: 'All is well.', host: 'b.example'},
      {id: '3', text: 'REFUSE this'},
      {id: '4', html: '<p>DEEP'},
    ]),
  })
  await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
  await untail(['review', '--record', '%/out.record.jsonl', '--source', '%/in.jsonl', '--out', '%/page.html'])
  const {index, articles} = dataIn(read('page.html'))
  expect(index.articles.map(({site, status}) => [site, status])).toEqual([
    ['b.example', 'cleaned'],
    ['a.example', 'cleaned'],
    ['', 'refused'],
    ['', 'failed'],
  ])
  expect(index.articles[0]!.title).toBe('The tram')
  expect(articles.map(({body, reason}) => reason ?? body?.length)).toEqual([
    noisy.length,
    2 * noisy.length,
    'Unexpected doubt',
    'Unexpected depth',
  ])
  expect(index.totals.sites).toEqual([
    {site: 'a.example', articles: 1, characters: 2 * noisy.length, removed: 64},
    {site: 'b.example', articles: 2, characters: noisy.length + 12, removed: 32},
  ])
})

test('of more articles than fit it holds some from all over the record', async () => {
  const {write, read, untail} = createPlace()
  write({'in.jsonl': rows(Array.from({length: 300}, (_, id) => ({id, text: `${id}\n${noisy}`})))})
  await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
  const args = ['review', '--record', '%/out.record.jsonl', '--source', '%/in.jsonl', '--out', '%/page.html']
  expect((await untail([...args, '--limit', '60'])).stderr).toBe('300 articles, 60 of 300 to look at\n')
  const {index, articles} = dataIn(read('page.html'))
  expect(index).toMatchObject({shown: 300, chunk: 50})
  expect(index.articles.map(({id}) => Number(id))).toEqual(Array.from({length: 60}, (_, at) => 5 * at + 4))
  expect(articles.map(({body}) => body?.split('\n')[0])).toEqual(index.articles.map(({id}) => id))
})

test('nothing that an article says gets out of its block', async () => {
  const {write, read, untail} = createPlace()
  const hostile = '</script><script>alert(1)</script><!--\u2028\uD800'
  write({'in.jsonl': rows([{id: hostile, text: `NOISE ${hostile}\n${hostile}`, host: hostile, title: hostile}])})
  await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
  await untail(['review', '--record', '%/out.record.jsonl', '--source', '%/in.jsonl', '--out', '%/page.html'])
  const page = read('page.html')
  expect(page).not.toContain('alert')
  expect(page.match(/<script/gu)).toHaveLength(2)
  expect(dataIn(page).articles[0]!.body).toContain(hostile)
})

test('refuses to take the place of what it reads', async () => {
  const {write, read, untail} = createPlace()
  write({'in/a.txt': noisy})
  await untail(['clean', '%/in', '--out', '%/out'])
  const record = read('out/record.jsonl')
  const made = await untail(['review', '--record', '%/out/record.jsonl', '--out', '%/out/record.jsonl'])
  expect(made.code).toBe(2)
  expect(read('out/record.jsonl')).toBe(record)
  write({
    'half.jsonl':
      '{"id":"a","status":"cleaned","offsets":"utf-16","rules":"","removals":[{"start":1}],"suspects":[]}\n',
  })
  const half = await untail(['review', '--record', '%/half.jsonl', '--out', '%/page.html'])
  expect(half.stderr).toBe('untail: %/half.jsonl:1: Unexpected object, expected a line of a record\n')
  const broken = await untail(['review', '--record', '%/in/a.txt', '--out', '%/page.html'])
  expect(broken).toMatchObject({code: 2, stderr: expect.stringContaining('%/in/a.txt:1: Unexpected') as string})
})

test('what failed when it was cleaned is no failure of the page, what is unreadable since is', async () => {
  const {write, read, untail} = createPlace()
  const source = `${rows([{id: '1', text: noisy}])}no row\n`
  write({'in.jsonl': source})
  await untail(['clean', '%/in.jsonl', '--out', '%/out.jsonl'])
  const review = ['review', '--record', '%/out.record.jsonl', '--source', '%/in.jsonl', '--out', '%/page.html']
  expect(await untail(review)).toMatchObject({code: 0, stderr: '2 articles, 2 to look at\n'})
  expect(dataIn(read('page.html')).index.totals.statuses.failed).toBe(1)
  write({'in.jsonl': `${source}[]\n`})
  const since = await untail(review)
  expect(since.code).toBe(1)
  expect(since.stderr).toContain('%/in.jsonl:3: Unexpected array')
})
