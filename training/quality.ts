/**
 * `npm run quality`: how good the cleaner is on documents of outlets that it has not learned from, and whether that is
 * as good as `training/floors.json` says: alone, with a profile of the pool, and at every level. `--worst N` shows the worst documents, `--update` raises the floors,
 * `--update --allow-regression` lowers them too. `--judgments FILE` learns from judgments as well, and scores them in rows of their own.
 */
import {createHash} from 'node:crypto'
import {readFileSync, writeFileSync} from 'node:fs'
import {parseArgs} from 'node:util'
import {createClean, type Clean} from '../src/clean.ts'
import type {Rules} from '../src/judge.ts'
import {levels, type Outcome, type Profile} from '../src/model.ts'
import {compile} from '../src/phrases.ts'
import {loadRules, readPacks} from '../src/rules.ts'
import {add, confusionTable, figures, noTotals, scoreDocument, type Totals} from '../src/score.ts'
import {lessons, pageLessons, readCorpus, stock} from './corpus.ts'
import {addRemovals, curveTable, noCurve} from './curve.ts'
import {asHtml} from './html.ts'
import {readJudgments} from './judgments.ts'
import {learn} from './learn.ts'
import {cleanedPage, pageFigures, scoreHtml, type PageFigures, type PageResult} from './pagequality.ts'
import {outletOfPage} from './pages.ts'
import {articleOf, files, hasShared, outletOf, rows, sha256, shared, type Marked} from './shared.ts'
import {splice} from './splice.ts'

const FOLDS = 5
/** Spliced documents of held-out layouts a fold. */
const SPLICED = 100
/** Documents from which on a language has a row of its own. */
const OWN_ROW = 10

const {values: options} = parseArgs({
  options: {
    worst: {type: 'string', default: '0'},
    update: {type: 'boolean'},
    'allow-regression': {type: 'boolean'},
    lang: {type: 'string'},
    judgments: {type: 'string', multiple: true, default: []},
    // Where to write what is left of each page, as rows of {id, text}.
    'html-out': {type: 'string'},
  },
})
if (!hasShared) {
  console.log(`quality: skipped, no marked documents at ${shared} (set UNTAIL_SHARED)`)
  process.exit(0)
}

/** An outlet's fold depends on its name alone. */
const foldOf = (outlet: string): number => createHash('sha256').update(outlet).digest()[0]! % FOLDS

/** A document as it was cleaned at the default level, without a profile. */
interface Result {
  readonly document: Marked
  readonly outcome: Outcome
  readonly totals: Totals
}

const groups = new Map<string, Totals>()
const pages: PageResult[] = []
/** The same at each level, and with a profile. */
const variants = new Map<string, Totals>()
/** What is taken out of real documents at the level that takes most, by confidence. */
const curves = {ar: noCurve(), other: noCurve()}
const count = (into: Map<string, Totals>, group: string, totals: Totals): void => {
  if (!into.has(group)) into.set(group, noTotals())
  add(into.get(group)!, totals)
}

const isReal = ({stratum}: Marked): boolean => !/^(?:spliced|seed|fixture|trap|judgment)/u.test(stratum)
const languageOf = ({lang}: Marked): 'ar' | 'other' => (lang === 'ar' ? 'ar' : 'other')
const groupOf = (document: Marked): string => {
  const {stratum} = document
  if (isReal(document)) return `real ${languageOf(document)}`
  return stratum.startsWith('spliced') ? `${stratum} ${languageOf(document)}` : `${stratum}s`
}

/** Cleans documents that the rules have not learned from, at every level, without a profile and with one. */
function cleaned(documents: readonly Marked[], rules: Rules, profile?: Profile): Result[] {
  const ways: readonly {way: string; clean: Clean}[] = levels.flatMap((level) => [
    {way: level, clean: createClean(rules, {level})},
    ...(profile ? [{way: `${level}, profile`, clean: createClean({...rules, profile}, {level})}] : []),
  ])
  return documents.map((document) => {
    const [first] = ways.map(({way, clean}) => {
      const outcome = clean(articleOf(document))
      const totals = scoreDocument(document, outcome.removals)
      count(variants, `${groupOf(document)}, ${way}`, totals)
      if (way === 'thorough' && isReal(document)) addRemovals(curves[languageOf(document)], document, outcome.removals)
      return {document, outcome, totals}
    })
    return first!
  })
}

function onFolds(judgments: readonly Marked[]): Result[] {
  const packs = readPacks()
  const phrases = compile(packs)
  const corpus = readCorpus(packs, phrases, judgments)
  return Array.from({length: FOLDS}, (_, fold) => {
    const heldOut = (outlet: string): boolean => foldOf(outlet) === fold
    const rules = {
      phrases,
      weights: {text: learn(lessons(corpus, heldOut), {}), html: learn(pageLessons(corpus, heldOut), {})},
    }
    const unseen = stock(corpus, (outlet) => !heldOut(outlet))
    const clean = createClean(rules)
    for (const page of corpus.pages) if (heldOut(outletOfPage(page))) pages.push(cleanedPage(page, clean))
    for (const [index, document] of [...corpus.gold, ...corpus.traps].entries())
      if (heldOut(outletOf(document)))
        count(groups, `as HTML: ${groupOf(document)}`, scoreHtml(asHtml(document, index), clean, phrases))
    for (const document of corpus.htmlFixtures)
      if (heldOut(outletOf(document))) count(groups, `HTML ${groupOf(document)}`, scoreHtml(document, clean, phrases))
    const own = [...corpus.fixtures, ...corpus.traps].filter((document) => heldOut(outletOf(document)))
    return [
      ...cleaned(
        corpus.gold.filter((document) => heldOut(outletOf(document))),
        rules,
        corpus.profile,
      ),
      ...cleaned(own, rules),
      ...cleaned(splice(unseen, 'held-out', SPLICED, 1000 + fold), rules),
      ...cleaned(splice(unseen, 'train', SPLICED, 2000 + fold), rules),
    ]
  }).flat()
}

const seeds = rows<Marked>(files.seeds).map((document) => ({...document, stratum: 'seed'}))
const judgments = await readJudgments(options.judgments, rows<Marked>(files.gold))
const results = [...onFolds(judgments), ...cleaned(seeds, loadRules())]

const documentsIn = (lang: string): number =>
  results.filter(({document}) => isReal(document) && document.lang === lang).length
for (const {document, totals} of results) {
  count(groups, groupOf(document), totals)
  if (isReal(document) && document.lang !== 'ar' && documentsIn(document.lang) >= OWN_ROW)
    count(groups, `real ${document.lang}`, totals)
}

const percent = (part: number): string => (100 * part).toFixed(2).padStart(6)
const byName = (map: ReadonlyMap<string, Totals>): [string, Totals][] =>
  [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
function showFigures(name: string, totals: Totals): void {
  const {docs, precision, recall, f1, bodyLost, damaged, exact, cleanTouched} = figures(totals)
  console.log(
    `${name.padEnd(34)} ${String(docs).padStart(4)} docs  P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}  body lost ${percent(bodyLost)}  damaged ${percent(damaged)}  exact ${percent(exact)}  clean touched ${percent(cleanTouched)}`,
  )
}
for (const [group, totals] of byName(groups)) showFigures(group, totals)

/** Of all pages, and of each set of them. */
const ofPages: readonly (readonly [string, PageFigures])[] = [
  ['all', pageFigures(pages)],
  ...[...new Set(pages.map(({page}) => page.set))]
    .toSorted()
    .map((set) => [set, pageFigures(pages.filter(({page}) => page.set === set))] as const),
]
console.log('\nreal pages, means of words against their references:')
for (const [set, figure] of ofPages)
  console.log(
    `${set.padEnd(18)} ${String(figure.pages).padStart(4)} pages  P ${percent(figure.precision)}  R ${percent(figure.recall)}  F1 ${percent(figure.f1)}  exact ${percent(figure.exact)}  F1 >= 0.98 ${percent(figure.near)}  trailing noise ${percent(figure.trailing)}  refused ${percent(figure.refused)}`,
  )
if (options['html-out'] !== undefined)
  writeFileSync(options['html-out'], pages.map(({page: {id}, text}) => `${JSON.stringify({id, text})}\n`).join(''))
console.log('\nby level, each document alone and with a profile learned from the pool:')
for (const [way, totals] of byName(variants)) if (/^(?:real|spliced held-out)/u.test(way)) showFigures(way, totals)
for (const [languages, curve] of Object.entries(curves)) {
  console.log(`\nreal ${languages}, what is taken out at thorough, by its confidence`)
  for (const line of curveTable(curve)) console.log(line)
}
for (const group of ['real ar', 'real other', 'spliced held-out ar']) {
  console.log(`\n${group}, characters: as marked (rows), as taken out (columns)`)
  for (const line of confusionTable(groups.get(group)?.confusion ?? {})) console.log(line)
}

const badness = ({totals}: Result): number => 3 * totals.cutBody + totals.noise - totals.cutNoise
const shown = results.filter(
  ({document}) =>
    options.lang === undefined ||
    (options.lang === document.lang && isReal(document)) ||
    options.lang === document.stratum ||
    (options.lang === 'other' && document.lang !== 'ar' && isReal(document)) ||
    options.lang === document.stratum,
)
for (const result of shown.toSorted((a, b) => badness(b) - badness(a)).slice(0, Number(options.worst))) show(result)

function show({document, outcome, totals}: Result): void {
  console.log(
    `\n${document.id} (${document.lang}, ${document.host ?? '—'}): body lost ${totals.cutBody}, noise left ${totals.noise - totals.cutNoise}`,
  )
  const overlaps = (a: {start: number; end: number}, b: {start: number; end: number}): boolean =>
    a.start < b.end && b.start < a.end
  for (const removal of outcome.removals)
    if (!document.noise.some((noise) => overlaps(noise, removal)))
      console.log(
        `  lost  ${removal.category} ${removal.confidence} ${JSON.stringify(removal.text.trim().slice(0, 90))} ${removal.evidence.map(({signal, weight}) => `${signal} ${weight}`).join(', ')}`,
      )
  for (const noise of document.noise) {
    if (
      noise.category === 'credit' ||
      noise.category === 'unsure' ||
      outcome.removals.some((removal) => overlaps(noise, removal))
    )
      continue
    const doubt = outcome.suspects.find((suspect) => overlaps(noise, suspect))
    console.log(
      `  left  ${noise.category} ${JSON.stringify(document.text.slice(noise.start, noise.end).slice(0, 90))} ${doubt ? `suspect ${doubt.category} ${doubt.confidence} ${doubt.guard ?? ''}` : ''}`,
    )
  }
}

/** The figures that have floors: shares of what should be high, and of what should be low. */
const watched: Readonly<Record<string, 1 | -1>> = {f1: 1, bodyLost: -1, damaged: -1, exact: 1, trailing: -1}
/** Figures may differ by this much without a word: the last document of a group. */
const SLACK = 0.0005

type Floors = Readonly<Record<string, Readonly<Record<string, number>>>>
const floorsFile = new URL('./floors.json', import.meta.url)
const floors = JSON.parse(readFileSync(floorsFile, 'utf8')) as {gold: string; floors: Floors}

if (floors.gold !== sha256(files.gold))
  console.log('quality: the marked documents are not those that the floors were measured on')
const [, {f1, exact, trailing}] = ofPages[0]!
const now: Floors = Object.fromEntries([
  ...[...groups].map(([group, totals]) => {
    const measured = figures(totals)
    return [group, {f1: measured.f1, bodyLost: measured.bodyLost, damaged: measured.damaged}] as const
  }),
  ['real pages', {f1, exact, trailing}] as const,
])
const worse = Object.entries(floors.floors).flatMap(([group, floor]) =>
  Object.entries(floor).flatMap(([name, least]) => {
    const measured = now[group]?.[name] ?? 0
    return watched[name]! * (measured - least) < -SLACK
      ? [`${group} ${name}: ${percent(measured).trim()}, floor ${percent(least).trim()}`]
      : []
  }),
)
for (const line of worse) console.log(`below its floor: ${line}`)

if (options.update && (worse.length === 0 || options['allow-regression'])) {
  const rounded = Object.entries(now)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, measured]) => [
      group,
      Object.fromEntries(Object.entries(measured).map(([name, share]) => [name, Number(share.toFixed(4))])),
    ])
  writeFileSync(
    floorsFile,
    `${JSON.stringify({gold: sha256(files.gold), floors: Object.fromEntries(rounded)}, undefined, 2)}\n`,
  )
  console.log('floors written')
} else if (worse.length > 0) process.exitCode = 1
