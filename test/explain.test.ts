/** What `untail explain` shows, and what it never lets through. */
import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {explain, type Style} from '../src/explain.ts'
import type {ArticleRecord, Category, Form, Removal, Suspect} from '../src/model.ts'
import {recordOf} from '../src/record.ts'
import {loadRules, rulesDigest} from '../src/rules.ts'
import {widthOf, wrapped} from '../src/wrap.ts'
import {fakeClean} from './fake-clean.ts'
import {createPlace, type Cleaner} from './place.ts'

const plain: Style = {columns: 60, color: false, isolates: false}
const says = new Map([['fake', 'The line starts with NOISE.']])

/** A record that takes `[words]` out and doubts `{words}`, and its source without these signs. */
function marked(text: string, form: Form = 'text', category: Category = 'related') {
  let source = ''
  const [removals, suspects]: [Removal[], Suspect[]] = [[], []]
  for (const [part] of text.matchAll(/\[[^[\]]*\]|\{[^{}]*\}|[^[{]+/gu)) {
    const isMark = /^[[{]/u.test(part)
    const words = isMark ? part.slice(1, -1) : part
    const [start, end] = [source.length, source.length + words.length]
    const evidence = [{signal: 'fake', weight: 4.12, detail: 'NOISE'}]
    const mark = {start, end, category, confidence: 0.98, text: words, evidence}
    if (part.startsWith('[')) removals.push(mark)
    if (part.startsWith('{')) suspects.push({...mark, guard: 'never'})
    source += words
  }
  const record: ArticleRecord = {
    ...recordOf(
      {id: 'a/1', form, body: source},
      {status: 'cleaned', clean: '', removals, suspects},
      '0123456789abcdef',
    ),
  }
  return {source, record}
}

const shown = (text: string, style: Partial<Style> = {}, form?: Form): string[] => {
  const {source, record} = marked(text, form)
  return explain(source, record, says, {...plain, ...style}).split('\n')
}

describe('without colours', () => {
  test('signs tell what goes, what goes in part, and what is doubted, and the margin why', () => {
    expect(shown('One.\n[Read also: two\n]{Three} four.\r\n\n{Five}\nSix [seven] eight')).toEqual([
      'a/1',
      '',
      '  1 │ One.',
      '- 2 │ Read also: two',
      '    │ └ related 0.98',
      '    │     +4.1  fake  The line starts with NOISE. «NOISE»',
      '? 3 │ [?Three?] four.',
      '    │ └ related 0.98 · doubted, but kept: never',
      '    │     +4.1  fake  «NOISE»',
      '  4 │',
      '? 5 │ Five',
      '    │ └ related 0.98 · doubted, but kept: never',
      '    │     +4.1  fake  «NOISE»',
      '~ 6 │ Six [-seven-] eight',
      '    │ └ related 0.98',
      '    │     +4.1  fake  «NOISE»',
      '',
      '2 removals, 20 of 54 characters: related 20. 2 suspects. Rules 0123456789ab.',
      '',
    ])
  })

  test('a removal over several lines has its reasons behind the last', () => {
    const lines = shown('One.\n[\nTwo\nThree\n\n]Four.')
    expect(lines.slice(2, 9)).toEqual([
      '  1 │ One.',
      '- 2 │',
      '- 3 │ Two',
      '- 4 │ Three',
      '    │ └ related 0.98',
      '    │     +4.1  fake  The line starts with NOISE. «NOISE»',
      '- 5 │',
    ])
  })

  test('an article that loses nothing, and one that was refused', () => {
    expect(shown('One.').slice(2)).toEqual(['  1 │ One.', '', 'Nothing goes. 0 suspects. Rules 0123456789ab.', ''])
    const {source, record} = marked('One.')
    const refused: ArticleRecord = {...record, status: 'refused', reason: 'Unexpected doubt'}
    expect(explain(source, refused, says, plain)).toContain('\nrefused: Unexpected doubt\n')
  })
})

test('with colours what goes is struck through, and what is doubted underlined, in the colour of the category', () => {
  const text = shown('One [two] {three}', {color: true}).join('\n')
  expect(text).toContain('One \u001B[9;31mtwo\u001B[0m \u001B[4;31mthree\u001B[0m')
  const {source, record} = marked('[two]', 'text', 'legal')
  expect(explain(source, record, says, {...plain, color: true})).toContain('\u001B[9;96mtwo\u001B[0m')
})

test('of a page stands what is read, by lines of its source', () => {
  const page = '<p>One <b>and</b> two</p>\n<script>x</script>\n[<p>Read <i>also</i></p>]\n<ul><li>{Three}</ul>'
  expect(shown(page, {}, 'html').filter((line) => /^[-~? ] \d/u.test(line))).toEqual([
    '  1 │ One and two',
    '- 3 │ Read also',
    '? 4 │ Three',
  ])
})

describe('a hostile article', () => {
  const hostile = '\u001Bc\u009B31m\u0007\u007F\t\u202Eabc\u2066\u2028\uD800[\u001B)0;x\u0007]'

  test('gives the terminal no orders', () => {
    for (const form of ['text', 'html'] as const) {
      const text = shown(hostile, {isolates: true}, form).join('')
      expect(text).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u202a-\u202e]/u)
      expect(text).toContain('␛c<U+009B>31m␇␡')
      expect(text).toContain('<U+202E>abc<U+2066>')
    }
  })

  test('and nor do the words of a record', () => {
    const {source, record} = marked('[x]')
    const evil = '\u001B[2J\r\n'
    const removals = record.removals.map((one) => ({
      ...one,
      category: evil as Category,
      evidence: [{signal: evil, weight: 1, detail: evil}],
    }))
    const suspects = [{...removals[0]!, start: 1, end: 1, text: '', guard: evil}]
    const text = explain(source, {...record, id: evil, rules: evil, removals, suspects}, says, plain)
    const lines = text.split('\n')
    expect(lines.join('')).not.toMatch(/\p{Cc}/u)
    expect(lines.filter((line) => line.includes('␛[2J␍␊')).length).toBeGreaterThan(4)
  })
})

describe('from right to left', () => {
  test('a line is kept apart from its margin, in the direction that it starts in', () => {
    expect(shown('قال: «نعم».\nHe said نعم.\nNo.', {isolates: true}).slice(2, 5)).toEqual([
      '  1 │ \u2067قال: «نعم».\u2069',
      '  2 │ \u2066He said نعم.\u2069',
      '  3 │ No.',
    ])
  })

  test('rows of a line that was wrapped keep its direction', () => {
    const rows = shown('قال Reuters Reuters Reuters إن', {isolates: true, columns: 26}).slice(2, 4)
    expect(rows).toEqual(['  1 │ \u2067قال Reuters Reuters\u2069', '    │ \u2067Reuters إن\u2069'])
  })

  test('no line of the article holds words on it', () => {
    const lines = shown('[اقرأ أيضا: خبر]', {isolates: true})
    expect(lines.filter((line) => /\p{Script=Arabic}/u.test(line) && /[a-z]/u.test(line))).toEqual([])
  })

  test('nothing is set apart where it is not asked for', () => {
    expect(shown('[قال]').join('')).not.toMatch(/[\u2066-\u2069]/u)
  })
})

describe('lines are wrapped', () => {
  const rowsOf = (text: string, width: number) =>
    wrapped([{text}], width).map((row) => row.map((one) => one.text).join(''))

  test('at spaces, which are left out there', () => {
    expect(rowsOf('one two  three', 8)).toEqual(['one two', 'three'])
    expect(rowsOf('', 8)).toEqual([''])
    expect(rowsOf('  one', 8)).toEqual(['  one'])
  })

  test('within words that are wider', () => {
    expect(rowsOf('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
    expect(rowsOf('日本語です', 5)).toEqual(['日本', '語で', 'す'])
    expect(rowsOf('日', 1)).toEqual(['日'])
  })

  test('by the cells of letters', () => {
    expect(widthOf('مُدُن')).toBe(3) // marks above letters take none
    expect(widthOf('日本ｶﾅ')).toBe(6)
    expect(widthOf('e\u0301\u200Dé')).toBe(2)
    expect(widthOf('한글😀')).toBe(6)
    expect(rowsOf('مُدُنُ مُدُنُ', 7)).toHaveLength(1)
  })

  test('over parts of a line', () => {
    const rows = wrapped(
      [
        {text: 'one tw', is: 1},
        {text: 'o three', is: 2},
      ],
      7,
    )
    expect(rows).toEqual([
      [
        {text: 'one tw', is: 1},
        {text: 'o', is: 2},
      ],
      [{text: 'three', is: 2}],
    ])
  })

  test('to the width of the terminal', () => {
    const wide = 'word '.repeat(60)
    const lines = shown(`${wide}\n[${wide}]`, {columns: 60})
    expect(Math.max(...lines.slice(0, -2).map(widthOf))).toBeLessThanOrEqual(60)
    expect(Math.max(...lines.slice(0, -2).map(widthOf))).toBeGreaterThan(50)
  })
})

describe('untail explain', () => {
  const article = 'word\nNOISE read also\nword\n'
  const row = (id: string, text: string) => `${JSON.stringify({id, text})}\n`

  test.each([
    ['a text', 'a.txt', article],
    ['a packed text', 'a.txt.gz', gzipSync(article)],
    ['a row that is alone', 'a.jsonl', row('a/1', article)],
    ['a page', 'a.html', '<p>word</p>\n<p>NOISE read also</p>\n'],
  ])('shows %s', async (_, name, content) => {
    const place = createPlace()
    place.write({[name]: content})
    const {code, stdout, stderr} = await place.untail(['explain', `%/${name}`])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(stdout).toContain(
      '- 2 │ NOISE read also\n    │ └ related 1\n    │     +1.0  fake  The line starts with NOISE.\n',
    )
    expect(place.list()).toEqual([name])
  })

  test('finds an article by its id, in rows on stdin and in folders', async () => {
    const place = createPlace()
    place.write({'in/x/a.txt': 'one\n', 'in/rows.jsonl': row('1', 'two\n') + row('2', 'three\n')})
    const rows = [`\n{"id":7,"text":"seven"}\n${row('8', 'eight')}`.slice(1)]
    expect((await place.untail(['explain', '-', '--id', '8'], rows)).stdout).toContain('1 │ eight')
    expect((await place.untail(['explain', '-', '--id', '7'], rows)).stdout).toContain('1 │ seven')
    const unnamed = await place.untail(
      ['explain', '-', '--id', 'stdin.jsonl:2', '--json'],
      ['{"text":"x"}\n{"text":"y"}'],
    )
    expect(JSON.parse(unnamed.stdout)).toMatchObject({id: 'stdin.jsonl:2', source: {length: 1}})
    expect((await place.untail(['explain', '%/in', '--id', 'x/a.txt'])).stdout).toContain('1 │ one')
    expect((await place.untail(['explain', '%/in', '--id', '2'])).stdout).toContain('1 │ three')
  })

  test.each([
    [['%/rows.jsonl'], 'Unexpected number of articles in "%/rows.jsonl", expected --id with one of "1", "2", "3", …'],
    [['%/rows.jsonl', '--id', '9'], 'No article "9" in "%/rows.jsonl"'],
    [['%/rows.jsonl', '%/a.txt', '--id', '9'], 'No article "9" in 2 files'],
    [['%/cut.jsonl.gz', '--id', '9'], '%/cut.jsonl.gz: Unexpected end'],
    [['%/no.txt'], 'No such file or folder: "%/no.txt"'],
    [['-', '--learn'], 'Unexpected --learn with "-"'],
    [['%/a.txt', '--level', 'bold'], 'Allowed choices are careful, balanced, thorough.'],
    [['%/a.txt', '--record', '%/none.jsonl'], 'Cannot read the record "%/none.jsonl": ENOENT'],
    [['%/a.txt', '--record', '%/r.jsonl'], '%/a.txt: Nothing on "a.txt" in the record "%/r.jsonl"'],
  ])('%j is a usage error', async (args, message) => {
    const place = createPlace()
    const rows = ['1', '2', '3', '4', '5'].map((id) => row(id, 'x')).join('')
    place.write({'rows.jsonl': rows, 'a.txt': 'a', 'cut.jsonl.gz': gzipSync(rows).subarray(0, 20), 'r.jsonl': ''})
    const {code, stdout, stderr} = await place.untail(['explain', ...args])
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    expect(stderr).toMatch(/^untail: [^\n]*\n$/u)
    expect(stderr).toContain(message)
  })

  test('an article that fails says why', async () => {
    const place = createPlace()
    place.write({'a.txt': new Uint8Array([0xff]), 'b.jsonl': '{"id":"b","text":1}\n', 'c.html': '<p>DEEP</p>'})
    for (const [name, at] of [
      ['a.txt', 'a.txt'],
      ['b.jsonl', 'b.jsonl:1'],
      ['c.html', 'c.html'],
    ] as const) {
      const {code, stdout, stderr} = await place.untail(['explain', `%/${name}`])
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toMatch(new RegExp(`^untail: %/${at}: Unexpected `))
    }
  })

  test('goes by the settings of a run', async () => {
    const place = createPlace()
    place.write({'a.jsonl': '{"id":"1","body":"x"}\n', 'untail.config.json': '{"level":"balanced"}'})
    const args = ['explain', '%/a.jsonl', '--text-field', 'body', '--keep', 'ui']
    expect((await place.untail(args)).options).toEqual({level: 'balanced', policy: {ui: 'keep'}, sites: {}})
    expect((await place.untail([...args, '--level', 'thorough'])).options).toMatchObject({level: 'thorough'})
  })

  test('colours are for terminals, and where they are asked for', async () => {
    const place = createPlace()
    place.write({'a.txt': article})
    const isColored = async (flags: string[], env = {}, isTTY = false) =>
      (await place.untail(['explain', '%/a.txt', ...flags], [], undefined, {env, isTTY})).stdout.includes(
        '\u001B[9;31m',
      )
    expect(await isColored([])).toBe(false)
    expect(await isColored(['--color'])).toBe(true)
    expect(await isColored([], {}, true)).toBe(true)
    expect(await isColored(['--no-color'], {FORCE_COLOR: '1'}, true)).toBe(false)
    expect(await isColored([], {NO_COLOR: '1'}, true)).toBe(false)
    expect(await isColored([], {NO_COLOR: ''}, true)).toBe(true)
    expect(await isColored([], {TERM: 'dumb'}, true)).toBe(false)
    expect(await isColored([], {FORCE_COLOR: '1'})).toBe(true)
    expect(await isColored([], {FORCE_COLOR: '0'}, true)).toBe(false)
    expect(await isColored(['--color'], {NO_COLOR: '1'})).toBe(true)
  })

  test('--json is the line of the record with places and sentences', async () => {
    const place = createPlace()
    place.write({'a.txt': 'x\u009B\n\nNOISE \u{1F600}\n'})
    const {stdout} = await place.untail(['explain', '%/a.txt', '--json'])
    expect(stdout).not.toContain('\u009B')
    const {removals, says: said, id, source} = JSON.parse(stdout) as ArticleRecord & {says: object}
    expect({id, said, length: source!.length}).toEqual({
      id: 'a.txt',
      said: {fake: 'The line starts with NOISE.'},
      length: 13,
    })
    expect(removals).toMatchObject([{start: 4, end: 13, line: 3, column: 1, endLine: 3, endColumn: 9}])
  })
})

describe('untail explain --record', () => {
  const body = '\u{1F600} word\nNOISE \u0627 read also\nword\n'

  test.each(['utf-16', 'code-point', 'byte'])('shows what a run did, which counted in %s', async (unit) => {
    const place = createPlace()
    place.write({'in/a.txt': body, 'in/b/c.jsonl': `${JSON.stringify({id: '1', text: body})}\n`})
    await place.untail(['clean', '%/in', '--out', '%/out', '--offsets', unit])
    const never: Cleaner = () => ({clean: () => expect.unreachable(), digest: ''})
    const explained = async (...args: string[]) => {
      const {code, stdout, stderr} = await place.untail(
        ['explain', ...args, '--record', '%/out/record.jsonl'],
        [],
        never,
      )
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      return stdout
    }
    const fromSource = await explained('%/in/a.txt')
    expect(fromSource).toContain('- 2 │ NOISE \u0627 read also\n')
    expect(await explained('%/out/a.txt')).toBe(fromSource) // what came of it leads back to it
    expect(await explained('%/in/b/c.jsonl')).toBe(fromSource.replace('a.txt', '1'))
    place.write({'elsewhere/x.txt': body})
    expect(await explained('%/elsewhere/x.txt')).toBe(fromSource) // the digest tells
    const json = JSON.parse(await explained('%/in/a.txt', '--json')) as ArticleRecord
    expect(json.offsets).toBe('utf-16')
    expect(json.removals).toMatchObject([{start: 8, end: 26, line: 2}])
  })

  test('an article that was edited since, and one that failed then', async () => {
    const place = createPlace()
    place.write({'in/a.txt': body, 'in/b.txt': new Uint8Array([0xff])})
    await place.untail(['clean', '%/in', '--out', '%/out'])
    place.write({'in/a.txt': `${body}more`})
    const edited = await place.untail(['explain', '%/in/a.txt', '--record', '%/out/record.jsonl'])
    expect(edited).toMatchObject({code: 2, stdout: ''})
    expect(edited.stderr).toBe(
      'untail: %/in/a.txt: Unexpected text of "a.txt", expected the source or the clean text of the record "%/out/record.jsonl": it was edited since\n',
    )
    const failed = await place.untail(['explain', '%/in/b.txt', '--record', '%/out/record.jsonl'])
    expect(failed).toMatchObject({code: 1, stdout: ''})
    expect(failed.stderr).toContain('untail: %/in/b.txt: Unexpected byte 0xFF')
  })

  test('a record whose removals are of another text is refused', async () => {
    const place = createPlace()
    place.write({'a.txt': body})
    const record = recordOf({id: 'a.txt', form: 'text', body}, fakeClean({id: 'a.txt', form: 'text', body}), 'rules')
    const removals = record.removals.map((one) => ({...one, start: one.start + 1, end: one.end + 1}))
    place.write({'r.jsonl': `${JSON.stringify({...record, removals})}\n`})
    const {code, stderr} = await place.untail(['explain', '%/a.txt', '--record', '%/r.jsonl'])
    expect(code).toBe(2)
    expect(stderr).toContain('untail: %/r.jsonl: "a.txt": Unexpected removal')
  })
})

test('with the rules of the package every signal that is named is put in words', async () => {
  const rules = loadRules()
  const cleaner: Cleaner = (options) => ({clean: createClean(rules, options), digest: rulesDigest(rules, options)})
  const place = createPlace()
  const text =
    'The tram opens on Saturday, the city said, after two years of works.\nRead also: Ten trams that never ran\n'
  place.write({'a.txt': text})
  const {code, stdout} = await place.untail(['explain', '%/a.txt'], [], cleaner)
  expect(code).toBe(0)
  expect(stdout).toContain('- 2 │ Read also: Ten trams that never ran\n    │ └ related 0.9')
  expect(stdout).toMatch(/\+\d\.\d {2}opens-related/u)
})
