// `npm run bench:html`: article extractors side by side on the pages of UNTAIL_SHARED: how near their text is to the article's, how fast they
// are, and what untail still finds in what they give. For untail itself it needs `npm run build`.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {parseArgs} from 'node:util'
import {speedOf, textsOf} from './children.mjs'
import {engines} from './engines.mjs'
import {mean, score, summary, taken, wordsOf} from './measure.mjs'
import {file, readPages, spread} from './pages.mjs'
import {printQuality, printSecond, printSpeed} from './print.mjs'

const known = {engines: Object.keys(engines), stages: ['quality', 'speed', 'second']}
const HELP = `node bench/html/run.mjs [options]
  --engines a,b     of ${known.engines.join(', ')}
  --stages a,b      of ${known.stages.join(', ')}
  --pages N         only so many, spread over the file
  --sample N        pages that the speed is measured on (150)
  --rounds N        of speed (3)
  --held-out FILE   untail's texts for the quality, JSONL {id, text}: npm run quality -- --html-out FILE
  --json FILE       all figures
  --scores FILE     the figures of each page, JSONL`

const {values: options} = parseArgs({
  options: {
    engines: {type: 'string', default: known.engines.join()},
    stages: {type: 'string', default: known.stages.join()},
    pages: {type: 'string', default: 'Infinity'},
    sample: {type: 'string', default: '150'},
    rounds: {type: 'string', default: '3'},
    'held-out': {type: 'string'},
    json: {type: 'string'},
    scores: {type: 'string'},
    help: {type: 'boolean', default: false},
  },
})
const stages = options.stages.split(',')
const strange = [
  ...options.engines.split(',').filter((name) => !known.engines.includes(name)),
  ...stages.filter((stage) => !known.stages.includes(stage)),
]
if (options.help || strange.length > 0) {
  console.log(strange.length > 0 ? `unknown: ${strange.join(', ')}\n\n${HELP}` : HELP)
  process.exit(strange.length > 0 ? 2 : 0)
}
if (!existsSync(file)) {
  console.log(`bench:html: skipped, no pages at ${file} (set UNTAIL_SHARED)`)
  process.exit(0)
}
const built = existsSync(new URL('../../dist/index.js', import.meta.url))
if (!built) console.log('note: untail is not built (npm run build): its speed and the second stage are left out')
const names = options.engines.split(',').filter((name) => name !== 'untail' || built)
const peers = names.filter((name) => name !== 'untail')

const all = []
for await (const {id, set, text} of readPages()) all.push({id, set, reference: wordsOf(text)})
const indices = spread(all.length, Number(options.pages))
const pages = indices.map((index) => all[index])
const versions = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')).dependencies
console.log(`${pages.length} of ${all.length} pages, node ${process.versions.node}`)
console.log(
  Object.entries(versions)
    .map((entry) => entry.join(' '))
    .join(', '),
)

const figures = {node: process.versions.node, versions, pages: pages.length, quality: {}, speed: {}, second: {}}
const scores = []

/** Scores an engine's texts page by page; a page without a row counts as an empty text that failed. */
function measureQuality(engine, rows) {
  const scored = pages.map(({id, set, reference}) => {
    const {text, failed} = rows.get(id) ?? {text: '', failed: 'no answer'}
    return {id, set, engine, ...score(wordsOf(text), reference), failed}
  })
  scores.push(...scored)
  const sets = [...new Set(pages.map(({set}) => set))]
  figures.quality[engine] = {
    all: summary(scored),
    sets: Object.fromEntries(sets.map((set) => [set, summary(scored.filter((row) => row.set === set))])),
  }
}

/** Sums what untail took out of an engine's texts. Pages that untail failed on keep theirs. */
function measureSecond(engine, rows) {
  const sum = {pages: 0, failed: 0, noiseBefore: 0, noise: 0, bodyBefore: 0, body: 0}
  const [f1Before, f1After] = [[], []]
  for (const {id, reference} of pages) {
    const {text = '', after, failedAfter} = rows.get(id) ?? {}
    const [before, rest] = [wordsOf(text), wordsOf(after ?? text)]
    sum.pages++
    if (failedAfter) sum.failed++
    for (const [figure, value] of Object.entries(taken(before, rest, reference))) sum[figure] += value
    f1Before.push(score(before, reference).f1)
    f1After.push(score(rest, reference).f1)
  }
  figures.second[engine] = {...sum, f1Before: mean(f1Before), f1After: mean(f1After)}
}

if (stages.includes('quality') && names.includes('untail')) {
  if (options['held-out']) {
    const lines = readFileSync(options['held-out'], 'utf8').split('\n').filter(Boolean)
    measureQuality('untail', new Map(lines.map((line) => JSON.parse(line)).map((row) => [row.id, row])))
  } else
    console.log("note: untail's quality is left out: it has learned from these pages, and --held-out gives no others")
}
const second = stages.includes('second') && built
if (stages.includes('quality') || second)
  for (const name of peers) {
    const rows = await textsOf(name, indices, second)
    if (stages.includes('quality')) measureQuality(name, rows)
    if (second) measureSecond(name, rows)
  }
if (stages.includes('quality')) printQuality(figures.quality)

if (stages.includes('speed')) {
  const sample = spread(pages.length, Number(options.sample)).map((index) => indices[index])
  for (const name of names) figures.speed[name] = []
  for (let round = 0; round < Number(options.rounds); round++)
    for (const name of names) figures.speed[name].push(await speedOf(name, sample))
  printSpeed(figures.speed)
}
if (second) printSecond(figures.second)
if (second || (stages.includes('speed') && names.includes('untail')))
  console.log(
    "\nuntail's speed and the second stage are with the weights that it ships, which have learned from these pages",
  )

if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`)
if (options.scores) writeFileSync(options.scores, scores.map((row) => `${JSON.stringify(row)}\n`).join(''))
