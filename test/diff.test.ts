/** Two records of one corpus: what only one of them takes out, by characters. */
import {gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {addPair, noDifference, pairsOf, type Pair} from '../src/diff.ts'
import type {ArticleRecord, Category, Outcome, Removal} from '../src/model.ts'
import {units} from '../src/offsets.ts'
import {recordOf} from '../src/record.ts'
import {createPlace} from './place.ts'

const removal = (body: string, start: number, end: number, category: Category = 'ui'): Removal => ({
  start,
  end,
  category,
  confidence: 0.9,
  text: body.slice(start, end),
  evidence: [],
})

function lineOf(
  id: string,
  body: string,
  removals: readonly Removal[] = [],
  unit = units[0] as (typeof units)[number],
) {
  const outcome: Outcome = {status: removals.length > 0 ? 'cleaned' : 'clean', clean: body, removals, suspects: []}
  return recordOf({id, form: 'text', body}, outcome, 'rules', unit)
}

function compared(...pairs: Pair[]) {
  const difference = noDifference()
  for (const pair of pairs) addPair(difference, pair, 3)
  return difference
}

const body = 'a bridge\nshare this\nread also'

describe('an article', () => {
  test('is the same however its stretches are cut up', () => {
    const whole = lineOf('x', body, [removal(body, 8, 19)])
    const parts = lineOf('x', body, [removal(body, 8, 12), removal(body, 12, 19)])
    expect(compared([whole, parts])).toMatchObject({
      articles: {same: 1, changed: 0},
      characters: {both: 11, onlyA: 0, onlyB: 0, renamed: 0},
      worst: [],
    })
  })

  test('differs by what one takes out, by category, and by status', () => {
    const a = lineOf('x', body, [removal(body, 8, 19), removal(body, 20, 24, 'related')])
    const b = lineOf('x', body, [removal(body, 15, 19), removal(body, 19, 29, 'promo')])
    const refused: ArticleRecord = {...lineOf('y', body), status: 'refused'}
    const difference = compared([a, b], [lineOf('y', body), refused])
    expect(difference).toMatchObject({
      articles: {same: 0, changed: 2},
      characters: {both: 8, onlyA: 7, onlyB: 6, renamed: 4},
      categories: {
        ui: {a: 11, b: 4, onlyA: 7, onlyB: 0},
        related: {a: 4, b: 0, onlyA: 0, onlyB: 0},
        promo: {a: 0, b: 10, onlyA: 0, onlyB: 6},
      },
    })
    const [first, second] = difference.worst
    expect(first!.stretches.map(({text, a: inA, b: inB}) => [text, inA?.category, inB?.category])).toEqual([
      ['\nshare ', 'ui', undefined],
      ['\n', undefined, 'promo'],
      ['read', 'related', 'promo'],
      [' also', undefined, 'promo'],
    ])
    expect(second).toEqual({id: 'y', status: {a: 'clean', b: 'refused'}, onlyA: 0, onlyB: 0, renamed: 0, stretches: []})
  })

  test('of another source is named and not compared; one without a partner is counted', () => {
    const difference = compared(
      [lineOf('x', body), lineOf('x', `${body}!`)],
      [lineOf('y', body)],
      [undefined, lineOf('z', body)],
    )
    expect(difference).toMatchObject({
      articles: {same: 0, changed: 0, onlyA: 1, onlyB: 1, otherSource: 1},
      otherSource: ['x'],
    })
  })

  test.each(units)('is compared as sets of characters, in %s', (unit) => {
    const pieces = fc.array(fc.constantFrom('a', 'م', '😀', '\n', '—'), {minLength: 1, maxLength: 30})
    const marks = fc.array(fc.constantFrom<Category | undefined>('ui', 'promo', undefined), {
      minLength: 30,
      maxLength: 30,
    })
    /** One removal for each run of pieces with one category. */
    const removalsOf = (text: readonly string[], marked: readonly (Category | undefined)[]): Removal[] => {
      const source = text.join('')
      const found: Removal[] = []
      let at = 0
      for (const [index, piece] of text.entries()) {
        const category = marked[index]
        const end = at + piece.length
        const last = found.at(-1)
        if (category && last?.end === at && last.category === category)
          found[found.length - 1] = removal(source, last.start, end, category)
        else if (category) found.push(removal(source, at, end, category))
        at = end
      }
      return found
    }
    fc.assert(
      fc.property(pieces, marks, marks, (text, inA, inB) => {
        const line = (marked: readonly (Category | undefined)[]) =>
          lineOf('x', text.join(''), removalsOf(text, marked), unit)
        const {characters, worst, articles} = compared([line(inA), line(inB)])
        const size = (is: (a: Category | undefined, b: Category | undefined) => unknown): number =>
          text.reduce((sum, piece, index) => sum + (is(inA[index], inB[index]) ? piece.length : 0), 0)
        expect(characters).toEqual({
          both: size((a, b) => a && b),
          onlyA: size((a, b) => a && !b),
          onlyB: size((a, b) => b && !a),
          renamed: size((a, b) => a && b && a !== b),
        })
        const changed = text.filter((_, index) => inA[index] !== inB[index]).join('')
        const [change] = worst
        expect(change?.stretches.map((stretch) => stretch.text).join('') ?? '').toBe(changed)
        expect(articles.changed).toBe(change ? 1 : 0)
      }),
    )
  })

  test('is refused where the lines are not to be compared', () => {
    const a = lineOf('x', body, [removal(body, 8, 19)])
    expect(() => compared([a, lineOf('x', body, [], 'byte')])).toThrow(
      'Unexpected offsets of "x" in byte, expected utf-16',
    )
    const wrong = {...a, removals: [{...a.removals[0]!, text: 'short'}]}
    expect(() => compared([a, wrong])).toThrow('Unexpected removal [8, 19) of "x"')
  })
})

test('lines find each other in any order, those of one id in turn', async () => {
  async function* lines(names: readonly string[]) {
    for (const name of names) yield {...lineOf(name[0]!, name)}
  }
  const pairs: string[] = []
  for await (const [a, b] of pairsOf(lines(['x1', 'y1', 'x2', 'z1', 'v']), lines(['y2', 'z2', 'x3', 'x4', 'w'])))
    pairs.push(`${a?.id ?? '-'}${b?.id ?? '-'}${a?.source?.sha256 === lineOf('x', 'x1').source?.sha256 ? '!' : ''}`)
  expect(pairs.toSorted()).toEqual(['-w', 'v-', 'xx', 'xx!', 'yy', 'zz'])
})

describe('the command', () => {
  const jsonl = (lines: readonly ArticleRecord[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const write = () => {
    const place = createPlace()
    const a = [lineOf('x', body, [removal(body, 8, 19)]), lineOf('y', body), lineOf('old', body)]
    const b = [
      lineOf('y', body, [removal(body, 19, 29, 'related')]),
      lineOf('x', body, [removal(body, 8, 19, 'promo')]),
    ]
    place.write({
      'a.jsonl': jsonl(a),
      'b.jsonl.gz': gzipSync(jsonl(b)),
      'bytes.jsonl': jsonl([lineOf('x', body, [], 'byte')]),
    })
    return place
  }

  test('shows what differs, worst first', async () => {
    const {code, stdout} = await write().untail(['diff', '%/a.jsonl', '%/b.jsonl.gz'])
    expect(code).toBe(1)
    expect(stdout.split('\n').slice(2)).toEqual([
      '',
      'articles: 0 the same, 2 changed, 1 only in A, 0 only in B',
      'taken out by both: 11 characters, 11 of them under another category',
      '',
      'characters   A   B  only A  only B',
      'related      0  10       0      10',
      'promo        0  11       0       0',
      'ui          11   0       0       0',
      'all         11  21       0      10',
      '',
      'y  -0 +10, clean → cleaned',
      '+ related 0.9 "read also"',
      '',
      'x  -0 +0',
      '~ ui 0.9 → promo 0.9 "share this"',
      '',
    ])
  })

  test('as JSON, as an exit code alone, and of one record twice', async () => {
    const place = write()
    const json = await place.untail(['diff', '%/a.jsonl', '%/b.jsonl.gz', '--json', '--worst', '1'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      rules: {a: ['rules'], b: ['rules']},
      articles: {changed: 2},
      worst: [
        {id: 'y', stretches: [{start: 19, end: 29, text: '\nread also', b: {category: 'related', confidence: 0.9}}]},
      ],
    })
    expect(await place.untail(['diff', '%/a.jsonl', '%/b.jsonl.gz', '-q'])).toMatchObject({code: 1, stdout: ''})
    expect(await place.untail(['diff', '%/a.jsonl', '%/a.jsonl', '-q'])).toMatchObject({code: 0, stdout: ''})
  })

  test('refuses what is no record, and records in two units', async () => {
    const place = write()
    expect(await place.untail(['diff', '%/a.jsonl', '%/none.jsonl'])).toMatchObject({
      code: 2,
      stderr: 'untail: Cannot read the record "%/none.jsonl": ENOENT\n',
    })
    expect((await place.untail(['diff', '%/a.jsonl', '%/bytes.jsonl'])).stderr).toBe(
      'untail: Unexpected offsets of "x" in byte, expected utf-16 as in the other record\n',
    )
  })
})
