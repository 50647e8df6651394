/** What the markup of a page says of a block: the elements around it, its links, and where it stands to most of the prose. */
import {common, isIn} from '../frames.ts'
import type {Block, Context, Example, Family, Frame, Say, Signal} from '../model.ts'
import {SENTENCE} from './declare.ts'
import {heartOf, type Heart} from './heart.ts'
import {classWords, tagNames} from './names.ts'

const LINE = 'خبر من المدينة'
const PROSE = `<p>${SENTENCE}</p>`

const page = (at: number | null, ...text: readonly string[]): Example => ({text, at, form: 'html'})

const signal = (id: string, says: string, speaks: Example, silent = page(null, PROSE)): Signal => ({
  id,
  kind: 'markup',
  says,
  examples: [speaks, silent],
})

const tagSignals = tagNames.map((tag) =>
  signal(
    `in-${tag}`,
    `The block stands in a <${tag}> that the heart of the page does not stand in, or is one.`,
    sampleOf(tag),
    page(null, SENTENCE),
  ),
)
const wordSignals = classWords.map((word) =>
  signal(
    `named-${word}`,
    `An element around the block, and not around the heart of the page, has “${word}” in its class, id or role.`,
    page(0, `<div class="x-${word}">${LINE}</div>`),
  ),
)

/** Some elements stand only in others. */
function sampleOf(tag: string): Example {
  const sample = `<${tag}>${LINE}</${tag}>`
  if (tag === 'option') return page(0, `<select>${sample}</select>`)
  if (tag === 'dialog') return page(0, `<dialog open>${LINE}</dialog>`)
  if (tag === 'table' || tag === 'tr') return page(0, `<table><tr><td>${LINE}</td></tr></table>`)
  return page(0, ['td', 'th', 'caption'].includes(tag) ? `<table>${sample}</table>` : sample)
}

const signals: readonly Signal[] = [
  ...tagSignals,
  ...wordSignals,
  signal('linked', 'The share of the block that is links.', page(0, `<p><a href="#">${LINE}</a></p>`)),
  signal(
    'all-linked',
    'The whole block is links.',
    page(0, `<p><a href="#">${LINE}</a></p>`),
    page(null, `<p><a href="#">خبر</a> من المدينة</p>`),
  ),
  signal('hidden', 'Style or an attribute hides the block.', page(0, `<p style="display:none">${LINE}</p>`)),
  signal(
    'among-links',
    'Of the four blocks before and the four behind, the share that is links.',
    page(0, `<p>${LINE}</p><ul><li><a href="#">${LINE}</a></li></ul>`),
  ),
  signal(
    'in-heart',
    'The block stands in the innermost element that holds most of the prose.',
    page(0, `<div>${PROSE}${PROSE}</div><p>${LINE}</p>`),
    page(null, LINE),
  ),
  signal('before-heart', 'The block stands before that element.', page(0, `<p>${LINE}</p><div>${PROSE}${PROSE}</div>`)),
  signal('behind-heart', 'The block stands behind that element.', page(2, `<div>${PROSE}${PROSE}</div><p>${LINE}</p>`)),
  signal(
    'above-heart-prose',
    'The block stands in that element, above its first prose.',
    page(0, `<div><p>${LINE}</p>${PROSE}${PROSE}</div>`),
  ),
  signal(
    'below-heart-prose',
    'The block stands in that element, below its last prose.',
    page(2, `<div>${PROSE}${PROSE}<p>${LINE}</p></div>`),
  ),
  signal(
    'deep-in-heart',
    'How many elements stand between that element and the block: 1 is four or more.',
    page(1, `<div>${PROSE}<ul><li><b>${LINE}</b></li></ul>${PROSE}</div>`),
  ),
  signal(
    'shares-heart',
    'Of the elements around the heart of the page, the share that is around the block as well, outside of it.',
    page(2, `<div><div>${PROSE}${PROSE}</div><p>${LINE}</p></div>`),
  ),
  signal(
    'apart-from-heart',
    'How many elements stand between the block and the innermost one that holds the heart too: 1 is six or more.',
    page(2, `<div>${PROSE}${PROSE}</div><div><ul><li>${LINE}</li></ul></div>`),
  ),
  signal(
    'beside-prose',
    'The share of all prose that stands in the element around that of the block.',
    page(0, `<div><h2>${LINE}</h2>${PROSE}${PROSE}</div>`),
    page(null, LINE),
  ),
  signal(
    'near-prose',
    'The same one element further out.',
    page(0, `<div><div><h2>${LINE}</h2></div>${PROSE}${PROSE}</div>`),
    page(null, LINE),
  ),
  signal(
    'prose-around',
    'The share of the text in the element around that of the block that is prose without links.',
    page(0, `<div><h2>${LINE}</h2>${PROSE}${PROSE}</div>`),
    page(null, LINE),
  ),
  signal(
    'links-around',
    'The share of the text in the element around that of the block that is links.',
    page(0, `<ul><li>${LINE}</li><li><a href="#">${LINE}</a></li></ul>`),
  ),
  signal(
    'links-further-around',
    'The same one element further out.',
    page(0, `<div><ul><li>${LINE}</li></ul><a href="#">${LINE}</a></div>`),
  ),
  signal(
    'item-of-many',
    'The block stands in one of three or more like elements of two or more blocks each: a comment, a teaser. 1 is ten of them.',
    page(0, `<ul>${`<li><p>${LINE}</p><p>${LINE}</p></li>`.repeat(3)}</ul>`),
    page(null, `<ul>${`<li><p>${LINE}</p></li>`.repeat(3)}</ul>`),
  ),
  signal(
    'above-h1',
    'The block stands above the first main heading of the page.',
    page(0, `<p>${LINE}</p><h1>${LINE}</h1>`),
  ),
  signal('h1-of-title', 'The block is a main heading with the words of the title.', {
    ...page(0, `<h1>${LINE}</h1>${PROSE}`),
    title: `${LINE} - جريدة`,
  }),
  signal(
    'published',
    'The page says that its article holds the block.',
    page(0, `<script type="application/ld+json">{"articleBody": "${SENTENCE}"}</script>${PROSE}`),
    page(null, PROSE),
  ),
  signal(
    'not-published',
    'The page says what its article holds, and the block is not in it.',
    page(1, `<script type="application/ld+json">{"articleBody": "${SENTENCE}"}</script>${PROSE}<p>${LINE} ${LINE}</p>`),
  ),
]

type Names = ReadonlySet<string>
const nothing: Names = new Set()

/**
 * The signals of names, by the sets of them, which elements share. What stands around the heart too says nothing: a page is
 * called "comments-open" as a whole.
 */
function named(prefix: string, known: readonly string[]): (names: Names, around: Names) => readonly string[] {
  const ids = new Map(known.map((name) => [name, `${prefix}-${name}`]))
  const found = new Map<Names, Map<Names, readonly string[]>>()
  return (names, around) => {
    let ofNames = found.get(names)
    if (!ofNames) found.set(names, (ofNames = new Map()))
    let now = ofNames.get(around)
    if (!now) ofNames.set(around, (now = [...names].flatMap((name) => (around.has(name) ? [] : (ids.get(name) ?? [])))))
    return now
  }
}

/** Blocks before and behind that `among-links` looks at. */
const AMONG = 4

function links(blocks: readonly Block[], say: Say): void {
  for (const [index, {markup}] of blocks.entries()) {
    const {linked} = markup!
    say('linked', index, linked)
    if (linked === 1) say('all-linked', index, 1)
    let sum = 0
    for (let at = Math.max(0, index - AMONG); at <= Math.min(blocks.length - 1, index + AMONG); at++)
      if (at !== index) sum += blocks[at]!.markup!.linked
    say('among-links', index, sum / (2 * AMONG))
  }
}

function standing(blocks: readonly Block[], heart: Heart, say: Say): void {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  for (const [index, {markup}] of blocks.entries()) {
    const {frame} = markup!
    if (isIn(frame, heart.frame)) {
      if (heart.prose > 0) say('in-heart', index, 1)
      if (index < heart.firstProse) say('above-heart-prose', index, 1)
      if (index > heart.lastProse) say('below-heart-prose', index, 1)
      say('deep-in-heart', index, Math.min(1, (frame.depth - heart.frame.depth - 1) / 4))
    } else {
      const {depth} = common<Frame>(frame, heart.frame)
      say(index < heart.first ? 'before-heart' : 'behind-heart', index, 1)
      say('shares-heart', index, share(depth, heart.frame.depth))
      say('apart-from-heart', index, Math.min(1, (frame.depth - depth) / 6))
    }
    say('item-of-many', index, Math.min(1, heart.itemsAround(frame) / ITEMS))
    const around = frame.parent && heart.massOf(frame.parent)
    if (around) {
      say('beside-prose', index, share(around.prose, heart.prose))
      say('prose-around', index, share(around.prose, around.all))
      say('links-around', index, share(around.linked, around.all))
    }
    const further = frame.parent?.parent && heart.massOf(frame.parent.parent)
    if (further) {
      say('near-prose', index, share(further.prose, heart.prose))
      say('links-further-around', index, share(further.linked, further.all))
    }
  }
}

/** Items from which on there are no more to be told. */
const ITEMS = 10

/** Letters from which on a block is told from others by its text. */
const TOLD = 20

function facts(blocks: readonly Block[], {title, articleBody}: Context, say: Say): void {
  const first = blocks.findIndex(({markup}) => markup!.frame.tags.has('h1'))
  for (const [index, {folded, markup}] of blocks.entries()) {
    if (index < first) say('above-h1', index, 1)
    if (title !== '' && markup!.frame.tags.has('h1') && (title.includes(folded) || folded.includes(title)))
      say('h1-of-title', index, 1)
    if (articleBody !== undefined && folded.length >= TOLD)
      say(articleBody.includes(folded) ? 'published' : 'not-published', index, 1)
  }
}

export const markupFamily: Family = {
  signals,
  observe(blocks, context, say) {
    const heart = heartOf(blocks, context)
    if (!heart) return
    const tagsOf = named('in', tagNames)
    const wordsOf = named('named', classWords)
    for (const [index, {markup}] of blocks.entries()) {
      const {frame, hidden} = markup!
      const around = common<Frame>(frame, heart.frame)
      for (const id of tagsOf(frame.tags, around.tags)) say(id, index, 1)
      for (const id of wordsOf(frame.words, around === frame ? nothing : around.words)) say(id, index, 1)
      if (hidden) say('hidden', index, 1)
    }
    links(blocks, say)
    standing(blocks, heart, say)
    facts(blocks, context, say)
  },
}
