/** `npm run train`: learns the weights from all documents and writes `src/label/weights.json`. */
import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {compile} from '../src/phrases.ts'
import {readPacks} from '../src/rules.ts'
import {lessons, readCorpus} from './corpus.ts'
import {learn} from './learn.ts'
import {files, hasShared, sha256, shared} from './shared.ts'

if (!hasShared) {
  console.error(`untail: nothing to learn from: ${shared} holds no marked documents; set UNTAIL_SHARED`)
  process.exit(2)
}
const packs = readPacks()
const corpus = readCorpus(packs, compile(packs))
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const weights = learn(
  lessons(corpus, () => false),
  {
    gold: sha256(files.gold),
    pool: digest([sha256(files.poolAr), sha256(files.poolOther)]),
    fixtures: digest(corpus.fixtures),
    packs: digest(packs),
  },
)
writeFileSync(new URL('../src/label/weights.json', import.meta.url), `${JSON.stringify(weights, undefined, 1)}\n`)
