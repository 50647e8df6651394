/** `untail restore --id`: one article alone. */
import {gunzipSync, gzipSync} from 'node:zlib'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {describe, expect, test} from 'vitest'
import {createPlace} from './place.ts'

const page = '<p>word</p>\n<p>NOISE</p>\n'
const rows = [
  '\uFEFF{"id":"a","text":"😀 x\\nNOISE م\\ny","n":1.0}\r\n',
  '{"text":"unnamed\\nNOISE"}\n',
  '{"id":"f"}\n',
  '{"id":"twice","text":"NOISE 1\\none"}\n',
  '{"id":"twice","text":"NOISE 2\\ntwo"}',
]

async function cleaned(...more: string[]) {
  const place = createPlace()
  place.write({
    'in/a.txt': '\uFEFFx\r\nNOISE م\r\ny',
    'in/deep/b.html': page,
    'in/c.jsonl.gz': gzipSync(rows.join('')),
    'in/d.jsonl': '{"id":"a.txt.5","text":"NOISE"}\n',
  })
  await place.untail(['clean', '%/in', '--out', '%/out', '-q', ...more])
  const restore = (id: string, out: string, input = '%/out', record = '%/out/record.jsonl') =>
    place.untail(['restore', input, '-r', record, '-o', out, '--id', id])
  return {place, restore}
}

describe('one article', () => {
  test.each(['utf-16', 'code-point', 'byte'])('of a folder, from a record in %s', async (unit) => {
    const {place, restore} = await cleaned('--to', 'html', '--offsets', unit)
    expect(await restore('a.txt', '%/back')).toMatchObject({code: 0, stderr: '1 of 1 articles restored\n'})
    expect((await restore('deep/b.html', '%/back')).code).toBe(0)
    expect(place.list('back')).toEqual(['a.txt', 'deep/b.html'])
    for (const name of place.list('back')) expect(place.bytes(`back/${name}`)).toEqual(place.bytes(`in/${name}`))
    expect((await restore('a.txt', '-')).stdout).toBe(place.read('in/a.txt'))
    await restore('a.txt', '%/one.txt')
    expect(place.read('one.txt')).toBe(place.read('in/a.txt'))
  })

  test('of rows is a row: in a folder under the name of its file, in a file, on stdout', async () => {
    const {place, restore} = await cleaned()
    const [a] = rows
    await restore('a', '%/back')
    expect(place.list('back')).toEqual(['c.jsonl.gz'])
    expect(gunzipSync(place.bytes('back/c.jsonl.gz')).toString()).toBe(a!.slice(1))
    await restore('a', '%/row.jsonl')
    expect(place.read('row.jsonl')).toBe(a!.slice(1))
    expect((await restore('c.jsonl.gz:2', '-')).stdout).toBe(rows[1])
    expect((await restore('f', '-')).stdout).toBe(rows[2]) // failed, and was copied
    expect((await restore('a.txt.5', '-')).stdout).toBe(place.read('in/d.jsonl'))
  })

  test('whose id comes twice is both, each by its digest', async () => {
    const {restore} = await cleaned()
    expect(await restore('twice', '-')).toMatchObject({
      stdout: `${rows[3]}${rows[4]}\n`,
      stderr: '2 of 2 articles restored\n',
    })
  })

  test('without an id of its own, from a file of another name', async () => {
    const place = createPlace()
    place.write({'in.jsonl': rows.join('')})
    await place.untail(['clean', '%/in.jsonl', '-o', '%/out.jsonl'])
    const args = ['restore', '%/out.jsonl', '-r', '%/out.record.jsonl', '-o', '-', '--id']
    expect((await place.untail([...args, 'in.jsonl:2'])).stdout).toBe(rows[1])
  })

  test('of Parquet is a row', async () => {
    const place = createPlace()
    const column = (name: string, data: string[]) => ({name, data, type: 'STRING' as const})
    const columnData = [column('id', ['1', '2']), column('text', ['a', 'b\nNOISE'])]
    place.write({'in.parquet': new Uint8Array(parquetWriteBuffer({columnData}))})
    await place.untail(['clean', '%/in.parquet', '-o', '%/out.parquet'])
    const restore = (out: string) =>
      place.untail(['restore', '%/out.parquet', '-r', '%/out.record.jsonl', '-o', out, '--id', '2'])
    const row = '{"id":"2","text":"b\\nNOISE"}\n'
    expect((await restore('-')).stdout).toBe(row)
    await restore('%/back')
    expect(place.read('back/out.jsonl')).toBe(row)
    expect(await restore('%/back.parquet')).toMatchObject({
      code: 2,
      stderr: 'untail: Unexpected --out "%/back.parquet" for one row, expected a folder, "-" or a .jsonl file\n',
    })
  })
})

describe('is refused', () => {
  test('where the record or the inputs do not have it', async () => {
    const {place, restore} = await cleaned()
    expect(await restore('nobody', '-')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'untail: No article "nobody" in the record "%/out/record.jsonl"\n',
    })
    expect((await restore('a.txt', '-', '%/out/d.jsonl')).stderr).toBe(
      'untail: No article "a.txt" in the inputs, expected it as the record "%/out/record.jsonl" has it\n',
    )
    expect((await restore('a', '%/a.txt')).stderr).toContain('expected a folder, a .jsonl file or one input')
    expect(place.list().filter((name) => !/^(?:in|out)\//.test(name))).toEqual([])
  })

  test('when it was edited since, or is no page any more; nothing is written', async () => {
    const {place, restore} = await cleaned()
    place.write({'out/a.txt': 'edited', 'out/d.jsonl': '{"id":"a.txt.5","text":"edited"}\n'})
    const edited = (id: string) =>
      `Unexpected text of "${id}", expected the clean text of the record: it was edited since\n0 of 1 articles restored\n`
    expect(await restore('a.txt', '%/back')).toMatchObject({code: 1, stderr: `untail: %/out/a.txt: ${edited('a.txt')}`})
    expect(await restore('a.txt.5', '%/back')).toMatchObject({
      code: 1,
      stderr: `untail: %/out/d.jsonl: ${edited('a.txt.5')}`,
    })
    expect((await restore('deep/b.html', '%/back')).stderr).toContain('expected what "--to html" writes')
    expect(place.list().filter((name) => name.startsWith('back'))).toEqual([])
  })
})
