// Many small files of one article each: a first run, one where nothing has changed, and one where 1 % has.
import {appendFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {poolRows} from './corpus.mjs'
import {inRounds, printRatio, printRounds, timed} from './timed.mjs'

/** So many files are in a folder, as crawlers lay them out. */
const FOLDER = 1000
/** An article is cut to so many characters: the files are to be small. */
const LENGTH = 2000

export function benchFiles({pool, count, place, rounds, clean}) {
  const [input, out, state] = ['files', 'files-out', 'files-state'].map((name) => join(place, name))
  const fileAt = (index) => join(input, String(Math.floor(index / FOLDER)), `${index}.txt`)
  const articles = poolRows(pool).map(({text}) => text.slice(0, LENGTH))
  for (let index = 0; index < count; index++) {
    if (index % FOLDER === 0) mkdirSync(join(input, String(index / FOLDER)), {recursive: true})
    writeFileSync(fileAt(index), `${articles[index % articles.length]}\n${index}\n`)
  }
  const run = () => clean(input, '--out', out, '--state', state)
  let round = 0
  const done = inRounds(rounds, {
    'cp -r': () => {
      const copied = timed('cp', '-r', input, join(place, 'files-copy'))
      rmSync(join(place, 'files-copy'), {recursive: true})
      return copied
    },
    'first run': () => {
      for (const folder of [out, state]) rmSync(folder, {recursive: true, force: true})
      return run()
    },
    'nothing has changed': run,
    '1 % has changed': () => {
      round++
      for (let index = 0; index < count; index += 100) appendFileSync(fileAt(index), `${round}\n`)
      return run()
    },
  })
  console.log(`\n${count.toLocaleString('en-US')} files of one article, --state, medians of ${rounds} rounds`)
  printRounds(done, count, 'files')
  printRatio(done, 'nothing has changed', 'first run')
  printRatio(done, '1 % has changed', 'first run')
  for (const folder of [input, out, state]) rmSync(folder, {recursive: true})
}
