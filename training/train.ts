/**
 * `npm run train`: learns the weights from all documents and writes `src/label/text.json` and `html.json`. With `--judgments FILE`,
 * which may be given again, it learns from what people judged as well.
 */
import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {parseArgs} from 'node:util'
import type {Form, Weights} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {readPacks} from '../src/rules.ts'
import {lessons, pageLessons, readCorpus} from './corpus.ts'
import {readHtmlFixtures} from './fixtures.ts'
import {readJudgments} from './judgments.ts'
import {learn} from './learn.ts'
import {files, hasShared, rows, sha256, shared, type Marked} from './shared.ts'

const {values: options} = parseArgs({options: {judgments: {type: 'string', multiple: true, default: []}}})

if (!hasShared) {
  console.error(`untail: nothing to learn from: ${shared} holds no marked documents; set UNTAIL_SHARED`)
  process.exit(2)
}
const packs = readPacks()
const judgments = await readJudgments(options.judgments, rows<Marked>(files.gold))
const corpus = readCorpus(packs, compile(packs), judgments)
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const data = {
  gold: sha256(files.gold),
  pool: digest([sha256(files.poolAr), sha256(files.poolOther)]),
  fixtures: digest(corpus.fixtures),
  packs: digest(packs),
  ...(judgments.length > 0 && {judgments: digest(judgments)}),
}
if (judgments.length > 0) console.log(`learning from ${judgments.length} judgments too`)
const write = (form: Form, weights: Weights): void =>
  writeFileSync(new URL(`../src/label/${form}.json`, import.meta.url), `${JSON.stringify(weights, undefined, 1)}\n`)
const nothing = (): boolean => false
write('text', learn(lessons(corpus, nothing), data))
write(
  'html',
  learn(pageLessons(corpus, nothing), {
    ...data,
    htmlFixtures: digest(readHtmlFixtures()),
    pages: sha256(files.pages),
  }),
)
