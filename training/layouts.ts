/** The ways that sites put noise behind, into or above an article: what to splice, and what it is. */
import type {Category} from '../src/model.ts'

/** What the layouts draw from, in one language. */
export interface Material {
  readonly titles: readonly string[]
  readonly paragraphs: readonly (readonly string[])[]
  /** Phrases of the packs: list → phrases that open a block, and phrases that are one. */
  readonly opens: Readonly<Record<string, readonly string[]>>
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/** A line to put in: its text and what it is. An empty text is a blank line. */
export type Line = readonly [text: string, category: Category | undefined]

/** Draws for a layout. */
export interface Draw {
  readonly material: Material
  /** A whole number from `from` to `to`. */
  between(from: number, to: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Titles of other documents, of so many words or more where there are such. */
  titles(count: number, words?: number): readonly string[]
  /** The title of another document on the subject of this one: of many, that which shares most words with it. */
  near(): string
  /** A phrase that opens a block of a list. */
  opener(list: string): string
  /** A phrase that is a block of a list by itself. */
  label(list: string): string
}

/** A way that sites put noise behind, into or above an article. */
export interface Layout {
  readonly name: string
  readonly where: 'tail' | 'inset' | 'head'
  /** How often it is drawn beside the others; once when not given. What has no marker takes more documents to learn. */
  readonly often?: number
  /** It stands at several places, always. */
  readonly several?: boolean
  /** Learned from, or kept for `npm run quality`. */
  readonly use: 'train' | 'held-out'
  readonly lines: (draw: Draw) => readonly Line[]
}

export const blank: Line = ['', undefined]
const bullets = ['• ', '- ', '* ', '', '', '  •  ', '» ', '▪ ']
const colons = [':', ' :', '', '..', ': ', '']

export const tags = (draw: Draw, count: number): string[] =>
  draw.titles(count).flatMap((title) => {
    const words = title.split(/[\s"“”«»:،,.|]+/u).filter((word) => word.length > 2)
    const at = draw.between(0, Math.max(0, words.length - 2))
    return words.length === 0 ? [] : [words.slice(at, at + draw.between(1, 2)).join(' ')]
  })

export const stamp = (draw: Draw): string => {
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

export const sentence = (draw: Draw): string => {
  const paragraph = draw.pick(draw.pick(draw.material.paragraphs))
  return paragraph
    .split(/(?<=[.!?؟])\s/u)[0]!
    .split(' ')
    .slice(0, draw.between(4, 20))
    .join(' ')
}

/** A sentence without its stop. */
const unended = (text: string): string => text.replace(/[.!?؟。]$/u, '')

export const layouts: readonly Layout[] = [
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
  // As long as headlines are: shorter ones are not to be told from subheads.
  {name: 'bare headline', where: 'inset', use: 'train', lines: (draw) => [[draw.titles(1, 7)[0]!, 'headlines']]},
  {
    name: 'headlines on the subject',
    where: 'inset',
    use: 'train',
    several: true,
    lines: (draw) => [[draw.near(), 'headlines']],
  },
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
      // Without its marker the echoed article is a layout that is held out.
      const echo: Line[] = marker.length > 0 && draw.chance(0.6) ? [[`• ${title!}`, 'related']] : []
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
    name: 'headlines with teasers',
    often: 2,
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const label: Line[] = draw.chance(0.6) ? [[labelOf(draw, draw.pick(['related', 'headlines'])), 'related']] : []
      return [
        ...label,
        ...draw.titles(draw.between(2, 4)).flatMap((title): Line[] => [
          [title, label.length > 0 ? 'related' : 'headlines'],
          [sentence(draw), label.length > 0 ? 'related' : 'headlines'],
        ]),
      ]
    },
  },
  {
    name: 'headlines with a site and a time',
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const site = tags(draw, 1)[0] ?? '—'
      const [open, close] = draw.pick([
        ['【', '】'],
        [' - ', ' '],
        [' (', ') '],
        [' | ', ' '],
        [' ', ' '],
      ] as const)
      return draw
        .titles(draw.between(2, 7))
        .map((title): Line => [`${title}${open}${site}${close}${stamp(draw)}`, 'headlines'])
    },
  },
  {
    name: 'thread of comments',
    often: 2,
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const signed = draw.chance(0.5)
      const shape = draw.pick(['- ', '', '» ', '~ '])
      return [
        ...(draw.chance(0.6) ? ([[labelOf(draw, 'comments'), 'comments']] as const) : []),
        ...Array.from({length: draw.between(2, 6)}, (): Line[] => {
          const who: Line = [
            `${shape}${tags(draw, 1)[0] ?? '—'}${draw.pick([', ', ' | ', ' - ', ' '])}${stamp(draw)}`,
            'comments',
          ]
          const said = Array.from({length: draw.between(1, 3)}, (): Line => [sentence(draw), 'comments'])
          const answer: Line[] = draw.chance(0.3) ? [[draw.label('comments'), 'comments']] : []
          return signed ? [...said, who, ...answer] : [who, ...said, ...answer]
        }).flat(),
      ]
    },
  },
  {
    name: 'appeal in sentences',
    often: 2,
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      [
        Array.from({length: draw.between(2, 4)}, () =>
          draw.chance(0.7)
            ? `${draw.opener(draw.pick(['promo', 'promo', 'promo', 'legal', 'ui']))} ${tags(draw, 1)[0] ?? ''}`.trim()
            : unended(sentence(draw)),
        ).join(draw.pick(['. ', '! ', ', '])) + draw.pick(['.', '!', '']),
        'promo',
      ],
    ],
  },
  {
    name: 'appeal box',
    where: 'inset',
    use: 'train',
    lines: (draw) => [
      [`${draw.opener('promo')} ${unended(sentence(draw))}${draw.pick(['.', '!', ''])}`, 'promo'],
      ...(draw.chance(0.5) ? ([[draw.label('promo'), 'promo']] as const) : []),
    ],
  },
  {
    name: 'menu in a line',
    where: 'head',
    use: 'train',
    lines: (draw) => {
      const between = draw.pick([' | ', ' · ', ' • ', ' / ', '  ', ' '])
      return [
        [
          Array.from({length: draw.between(4, 12)}, () => draw.label(draw.pick(['ui', 'ui', 'headlines']))).join(
            between,
          ),
          'ui',
        ],
      ]
    },
  },
  {
    name: 'menu at the foot',
    where: 'tail',
    use: 'train',
    lines: (draw) => {
      const between = draw.pick([' | ', ' · ', ' • ', ' ', ''])
      const words = draw.chance(0.5)
        ? tags(draw, draw.between(4, 14))
        : Array.from({length: draw.between(4, 12)}, () => draw.label('ui'))
      return between === '' ? words.map((word): Line => [word, 'ui']) : [[words.join(between), 'ui']]
    },
  },
  {
    name: 'headlines, then furniture',
    often: 2,
    where: 'tail',
    use: 'train',
    lines: (draw) => [
      ...draw.titles(draw.between(2, 8)).map((title): Line => [title, 'headlines']),
      ...Array.from({length: draw.between(0, 3)}, (): Line => [draw.label('ui'), 'ui']),
      ...(draw.chance(0.5) ? ([[draw.opener('legal'), 'legal']] as const) : []),
    ],
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
