/**
 * Documents with noise of known place: real bodies that are clean, with furniture, headlines and paragraphs of other
 * documents put into them in the layouts that real sites have. Everything is drawn from a seeded stream.
 */
import type {Category} from '../src/model.ts'
import type {Pack} from '../src/phrases.ts'
import {outletOf, random, type Marked, type Unmarked} from './shared.ts'

/** What the layouts draw from, in one language. */
interface Material {
  readonly titles: readonly string[]
  readonly paragraphs: readonly (readonly string[])[]
  /** Phrases of the packs: list → phrases that open a block, and phrases that are one. */
  readonly opens: Readonly<Record<string, readonly string[]>>
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/** A line to put in: its text and what it is. An empty text is a blank line. */
type Line = readonly [text: string, category: Category | undefined]

/** Draws for a layout. */
interface Draw {
  readonly material: Material
  /** A whole number from `from` to `to`. */
  between(from: number, to: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Titles of other documents. */
  titles(count: number): readonly string[]
  /** A phrase that opens a block of a list. */
  opener(list: string): string
  /** A phrase that is a block of a list by itself. */
  label(list: string): string
}

/** A way that sites put noise behind, into or above an article. */
interface Layout {
  readonly name: string
  readonly where: 'tail' | 'inset' | 'head'
  /** How often it is drawn beside the others; once when not given. What has no marker takes more documents to learn. */
  readonly often?: number
  /** Learned from, or kept for `npm run quality`. */
  readonly use: 'train' | 'held-out'
  readonly lines: (draw: Draw) => readonly Line[]
}

const blank: Line = ['', undefined]
const bullets = ['• ', '- ', '* ', '', '', '  •  ', '» ', '▪ ']
const colons = [':', ' :', '', '..', ': ', '']

const tags = (draw: Draw, count: number): string[] =>
  draw.titles(count).flatMap((title) => {
    const words = title.split(/[\s"“”«»:،,.|]+/u).filter((word) => word.length > 2)
    const at = draw.between(0, Math.max(0, words.length - 2))
    return words.length === 0 ? [] : [words.slice(at, at + draw.between(1, 2)).join(' ')]
  })

const stamp = (draw: Draw): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  return draw.pick([
    `${two(draw.between(0, 23))}:${two(draw.between(0, 59))}`,
    `${draw.between(1, 28)}/${draw.between(1, 12)}/20${draw.between(10, 26)}`,
    `20${draw.between(10, 26)}-${two(draw.between(1, 12))}-${two(draw.between(1, 28))}`,
  ])
}

const listed = (draw: Draw, category: Category, count: number): Line[] => {
  const bullet = draw.pick(bullets)
  const gaps = draw.chance(0.3)
  const stamped = draw.chance(0.15)
  return draw.titles(count).flatMap((title): Line[] => {
    const line: Line = [bullet + (stamped ? `${stamp(draw)} ` : '') + title, category]
    return gaps ? [line, blank] : [line]
  })
}

const labelOf = (draw: Draw, list: string): string => draw.label(list) + draw.pick(colons)

const otherArticle = (draw: Draw): Line[] => {
  const paragraphs = draw.pick(draw.material.paragraphs)
  return paragraphs.slice(0, draw.between(1, 5)).flatMap((text): Line[] => [[text, 'foreign'], blank])
}

const layouts: readonly Layout[] = [
  {
    name: 'read-also list',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [labelOf(draw, 'related'), 'related'],
      ...(draw.chance(0.3) ? [blank] : []),
      ...listed(draw, 'related', draw.between(1, 8)),
    ],
  },
  {
    name: 'read-also lines',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      draw
        .titles(draw.between(1, 3))
        .map((title): Line => [
          `${draw.opener('related')}${draw.pick([': ', ' : ', ' ', ':', '.. '])}${title}`,
          'related',
        ]),
  },
  {
    name: 'read-also line',
    where: 'inset',
    use: 'train',
    lines: (draw) => [
      [`${draw.opener('related')}${draw.pick([': ', ' : ', ' ', ':', '.. '])}${draw.titles(1)[0]!}`, 'related'],
    ],
  },
  {
    name: 'read-also block',
    where: 'inset',
    use: 'train',
    lines: (draw) => [[labelOf(draw, 'related'), 'related'], ...listed(draw, 'related', draw.between(1, 3))],
  },
  {name: 'bare headlines', where: 'tail', use: 'train', lines: (draw) => listed(draw, 'headlines', draw.between(1, 6))},
  {name: 'bare headline', where: 'inset', use: 'train', lines: (draw) => [[draw.titles(1)[0]!, 'headlines']]},
  {
    name: 'headline section',
    where: 'tail',
    use: 'train',
    lines: (draw) => [[draw.label('headlines'), 'headlines'], ...listed(draw, 'headlines', draw.between(2, 8))],
  },
  {
    name: 'tag line',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [
        `${draw.opener('keywords')}${draw.pick([': ', ' ', ' : '])}${tags(draw, draw.between(2, 9)).join(draw.pick([' ', ', ', '، ', ' | ', ' ']))}`,
        'keywords',
      ],
    ],
  },
  {
    name: 'tag lines',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [labelOf(draw, 'keywords'), 'keywords'],
      ...tags(draw, draw.between(2, 9)).map((tag): Line => [tag, 'keywords']),
    ],
  },
  {
    name: 'bare tags',
    where: 'tail',
    use: 'train',
    lines: (draw) => [[tags(draw, draw.between(4, 10)).join(draw.pick([' ', ', ', ' ', '، '])), 'keywords']],
  },
  {
    name: 'tag spam',
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const few = tags(draw, draw.between(5, 12))
      const spam = Array.from({length: draw.between(20, 70)}, () => draw.pick(few)).join(' ')
      return [[(draw.chance(0.7) ? `${draw.opener('keywords')}: ` : '') + spam, 'keywords']]
    },
  },
  {
    name: 'second article',
    often: 3,
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [labelOf(draw, 'related'), 'related'],
      blank,
      [draw.titles(1)[0]!, 'related'],
      blank,
      ...otherArticle(draw),
    ],
  },
  {
    name: 'headed article',
    often: 3,
    where: 'tail',
    use: 'train',
    lines: (draw) => [[draw.titles(1)[0]!, 'headlines'], ...(draw.chance(0.5) ? [blank] : []), ...otherArticle(draw)],
  },
  {
    name: 'article between lists',
    often: 3,
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const [title] = draw.titles(1)
      const marker: Line[] = draw.chance(0.6) ? [[labelOf(draw, 'related'), 'related']] : []
      const echo: Line[] = draw.chance(0.6) ? [[`• ${title!}`, 'related']] : []
      return [
        ...marker,
        [title!, marker.length > 0 ? 'related' : 'headlines'],
        ...otherArticle(draw),
        [labelOf(draw, 'related'), 'related'],
        ...listed(draw, 'related', draw.between(0, 3)),
        ...echo,
        ...listed(draw, 'related', draw.between(0, 3)),
      ]
    },
  },
  {
    name: 'appeal',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      Array.from({length: draw.between(1, 3)}, (): Line => [
        draw.opener('promo') +
          draw.pick([
            '',
            ':',
            ' ',
            ' ' + draw.pick(['Facebook', 'Twitter', 'Telegram', 'https://t.me/example', '@example', 'WhatsApp']),
          ]),
        'promo',
      ]),
  },
  {
    name: 'appeal with addresses',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      Array.from({length: draw.between(1, 3)}, (): Line[] => [
        [draw.opener('promo') + draw.pick([':', '', ' :']), 'promo'],
        [
          draw.pick([
            'https://www.facebook.com/example',
            'http://twitter.com/example',
            'https://t.me/example',
            'info@example.com',
          ]),
          'promo',
        ],
      ]).flat(),
  },
  {
    name: 'teaser',
    where: 'inset',
    use: 'train',
    lines: (draw) => [
      [
        `${draw.opener('related')}${draw.pick([' ', ': ', ' : '])}${draw.titles(1)[0]!} ${unended(sentence(draw))}${draw.pick(['', '...', ` ${tags(draw, 1)[0] ?? ''}`])}`.trimEnd(),
        'related',
      ],
    ],
  },
  {
    name: 'glued tags',
    where: 'tail',
    use: 'train',
    lines: (draw) => [[tags(draw, draw.between(3, 7)).join(''), 'keywords']],
  },
  {
    name: 'glued headlines',
    where: 'tail',
    use: 'train',
    lines: (draw) => [[draw.opener('related') + draw.titles(draw.between(2, 5)).join(''), 'related']],
  },
  {
    name: 'left-over markup',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [
        draw.pick([
          `<a href="/news/${draw.between(1, 999)}.html">${draw.titles(1)[0]!}</a>`,
          `<img src="/images/${draw.between(1, 999)}.jpg" />`,
          `var id = ${draw.between(1, 999)};`,
          '$(".share").click(function(){',
          'window.dataLayer = window.dataLayer || [];',
        ]),
        'ui',
      ],
    ],
  },
  {
    name: 'stamped headlines',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      draw.titles(draw.between(2, 6)).flatMap((title): Line[] => [
        [stamp(draw), 'headlines'],
        [title, 'headlines'],
      ]),
  },
  {
    name: 'headlines with sections',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      draw.titles(draw.between(2, 6)).flatMap((title): Line[] => [
        [title, 'headlines'],
        [tags(draw, 1)[0] ?? '—', 'headlines'],
      ]),
  },
  {
    name: 'appeal inside',
    where: 'inset',
    use: 'train',
    lines: (draw) => [[draw.opener('promo') + draw.pick(['', ':', ' Google News', ' WhatsApp']), 'promo']],
  },
  {
    name: 'advertisement',
    where: 'inset',
    use: 'train',
    lines: (draw) => [[draw.label(draw.chance(0.7) ? 'promo' : 'ui'), draw.chance(0.7) ? 'promo' : 'ui']],
  },
  {
    name: 'share bar',
    where: 'tail',
    use: 'train',
    lines: (draw) => Array.from({length: draw.between(1, 8)}, (): Line => [draw.label('ui'), 'ui']),
  },
  {
    name: 'share line',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [
        `${draw.opener('ui')}${draw.pick(['', ':', ' : '])} ${draw.pick(['', 'Facebook Twitter', stamp(draw), 'WhatsApp'])}`.trim(),
        'ui',
      ],
    ],
  },
  {
    name: 'permalink',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [
        `${draw.opener('ui')}: ${draw.pick([`https://example.com/news/${draw.between(1000, 99_999)}`, draw.titles(1)[0]!])}`,
        'ui',
      ],
    ],
  },
  {
    name: 'menu',
    where: 'head',
    use: 'train',
    lines: (draw) => Array.from({length: draw.between(1, 6)}, (): Line => [draw.label('ui'), 'ui']),
  },
  {
    name: 'crumbs',
    where: 'head',
    use: 'train',
    lines: (draw) => [
      [
        Array.from({length: draw.between(2, 4)}, () => draw.label('ui')).join(draw.pick([' > ', ' » ', ' | ', ' / '])),
        'ui',
      ],
    ],
  },
  {
    name: 'comments',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [draw.label('comments') + draw.pick(['', ':', ` (${draw.between(0, 40)})`]), 'comments'],
      ...Array.from({length: draw.between(0, 4)}, (): Line[] => [
        [`${tags(draw, 1)[0] ?? '—'} ${draw.pick(['- ', '| ', ''])}${stamp(draw)}`, 'comments'],
        [sentence(draw), 'comments'],
      ]).flat(),
    ],
  },
  {
    name: 'comment form',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      Array.from({length: draw.between(1, 5)}, (): Line => [
        draw.chance(0.5) ? draw.opener('comments') : draw.label('comments'),
        'comments',
      ]),
  },
  {
    name: 'copyright',
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [`${draw.opener('legal')}${draw.pick(['', ' © 2024', ' 2019', '. ' + tags(draw, 1).join('')])}`, 'legal'],
    ],
  },
  {
    name: 'empty labels',
    where: 'tail',
    use: 'train',
    lines: (draw) =>
      Array.from({length: draw.between(1, 2)}, (): Line[] => {
        const list = draw.pick(['related', 'keywords', 'comments', 'related'] as const)
        return [[labelOf(draw, list), list]]
      }).flat(),
  },
  {
    name: 'numbered read-also',
    where: 'tail',
    use: 'held-out',
    lines: (draw) => [
      [labelOf(draw, 'related'), 'related'],
      blank,
      ...draw.titles(draw.between(2, 5)).map((title, index): Line => [`${index + 1}. ${title}`, 'related']),
    ],
  },
  {
    name: 'dated headlines',
    where: 'tail',
    use: 'held-out',
    lines: (draw) =>
      draw.titles(draw.between(2, 5)).flatMap((title): Line[] => [
        [title, 'headlines'],
        [stamp(draw), 'headlines'],
      ]),
  },
  {
    name: 'dashed tags',
    where: 'tail',
    use: 'held-out',
    lines: (draw) => [[`${draw.opener('keywords')} : ${tags(draw, draw.between(3, 8)).join(' - ')}`, 'keywords']],
  },
  {
    name: 'two headlines inside',
    where: 'inset',
    use: 'held-out',
    lines: (draw) => draw.titles(2).map((title): Line => [title, 'headlines']),
  },
  {
    name: 'echoed article',
    where: 'tail',
    use: 'held-out',
    lines: (draw) => {
      const [title] = draw.titles(1)
      return [
        [title!, 'headlines'],
        blank,
        ...otherArticle(draw),
        [labelOf(draw, 'related'), 'related'],
        [`• ${title!}`, 'related'],
      ]
    },
  },
  {
    name: 'footer line',
    where: 'tail',
    use: 'held-out',
    lines: (draw) => [
      [`${draw.label('ui')} | ${draw.label('ui')} | ${draw.label('comments')}`, 'ui'],
      [draw.opener('legal'), 'legal'],
      [draw.opener('promo'), 'promo'],
    ],
  },
]

const sentence = (draw: Draw): string => {
  const paragraph = draw.pick(draw.pick(draw.material.paragraphs))
  return paragraph
    .split(/(?<=[.!?؟])\s/u)[0]!
    .split(' ')
    .slice(0, draw.between(4, 20))
    .join(' ')
}

/** A sentence without its stop. */
const unended = (text: string): string => text.replace(/[.!?؟。]$/u, '')

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

function drawFrom(material: Material, next: () => number): Draw {
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
    titles: (count) => Array.from({length: count}, () => pick(material.titles)),
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
    const draw = drawFrom(stock.materials.get(body.lang)!, next)
    return spliced(body, draw, use, `spliced-${use}-${seed}-${index}`)
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
      const times = where === 'inset' && draw.chance(0.25) ? draw.between(2, 4) : 1
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
