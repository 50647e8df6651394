/** What is reviewed → one self-contained page. */
import {gzipSync} from 'node:zlib'
import type {ArticleData, Index} from './data.ts'

/** Where the data go in the page that the build makes of `browser/`. */
const HOLE = '<!--data-->'

/**
 * The page, in pieces to be written one after the other.
 *
 * @param template The page without data.
 * @param chunks The articles of the index in its order, `index.chunk` of them in each, as `chunkOf` packs them.
 */
export function* pageOf(template: string, index: Index, chunks: Iterable<string>): Generator<string> {
  const [before, after] = template.split(HOLE) as [string, string]
  yield before
  yield block('index', index)
  yield* chunks
  yield after
}

/** Articles as they stand in the page. */
export const chunkOf = (articles: readonly ArticleData[]): string => block('chunk', articles)

/**
 * A block of data, which browsers don't run: packed, and in base64, an alphabet that no markup can be written in, whatever an
 * article says.
 */
const block = (kind: 'index' | 'chunk', value: Index | readonly ArticleData[]): string =>
  `<script type="application/gzip" class="${kind}">${gzipSync(JSON.stringify(value)).toString('base64')}</script>\n`
