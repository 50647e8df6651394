/** What is reviewed → one self-contained page. */
import {gzipSync} from 'node:zlib'
import type {ArticleData, Index} from './data.ts'

/** Where the data go in the page that the build makes of `browser/`. */
const HOLE = '<!--data-->'

/**
 * Writes the page, piece by piece. Everything of an article is packed and in base64, an alphabet that no markup can be written in.
 *
 * @param template The page without data.
 * @param chunks The articles of the index in its order, `index.chunk` of them at a time.
 */
export function* pageOf(template: string, index: Index, chunks: Iterable<readonly ArticleData[]>): Generator<string> {
  const [before, after] = template.split(HOLE) as [string, string]
  yield before
  yield block('index', index)
  for (const chunk of chunks) yield block('chunk', chunk)
  yield after
}

/** A block of data: browsers don't run scripts of this type. */
const block = (kind: 'index' | 'chunk', value: unknown): string =>
  `<script type="application/gzip" class="${kind}">${gzipSync(JSON.stringify(value)).toString('base64')}</script>\n`
