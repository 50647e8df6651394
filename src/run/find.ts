/** One article among the sources, by its id. */
import type {Readable} from 'node:stream'
import {UsageError} from '../io/errors.ts'
import {isRows, placeOf, type Source} from '../io/inputs.ts'
import type {Fields} from '../io/jsonl.ts'
import {readArticle} from '../io/text.ts'
import type {Article} from '../model.ts'
import type {Piece} from './piece.ts'
import {giveBack, rowPieces, rowsIn} from './pieces.ts'

/** An article, as a piece that it is alone in. */
export interface Found {
  readonly id: string
  readonly piece: Piece
  /** For people. */
  readonly place: string
  /** Reads the article, which a row that failed has none of. */
  readonly read: () => Promise<Article | undefined>
}

/** So many ids are named when one has to be chosen. */
const NAMED = 3

/**
 * Finds the article that is called `id`, the first of that name; without an id the only one that there is.
 *
 * @throws UsageError when there is none, or more than one to choose from; when it isn't there and a source can't be read.
 */
export async function findArticle(
  sources: readonly Source[],
  id: string | undefined,
  stdin: Readable,
  fields: Fields,
): Promise<Found> {
  const seen: Found[] = []
  let broken: string | undefined
  for await (const candidate of candidatesIn(sources, stdin, fields)) {
    if ('broken' in candidate) broken ??= candidate.broken
    else if (id === undefined) seen.push(candidate)
    else if (candidate.id === id) return candidate
    if (seen.length > NAMED) break
  }
  const [first, second] = seen
  const where = sources.length === 1 ? `"${placeOf(sources[0]!)}"` : `${sources.length} files`
  if (first && !second) return first
  if (first) {
    const names = seen.slice(0, NAMED).map((one) => JSON.stringify(one.id))
    const more = seen.length > NAMED ? ', …' : ''
    throw new UsageError(
      `Unexpected number of articles in ${where}, expected --id with one of ${names.join(', ')}${more}`,
    )
  }
  if (broken !== undefined) throw new UsageError(broken)
  throw new UsageError(
    id === undefined ? `Nothing in ${where}, expected an article` : `No article ${JSON.stringify(id)} in ${where}`,
  )
}

async function* candidatesIn(
  sources: readonly Source[],
  stdin: Readable,
  fields: Fields,
): AsyncGenerator<Found | {readonly broken: string}> {
  for (const source of sources) {
    if (!isRows(source)) {
      const piece = {kind: 'files', into: 'whole', tasks: [{source}]} as const
      yield {id: source.name, place: placeOf(source), piece, read: () => readArticle(source)}
      continue
    }
    for await (const piece of rowPieces(source, stdin, fields)) {
      if (piece.kind === 'failed') {
        yield {broken: `${piece.place}: ${piece.reason}`}
        continue
      }
      for (const row of rowsIn(piece, fields)) {
        if (row.kind === 'blank') continue
        const article = row.kind === 'article' ? row.article : undefined
        const {id} = row.kind === 'article' ? row.article : row
        const line = Number(row.place.slice(piece.place.length + 1))
        yield {
          id,
          place: row.place,
          // Its bytes are only good until the next row.
          piece: {...piece, bytes: Buffer.from(row.bytes), line},
          read: async () => article,
        }
      }
      giveBack(piece)
    }
  }
}
