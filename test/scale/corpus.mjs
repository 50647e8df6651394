// Makes a corpus: our own articles over and over, under ids and names of their own, as texts, pages, rows and packed rows.
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'

const fixtures = fileURLToPath(new URL('../../fixtures/articles/', import.meta.url))

const byCodeUnit = (a, b) => (a < b ? -1 : 1)

/**
 * @param {string} folder Where it goes.
 * @param {number} megabytes How much, of 10^6 bytes, before packing.
 * @returns {number} How many articles.
 */
export function makeCorpus(folder, megabytes) {
  const names = readdirSync(fixtures, {recursive: true}).toSorted(byCodeUnit)
  const read = (extension) =>
    names.filter((name) => name.endsWith(extension)).map((name) => readFileSync(join(fixtures, name), 'utf8'))
  const texts = read('.txt')
  const pages = read('.html')
  let articles = 0

  /** The next bodies of a list, until there are so many MB of them. */
  function* bodies(list, share) {
    for (let bytes = 0; bytes < megabytes * share * 1e6; articles++) {
      const body = list[articles % list.length]
      bytes += Buffer.byteLength(body)
      yield [articles, body]
    }
  }
  const rows = (share) =>
    [...bodies(texts, share)].map(([id, text]) => `${JSON.stringify({id: `row-${id}`, text})}\n`).join('')
  const write = (name, content) => {
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), content)
  }

  write('news.jsonl', rows(0.6))
  write('archive/2024.jsonl', rows(0.2))
  // Not parted between shards, and small when packed: one shard has more to do than the others.
  write('archive/2023.jsonl.gz', gzipSync(rows(0.05)))
  for (const [id, text] of bodies(texts, 0.1)) write(`texts/${id}.txt`, text)
  for (const [id, page] of bodies(pages, 0.05)) write(`pages/${id}.html`, page)
  return articles
}
