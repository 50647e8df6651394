/** Shards of a corpus, and what is made of them: the bytes that one run over all of it writes. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {linesBefore, rowStart} from '../src/io/parts.ts'
import {createPlace} from './place.ts'

type Place = ReturnType<typeof createPlace>

const noisy = (name: string) => `${name}\nNOISE read also ${name}\nThe tram opens.\n`
const rows = (...ids: (string | number)[]) =>
  ids.map((id) => `${JSON.stringify({id, text: noisy(`n${id}`)})}\n`).join('')

/** Names to contents, under a folder. */
const tree = ({list, read}: Place, folder: string): Record<string, string> =>
  Object.fromEntries(
    list(folder)
      .filter((name) => !name.endsWith('manifest.json'))
      .map((name) => [name, read(join(folder, name))]),
  )

async function cleanIn({untail}: Place, shards: number, out: (shard: number) => string): Promise<void> {
  for (let shard = 1; shard <= shards; shard++)
    await untail(['clean', '%/in', '--out', out(shard), '--shard', `${shard}/${shards}`])
}

const corpus = {
  'in/a.txt': noisy('a'),
  'in/b/one.jsonl': rows(...Array.from({length: 30}, (_, id) => id)),
  'in/b/two.jsonl': `\uFEFF${rows(1, 2)}\n\nno json\r\n${rows(3)}\n \n${rows(4)}\n\n`,
  'in/c.html': `<p>One</p>\n<p>NOISE two</p>\n`,
  'in/d.txt': '',
  'in/e.jsonl': `{"text":${JSON.stringify(noisy('e'))}}\n{"text":"no end"}`,
  'in/f.html': '<p>DEEP',
}

describe('a merge of shards', () => {
  test.each([1, 2, 3, 5, 16])('%i of them: the bytes of one run, in a folder and as rows', async (shards) => {
    const place = createPlace()
    const {write, read, untail} = place
    write(corpus)
    await untail(['clean', '%/in', '--out', '%/whole', '--report', '%/whole.json'])
    await cleanIn(place, shards, (shard) => `%/parts/${shard}`)
    await untail(['clean', '%/in', '--out', '%/one', '--shard', '1/1'])
    const asides = ['--report', '%/merged.json', '--manifest', '%/merged/manifest.json']
    const merged = await untail(['merge', '%/parts', '--out', '%/merged', ...asides])
    expect(merged.code).toBe(1) // what failed is still said
    expect(tree(place, 'merged')).toEqual(tree(place, 'whole'))
    expect(read('merged.json')).toBe(read('whole.json'))
    expect(read('merged/manifest.json')).toBe(read('one/manifest.json'))

    await untail(['clean', '%/in', '--out', '%/whole.jsonl'])
    await cleanIn(place, shards, (shard) => `%/rows/${shard}.jsonl`)
    await untail(['merge', '%/rows', '--out', '%/merged.jsonl', '--manifest', '%/merged.manifest.json'])
    const again = await untail(['merge', '%/merged.manifest.json', '--out', '-', '--record', '%/again.record.jsonl'])
    expect(again.stdout).toBe(read('whole.jsonl'))
    expect(read('merged.jsonl')).toBe(read('whole.jsonl'))
    expect(read('merged.record.jsonl')).toBe(read('whole.record.jsonl'))
  })

  test('of packed parts, packed or not', async () => {
    const place = createPlace()
    const {write, bytes, untail} = place
    write(corpus)
    await cleanIn(place, 3, (shard) => `%/rows/${shard}.jsonl.gz`)
    for (const out of ['jsonl', 'jsonl.gz']) {
      await untail(['clean', '%/in', '--out', `%/whole.${out}`])
      await untail(['merge', '%/rows', '--out', `%/merged.${out}`])
      expect(bytes(`merged.${out}`).equals(bytes(`whole.${out}`))).toBe(true)
    }
  })

  test('gives the profile that one count gives', async () => {
    const {write, read, untail} = createPlace()
    const footer = 'Follow the harbour review every day\n'
    write(
      Object.fromEntries(
        Array.from({length: 40}, (_, n) => [
          `in/${n}.txt`,
          `Story ${'abcdefghij'[n % 10]} number ${n}\nThe story of ${'x'.repeat(n)} goes on for a while here, and on. It ends.\n${footer}`,
        ]),
      ),
    )
    await untail(['learn', '%/in', '--out', '%/whole.json'])
    for (const shard of [1, 2, 3]) await untail(['learn', '%/in', '--out', `%/${shard}.tally`, '--shard', `${shard}/3`])
    const tallies = [3, 1, 2].map((shard) => `%/${shard}.tally`)
    expect((await untail(['merge', '--profile', ...tallies, '--out', '%/merged.json'])).code).toBe(0)
    expect(read('merged.json')).toBe(read('whole.json'))
    expect((await untail(['merge', '--profile', '%/1.tally', '%/2.tally', '--out', '%/x.json'])).stderr).toContain(
      'Nothing of shard 3, expected all of 3',
    )
  })
})

describe('a merge refuses', () => {
  async function twoShards() {
    const place = createPlace()
    place.write(corpus)
    await cleanIn(place, 2, (shard) => `%/parts/${shard}`)
    return place
  }
  const merge = ({untail}: Place, ...more: string[]) => untail(['merge', '%/parts', '--out', '%/merged', ...more])

  test('a gap and an overlap', async () => {
    const {untail} = await twoShards()
    const gap = await untail(['merge', '%/parts/2', '--out', '%/merged'])
    expect(gap).toMatchObject({code: 2, stderr: 'untail: Nothing of shard 1, expected all of 2\n'})
    const twice = await untail(['merge', '%/parts', '%/parts/1', '--out', '%/merged'])
    expect(twice.code).toBe(2)
    expect(twice.stderr).toContain('Unexpected shard 1, expected it once')
  })

  test.each([
    ['rules', ['--level', 'balanced'], corpus],
    ['settings', ['--to', 'html'], corpus],
    ['inputs', [], {...corpus, 'in/a.txt': `${noisy('a')}and more\n`}],
  ] as const)('shards of other %s', async (what, flags, files) => {
    const {write, path, untail} = await twoShards()
    write(files)
    const digest = () => ({
      clean: () => ({status: 'clean' as const, clean: '', removals: [], suspects: []}),
      digest: 'other rules',
    })
    await untail(
      ['clean', '%/in', '--out', '%/parts/2', '--shard', '2/2', ...flags],
      [],
      what === 'rules' ? digest : undefined,
    )
    const merged = await untail(['merge', '%/parts', '--out', '%/merged'])
    expect(merged.code).toBe(2)
    expect(merged.stderr).toContain(`%/parts/2/manifest.json: Unexpected ${what}`)
    expect(() => readFileSync(path('merged/record.jsonl'))).toThrow('ENOENT')
  })

  test('files that were changed since, or are gone, and leaves the old output', async () => {
    const place = await twoShards()
    const {write, read, path} = place
    await merge(place)
    const before = tree(place, 'merged')
    const record = read('parts/1/record.jsonl')
    write({'parts/1/record.jsonl': record.replace('NOISE', 'noise')})
    const changed = await merge(place)
    expect(changed).toMatchObject({code: 2})
    expect(changed.stderr).toContain('%/parts/1/record.jsonl: Unexpected content, expected what shard 1 wrote')
    write({'parts/1/record.jsonl': record})
    rmSync(path('parts/1/a.txt'))
    expect((await merge(place)).stderr).toContain('Cannot read "%/parts/1/a.txt" of a shard: ENOENT')
    expect(tree(place, 'merged')).toEqual(before)
  })

  test('what guards of the whole do not let pass', async () => {
    const place = await twoShards()
    const guarded = await merge(place, '--max-changed', '0.1')
    expect(guarded.code).toBe(3)
    expect(guarded.stderr).toContain(
      'of the articles changed, expected 10 % at most (--max-changed); nothing was replaced',
    )
    expect(place.list('merged')).toEqual([])
  })

  test('to write over the shards', async () => {
    const place = await twoShards()
    for (const out of ['%/parts/1', '%/parts/1/x', '%/parts'])
      expect((await place.untail(['merge', '%/parts', '--out', out])).code).toBe(2)
  })
})

describe('a shard', () => {
  test('that a guard stopped, or that goes on, has no manifest', async () => {
    const {write, list, untail} = createPlace()
    write(corpus)
    const run = (...more: string[]) => untail(['clean', '%/in', '--out', '%/part', '--shard', '1/1', ...more])
    await run()
    expect(list('part')).toContain('manifest.json')
    expect((await run('--max-changed', '0')).code).toBe(3)
    expect(list('part')).not.toContain('manifest.json')
  })

  test.each([
    [['clean', '-', '--out', '%/x.jsonl', '--shard', '1/2'], 'expected files'],
    [['clean', '%/in', '--out', '%/x', '--shard', '3/2'], 'expected one of so many'],
    [['clean', '%/in', '--out', '%/x', '--shard', '0/2'], 'expected one of so many'],
    [['clean', '%/in', '--out', '%/x', '--shard', '1/2', '--learn'], 'Unexpected --learn with --shard'],
    [
      ['clean', '%/in', '--out', '%/x', '--shard', '1/2', '--state', '%/s', '--prune'],
      'Unexpected --prune with --shard',
    ],
    [['clean', '%/in/a.txt', '--out', '%/x.txt', '--shard', '1/2'], 'expected a folder or a file of rows'],
  ])('%j is refused', async (args, reason) => {
    const {write, untail} = createPlace()
    write(corpus)
    const refused = await untail(args)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(reason)
  })
})

test('parts of a file begin where rows do, and blank lines belong to the row behind them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'untail-'))
  const path = join(folder, 'rows.jsonl')
  const line = fc.constantFrom('{}', '', ' ', '\r', '{"a":1}\r', 'x'.repeat(70_000), '\t')
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(line, {maxLength: 12}), fc.boolean(), fc.nat(), async (lines, isEnded, random) => {
        const text = lines.join('\n') + (isEnded ? '\n' : '')
        writeFileSync(path, text)
        const place = random % (text.length + 2)
        const start = rowStart(path, place, text.length)
        // By hand: the first end of a line with text that lies at or behind the place.
        let expected = text.length
        let from = 0
        for (const part of text.split(/(?<=\n)/u)) {
          const end = from + part.length
          if (part.endsWith('\n') && part.trim() !== '' && end >= place) {
            expected = end
            break
          }
          from = end
        }
        expect(start).toBe(place === 0 ? 0 : expected)
        expect(await linesBefore(path, start)).toBe(text.slice(0, start).split('\n').length - 1)
      }),
      {numRuns: 200},
    )
  } finally {
    rmSync(folder, {recursive: true})
  }
})
