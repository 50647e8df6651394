/**
 * Documents with noise of known place: real bodies that are clean, with furniture, headlines and paragraphs of other
 * documents put into them in the layouts that real sites have. Everything is drawn from a seeded stream.
 */
import type {Category} from '../src/model.ts'
import type {Pack} from '../src/phrases.ts'
import {blank, layouts, sentence, stamp, tags, type Draw, type Layout, type Line, type Material} from './layouts.ts'
import {outletOf, random, type Marked, type Unmarked} from './shared.ts'

/** Bodies to splice into and materials to splice in, by language. */
export interface Stock {
  readonly bodies: readonly Unmarked[]
  readonly materials: ReadonlyMap<string, Material>
}

/** Fewer than this of a kind, and a language is left to its real documents. */
const ENOUGH = 8

/**
 * Gathers the stock.
 *
 * @param clean Documents known or thought to be without noise.
 * @param pool Documents whose titles and paragraphs are spliced in.
 */
export function stockOf(clean: readonly Unmarked[], pool: readonly Unmarked[], packs: readonly Pack[]): Stock {
  const materials = new Map<string, Material>()
  for (const language of new Set(pool.map(({lang}) => lang))) {
    const documents = pool.filter(({lang}) => lang === language)
    const titles = documents.flatMap(({title}) =>
      title !== null && title.length > 20 && title.length < 160 ? [title] : [],
    )
    const paragraphs = clean
      .filter(({lang}) => lang === language)
      .map(({text}) => text.split(/\n+/u).filter((line) => line.length > 60))
      .filter((lines) => lines.length > 1)
    const lists = packs.filter((pack) => pack.language === language)
    const phrases = (is: boolean): Record<string, string[]> =>
      Object.fromEntries(
        lists.map(({list, text}) => [
          list,
          text
            .split('\n')
            .filter((line) => line !== '' && !/^[#*]/u.test(line) && line.startsWith('= ') === is)
            .map((line) => line.replace(/^= |:$/gu, '').trim()),
        ]),
      )
    if (titles.length >= ENOUGH && paragraphs.length >= ENOUGH && lists.length >= ENOUGH)
      materials.set(language, {titles, paragraphs, opens: phrases(false), labels: phrases(true)})
  }
  return {bodies: clean.filter(({lang}) => materials.has(lang)), materials}
}

/** A title on the subject is the best of so many, and has so many words: shorter ones are not to be told from subheads. */
const NEAR = {among: 150, words: 8}

function drawFrom(material: Material, next: () => number, body: Unmarked): Draw {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!
  const of = (lists: Material['opens'], others: Material['opens'], list: string): string => {
    const own = lists[list] ?? []
    const other = others[list] ?? []
    return own.length > 0 ? pick(own) : other.length > 0 ? pick(other) : '—'
  }
  return {
    material,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (share) => next() < share,
    pick,
    titles: (count, words = 1) => {
      const long = material.titles.filter((title) => title.split(/\s+/u).length >= words)
      return Array.from({length: count}, () => pick(long.length > 0 ? long : material.titles))
    },
    near() {
      const words = new Set(body.text.split(/[\s\p{P}]+/u).filter((word) => word.length > 3))
      const shared = (title: string): number => title.split(/[\s\p{P}]+/u).filter((word) => words.has(word)).length
      const titles = Array.from({length: NEAR.among}, () => pick(material.titles)).filter(
        (title) => title !== body.title && title.split(/\s+/u).length >= NEAR.words,
      )
      return titles.toSorted((a, b) => shared(b) - shared(a))[0] ?? pick(material.titles)
    },
    opener: (list) => of(material.opens, material.labels, list),
    label: (list) =>
      next() < 0.6 ? of(material.labels, material.opens, list) : of(material.opens, material.labels, list),
  }
}

/**
 * Splices documents.
 *
 * @param use Which layouts: those to learn from, or those held out.
 * @param count How many documents.
 */
export function splice(stock: Stock, use: Layout['use'], count: number, seed: number): Marked[] {
  const next = random(seed)
  if (stock.bodies.length === 0) return []
  return Array.from({length: count}, (_, index) => {
    const body = stock.bodies[Math.floor(next() * stock.bodies.length)]!
    const draw = drawFrom(stock.materials.get(body.lang)!, next, body)
    return spliced(body, draw, use, `spliced-${use}-${seed}-${index}`)
  })
}

/** Bodies of an outlet from which on pages of a site can be made of them, and how many are used. */
const PAGES = {from: 6, to: 12}

/**
 * Pages of sites that print the same lines on most of their pages, whatever these say: real bodies of an outlet, with
 * words, headlines and sentences of other documents above, between and behind them.
 */
export function spliceSites(stock: Stock, seed: number): Marked[] {
  const next = random(seed)
  const sites = new Map<string, Unmarked[]>()
  for (const body of stock.bodies) sites.set(outletOf(body), [...(sites.get(outletOf(body)) ?? []), body])
  return [...sites].flatMap(([site, bodies]) => {
    if (bodies.length < PAGES.from) return []
    const draw = drawFrom(stock.materials.get(bodies[0]!.lang)!, next, bodies[0]!)
    const furniture = Array.from({length: draw.between(2, 5)}, () => ({
      // What a site signs its articles with stands on all pages too, and is kept.
      ...draw.pick([
        () => ({text: tags(draw, 1)[0] ?? '—', category: 'ui' as const}),
        () => ({text: draw.titles(1)[0]!, category: 'ui' as const}),
        () => ({text: sentence(draw), category: 'ui' as const}),
        () => ({text: draw.label('credit'), category: 'credit' as const}),
        () => ({text: `${draw.opener('credit')} ${tags(draw, 1)[0] ?? ''}`.trim(), category: 'credit' as const}),
        () => ({text: stamp(draw), category: 'credit' as const}),
      ])(),
      where: draw.pick(['head', 'inset', 'tail', 'tail'] as const),
      share: draw.pick([0.4, 0.7, 1]),
    }))
    return bodies.slice(0, PAGES.to).map((body, page) => {
      const lines: Line[] = body.text.split('\n').map((line) => [line, undefined])
      for (const {text, category, where, share} of furniture) {
        if (!draw.chance(share)) continue
        const at = {head: 0, inset: draw.between(1, lines.length), tail: lines.length}[where]
        lines.splice(at, 0, [text, category])
      }
      return written(lines, body, `site-${seed}-${site}-${page}`, 'spliced site')
    })
  })
}

function spliced(body: Unmarked, draw: Draw, use: Layout['use'], id: string): Marked {
  const of = (where: Layout['where']): Line[][] => {
    const fitting = layouts
      .filter((layout) => layout.where === where && layout.use === use)
      .flatMap((layout) => Array.from({length: layout.often ?? 1}, () => layout))
    const counts = {tail: [0, 1, 1, 2, 3], inset: [0, 0, 1, 2], head: [0, 0, 0, 1]}[where]
    if (fitting.length === 0) return []
    return Array.from({length: draw.pick(counts)}, () => {
      const layout = draw.pick(fitting)
      // A site that puts a line between two paragraphs does so at several places.
      const times = layout.several
        ? draw.between(2, 4)
        : where === 'inset' && draw.chance(0.25)
          ? draw.between(2, 4)
          : 1
      return Array.from({length: times}, () => [...layout.lines(draw)])
    }).flat()
  }
  const lines: Line[] = body.text.split('\n').map((line) => [line, undefined])
  const gap: Line[] = /\n\s*\n/u.test(body.text) || draw.chance(0.2) ? [blank] : []
  for (const inset of of('inset')) {
    const filled = lines.flatMap(([text], at) =>
      at > 0 && text.trim().length > 60 && lines[at - 1]![1] === undefined ? [at] : [],
    )
    if (filled.length > 0) lines.splice(draw.pick(filled), 0, ...inset, ...gap)
  }
  for (const head of of('head')) lines.unshift(...head, ...gap)
  for (const tail of of('tail')) {
    if (use === 'train' && draw.chance(0.12)) glue(lines, tail)
    else lines.push(...gap, ...tail)
  }
  return written(lines, body, id, `spliced ${use}`)
}

/** Glues the first line of a tail to the last line of the document, as where a site's line breaks were lost. */
function glue(lines: Line[], tail: Line[]): void {
  const last = lines.findLastIndex(([text]) => text.trim() !== '')
  const [first, ...others] = tail
  if (first?.[1] !== undefined && lines[last]?.[1] === undefined)
    lines[last] = [`${lines[last]![0]}\u0000${first[0]}`, first[1]]
  else if (first) lines.push(first)
  lines.push(...others)
}

/** The document as text with marks. A NUL parts body from noise inside a line. */
function written(lines: readonly Line[], body: Unmarked, id: string, stratum: string): Marked {
  let text = ''
  const noise: {start: number; end: number; category: Category}[] = []
  for (const [index, [line, category]] of lines.entries()) {
    const [own, ...glued] = line.split('\u0000')
    const start = text.length + (glued.length > 0 ? own!.length : 0)
    text += own! + glued.join('')
    if (category !== undefined && text.length > start) noise.push({start, end: text.length, category})
    if (index < lines.length - 1) text += '\n'
  }
  return {id, lang: body.lang, host: outletOf(body), stratum, title: body.title, text, noise}
}
