/** Sources → their articles, one after the other. */
import type {Readable} from 'node:stream'
import type {Article} from '../model.ts'
import {reasonOf} from './errors.ts'
import {isRows, placeOf, type Source} from './inputs.ts'
import {createRowReader, type Fields, type Row} from './jsonl.ts'
import {openRows} from './rows.ts'
import {readArticle} from './text.ts'

/** An article and where it was read, or why none could be read there. */
export type Found =
  {readonly place: string; readonly article: Article} | {readonly place: string; readonly reason: string}

/** The articles of the sources in their order. What can't be read is named, and the rest goes on. */
export async function* articlesIn(sources: readonly Source[], stdin: Readable, fields: Fields): AsyncGenerator<Found> {
  for (const source of sources) {
    const place = placeOf(source)
    try {
      if (isRows(source)) yield* rowsOf(source, stdin, fields)
      else yield {place, article: await readArticle(source)}
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === undefined) throw error
      yield {place, reason}
    }
  }
}

async function* rowsOf(source: Source, stdin: Readable, fields: Fields): AsyncGenerator<Found> {
  const reader = createRowReader(source.name, placeOf(source), fields)
  for await (const chunk of openRows(source, stdin, fields)) for (const row of reader.push(chunk)) yield* foundIn(row)
  for (const row of reader.end()) yield* foundIn(row)
}

const foundIn = (row: Row): Found[] => (row.kind === 'blank' ? [] : [row])
