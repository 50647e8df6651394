/** What the markup of a page says of a block: the elements around it, its links, and where it stands to most of the prose. */
import {common, isIn} from '../frames.ts'
import type {Block, Context, Example, Family, Frame, Say, Signal} from '../model.ts'
import {SENTENCE, unnumbered} from './declare.ts'
import {heartOf, type Heart} from './heart.ts'
import {classWords, tagNames} from './names.ts'

const LINE = 'خبر من المدينة'
const PROSE = `<p>${SENTENCE}</p>`

const page = (at: number | null, ...text: readonly string[]): Example => ({text, at, form: 'html'})

const signal = (id: string, says: string, speaks: Example, silent = page(null, PROSE)): Signal =>
  unnumbered({id, kind: 'markup', says, examples: [speaks, silent]})

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

const isLinked = signal('linked', 'The share of the block that is links.', page(0, `<p><a href="#">${LINE}</a></p>`))
const allLinked = signal(
  'all-linked',
  'The whole block is links.',
  page(0, `<p><a href="#">${LINE}</a></p>`),
  page(null, `<p><a href="#">خبر</a> من المدينة</p>`),
)
const isHidden = signal(
  'hidden',
  'Style or an attribute hides the block.',
  page(0, `<p style="display:none">${LINE}</p>`),
)
const amongLinks = signal(
  'among-links',
  'Of the four blocks before and the four behind, the share that is links.',
  page(0, `<p>${LINE}</p><ul><li><a href="#">${LINE}</a></li></ul>`),
)
const inHeart = signal(
  'in-heart',
  'The block stands in the innermost element that holds most of the prose.',
  page(0, `<div>${PROSE}${PROSE}</div><p>${LINE}</p>`),
  page(null, LINE),
)
const beforeHeart = signal(
  'before-heart',
  'The block stands before that element.',
  page(0, `<p>${LINE}</p><div>${PROSE}${PROSE}</div>`),
)
const behindHeart = signal(
  'behind-heart',
  'The block stands behind that element.',
  page(2, `<div>${PROSE}${PROSE}</div><p>${LINE}</p>`),
)
const aboveHeartProse = signal(
  'above-heart-prose',
  'The block stands in that element, above its first prose.',
  page(0, `<div><p>${LINE}</p>${PROSE}${PROSE}</div>`),
)
const belowHeartProse = signal(
  'below-heart-prose',
  'The block stands in that element, below its last prose.',
  page(2, `<div>${PROSE}${PROSE}<p>${LINE}</p></div>`),
)
const deepInHeart = signal(
  'deep-in-heart',
  'How many elements stand between that element and the block: 1 is four or more.',
  page(1, `<div>${PROSE}<ul><li><b>${LINE}</b></li></ul>${PROSE}</div>`),
)
const sharesHeart = signal(
  'shares-heart',
  'Of the elements around the heart of the page, the share that is around the block as well, outside of it.',
  page(2, `<div><div>${PROSE}${PROSE}</div><p>${LINE}</p></div>`),
)
const apartFromHeart = signal(
  'apart-from-heart',
  'How many elements stand between the block and the innermost one that holds the heart too: 1 is six or more.',
  page(2, `<div>${PROSE}${PROSE}</div><div><ul><li>${LINE}</li></ul></div>`),
)
const besideProse = signal(
  'beside-prose',
  'The share of all prose that stands in the element around that of the block.',
  page(0, `<div><h2>${LINE}</h2>${PROSE}${PROSE}</div>`),
  page(null, LINE),
)
const nearProse = signal(
  'near-prose',
  'The share of all prose that stands in the second element around that of the block.',
  page(0, `<div><div><h2>${LINE}</h2></div>${PROSE}${PROSE}</div>`),
  page(null, LINE),
)
const proseAround = signal(
  'prose-around',
  'The share of the text in the element around that of the block that is prose without links.',
  page(0, `<div><h2>${LINE}</h2>${PROSE}${PROSE}</div>`),
  page(null, LINE),
)
const linksAround = signal(
  'links-around',
  'The share of the text in the element around that of the block that is links.',
  page(0, `<ul><li>${LINE}</li><li><a href="#">${LINE}</a></li></ul>`),
)
const linksFurtherAround = signal(
  'links-further-around',
  'The share of the text in the second element around that of the block that is links.',
  page(0, `<div><ul><li>${LINE}</li></ul><a href="#">${LINE}</a></div>`),
)
const itemOfMany = signal(
  'item-of-many',
  'The block stands in one of three or more like elements of two or more blocks each: a comment, a teaser. 1 is ten of them.',
  page(0, `<ul>${`<li><p>${LINE}</p><p>${LINE}</p></li>`.repeat(3)}</ul>`),
  page(null, `<ul>${`<li><p>${LINE}</p></li>`.repeat(3)}</ul>`),
)
const aboveH1 = signal(
  'above-h1',
  'The block stands above the first main heading of the page.',
  page(0, `<p>${LINE}</p><h1>${LINE}</h1>`),
)
const h1OfTitle = signal('h1-of-title', 'The block is a main heading with the words of the title.', {
  ...page(0, `<h1>${LINE}</h1>${PROSE}`),
  title: `${LINE} - جريدة`,
})
const published = signal(
  'published',
  'The page says that its article holds the block.',
  page(0, `<script type="application/ld+json">{"articleBody": "${SENTENCE}"}</script>${PROSE}`),
  page(null, PROSE),
)
const notPublished = signal(
  'not-published',
  'The page says what its article holds, and the block is not in it.',
  page(1, `<script type="application/ld+json">{"articleBody": "${SENTENCE}"}</script>${PROSE}<p>${LINE} ${LINE}</p>`),
)

type Names = ReadonlySet<string>
const nothing: Names = new Set()

/**
 * The signals of names, by the sets of them, which elements share. What stands around the heart too says nothing: a page is
 * called "comments-open" as a whole.
 */
function named(
  known: readonly string[],
  signals: readonly Signal[],
): (names: Names, around: Names) => readonly Signal[] {
  const byName = new Map(known.map((name, index) => [name, signals[index]!]))
  const found = new Map<Names, Map<Names, readonly Signal[]>>()
  return (names, around) => {
    let ofNames = found.get(names)
    if (!ofNames) found.set(names, (ofNames = new Map()))
    let now = ofNames.get(around)
    if (!now)
      ofNames.set(around, (now = [...names].flatMap((name) => (around.has(name) ? [] : (byName.get(name) ?? [])))))
    return now
  }
}

/** Blocks before and behind that `among-links` looks at. */
const AMONG = 4

function links(blocks: readonly Block[], say: Say): void {
  for (const [index, {markup}] of blocks.entries()) {
    const {linked} = markup!
    say(isLinked, index, linked)
    if (linked === 1) say(allLinked, index, 1)
    let sum = 0
    for (let at = Math.max(0, index - AMONG); at <= Math.min(blocks.length - 1, index + AMONG); at++)
      if (at !== index) sum += blocks[at]!.markup!.linked
    say(amongLinks, index, sum / (2 * AMONG))
  }
}

function standing(blocks: readonly Block[], heart: Heart, say: Say): void {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  for (const [index, {markup}] of blocks.entries()) {
    const {frame} = markup!
    if (isIn(frame, heart.frame)) {
      if (heart.prose > 0) say(inHeart, index, 1)
      if (index < heart.firstProse) say(aboveHeartProse, index, 1)
      if (index > heart.lastProse) say(belowHeartProse, index, 1)
      say(deepInHeart, index, Math.min(1, (frame.depth - heart.frame.depth - 1) / 4))
    } else {
      const {depth} = common<Frame>(frame, heart.frame)
      say(index < heart.first ? beforeHeart : behindHeart, index, 1)
      say(sharesHeart, index, share(depth, heart.frame.depth))
      say(apartFromHeart, index, Math.min(1, (frame.depth - depth) / 6))
    }
    say(itemOfMany, index, Math.min(1, heart.itemsAround(frame) / ITEMS))
    const around = frame.parent && heart.massOf(frame.parent)
    if (around) {
      say(besideProse, index, share(around.prose, heart.prose))
      say(proseAround, index, share(around.prose, around.all))
      say(linksAround, index, share(around.linked, around.all))
    }
    const further = frame.parent?.parent && heart.massOf(frame.parent.parent)
    if (further) {
      say(nearProse, index, share(further.prose, heart.prose))
      say(linksFurtherAround, index, share(further.linked, further.all))
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
    if (index < first) say(aboveH1, index, 1)
    if (title !== '' && markup!.frame.tags.has('h1') && (title.includes(folded) || folded.includes(title)))
      say(h1OfTitle, index, 1)
    if (articleBody !== undefined && folded.length >= TOLD)
      say(articleBody.includes(folded) ? published : notPublished, index, 1)
  }
}

export const markupFamily: Family = {
  signals: [
    ...tagSignals,
    ...wordSignals,
    isLinked,
    allLinked,
    isHidden,
    amongLinks,
    inHeart,
    beforeHeart,
    behindHeart,
    aboveHeartProse,
    belowHeartProse,
    deepInHeart,
    sharesHeart,
    apartFromHeart,
    besideProse,
    nearProse,
    proseAround,
    linksAround,
    linksFurtherAround,
    itemOfMany,
    aboveH1,
    h1OfTitle,
    published,
    notPublished,
  ],
  observe(blocks, context, say) {
    const heart = heartOf(blocks, context)
    if (!heart) return
    const tagsOf = named(tagNames, tagSignals)
    const wordsOf = named(classWords, wordSignals)
    for (const [index, {markup}] of blocks.entries()) {
      const {frame, hidden} = markup!
      const around = common<Frame>(frame, heart.frame)
      for (const tag of tagsOf(frame.tags, around.tags)) say(tag, index, 1)
      for (const word of wordsOf(frame.words, around === frame ? nothing : around.words)) say(word, index, 1)
      if (hidden) say(isHidden, index, 1)
    }
    links(blocks, say)
    standing(blocks, heart, say)
    facts(blocks, context, say)
  },
}
