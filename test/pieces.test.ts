/** Sources cut into pieces of work, and pieces cut further when they cost a worker its life. */
import {appendFileSync} from 'node:fs'
import {Readable} from 'node:stream'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {defaultFields, type Row} from '../src/io/jsonl.ts'
import {halves, type Piece, type RowsPiece} from '../src/run/piece.ts'
import {rowPieces, rowsIn} from '../src/run/pieces.ts'
import {createPlace} from './place.ts'

const shown = (row: Row) =>
  row.kind === 'article'
    ? `${row.article.id}=${row.article.body}`
    : row.kind === 'failed'
      ? `${row.place} ${row.reason}`
      : ''

async function piecesOf(content: string, size: number, joined = false) {
  const place = createPlace()
  place.write({'a.jsonl': content})
  const source = {kind: 'jsonl', path: place.path('a.jsonl'), name: 'a.jsonl'} as const
  const pieces: RowsPiece[] = []
  for await (const piece of rowPieces(source, Readable.from([]), defaultFields, {joined, size})) {
    if (piece.kind === 'failed') throw new Error(piece.reason)
    pieces.push({...piece, place: 'a.jsonl'})
  }
  return pieces
}

const rowsOf = (pieces: readonly RowsPiece[]) => pieces.flatMap((piece) => [...rowsIn(piece, defaultFields)].map(shown))
const bytesOf = (pieces: readonly RowsPiece[]) => Buffer.concat(pieces.map(({bytes}) => bytes)).toString()

/** Whole rows, rows without an id, broken ones, blank lines, both line ends, a last line without an end. */
const lines = fc
  .array(fc.constantFrom('{"id":"a","text":"نص"}', '{"text":"b"}', '{"text":"a longer text 😀"}', '{', '', '  '), {
    maxLength: 30,
  })
  .chain((rows) =>
    fc.constantFrom(rows.join('\n'), rows.map((row) => `${row}\n`).join(''), rows.map((row) => `${row}\r\n`).join('')),
  )

describe('a source of rows', () => {
  test('has the same rows with the same places in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({min: 1, max: 60}), async (content, size) => {
        const pieces = await piecesOf(content, size)
        expect(bytesOf(pieces)).toBe(content)
        expect(rowsOf(pieces)).toEqual(rowsOf(await piecesOf(content, 1 << 20)))
      }),
      {numRuns: 200},
    )
  })

  test('is cut behind lines alone, about as often as it is asked', async () => {
    const pieces = await piecesOf('{"text":"a"}\n'.repeat(1000), 1300)
    expect(pieces.length).toBe(10)
    expect(pieces.map(({line}) => line)).toEqual([1, 101, 201, 301, 401, 501, 601, 701, 801, 901])
  })

  test('is one piece when it is empty, so that it has an output', async () => {
    const pieces = await piecesOf('', 100)
    expect(pieces.map(({bytes, line}) => [bytes.length, line])).toEqual([[0, 1]])
  })

  test('leaves its byte order mark behind where it stands among others', async () => {
    expect(bytesOf(await piecesOf('\uFEFF{"text":"a"}\n', 100, true))).toBe('{"text":"a"}\n')
  })

  test('that grows while it is read is read as far as it was, to the end of its line', async () => {
    const place = createPlace()
    const rows = '{"text":"a"}\n'.repeat(500_000) // more than a chunk
    place.write({'a.jsonl': `${rows}{"text":"half`})
    const source = {kind: 'jsonl', path: place.path('a.jsonl'), name: 'a.jsonl'} as const
    const found: string[] = []
    for await (const piece of rowPieces(source, Readable.from([]), defaultFields)) {
      if (found.length === 0) appendFileSync(source.path, ' a line"}\n{"text":"later"}\n')
      if (piece.kind === 'rows') for (const row of rowsIn(piece, defaultFields)) found.push(shown(row))
    }
    expect(found.length).toBe(500_001)
    expect(found.at(-1)).toBe('a.jsonl:500001=half a line')
  })
})

describe('halves', () => {
  const piece = (content: string): RowsPiece => ({
    kind: 'rows',
    name: 'a.jsonl',
    place: 'a.jsonl',
    bytes: Buffer.from(content),
    line: 5,
    joined: false,
  })
  const all = (one: Piece): Piece[] => {
    const two = halves(one)
    return two ? two.flatMap(all) : [one]
  }

  test('of rows come down to one row each, in order, with their numbers', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({maxLength: 40}).map((text) => JSON.stringify({text})),
          {minLength: 1},
        ),
        (rows) => {
          for (const end of ['', '\n']) {
            const single = all(piece(rows.join('\n') + end)) as RowsPiece[]
            expect(single.map(({bytes}) => Buffer.from(bytes).toString().trimEnd())).toEqual(rows)
            expect(single.map(({line}) => line)).toEqual(rows.map((_, index) => index + 5))
          }
        },
      ),
    )
  })

  test('of files come down to one file each', () => {
    const tasks = ['a', 'b', 'c'].map((name) => ({source: {kind: 'text', path: name, name} as const}))
    expect(all({kind: 'files', into: 'files', tasks})).toEqual(
      tasks.map((task) => ({kind: 'files', into: 'files', tasks: [task]})),
    )
  })
})
