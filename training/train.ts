/** `npm run train`: learns the weights from all documents and writes `src/label/text.json` and `html.json`. */
import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import type {Form, Weights} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {readPacks} from '../src/rules.ts'
import {lessons, pageLessons, readCorpus} from './corpus.ts'
import {learn} from './learn.ts'
import {files, hasShared, sha256, shared} from './shared.ts'

if (!hasShared) {
  console.error(`untail: nothing to learn from: ${shared} holds no marked documents; set UNTAIL_SHARED`)
  process.exit(2)
}
const packs = readPacks()
const corpus = readCorpus(packs, compile(packs))
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const data = {
  gold: sha256(files.gold),
  pool: digest([sha256(files.poolAr), sha256(files.poolOther)]),
  fixtures: digest(corpus.fixtures),
  packs: digest(packs),
}
const write = (form: Form, weights: Weights): void =>
  writeFileSync(new URL(`../src/label/${form}.json`, import.meta.url), `${JSON.stringify(weights, undefined, 1)}\n`)
const nothing = (): boolean => false
write('text', learn(lessons(corpus, nothing), data))
write(
  'html',
  learn(pageLessons(corpus, nothing), {
    ...data,
    htmlFixtures: digest(corpus.htmlFixtures),
    pages: sha256(files.pages),
  }),
)
