/** What stands twice: a line elsewhere in the document, or the title. */
import type {Block, Family} from '../model.ts'
import {bareOf} from '../phrases.ts'
import {SENTENCE, declare} from './declare.ts'

const HEADLINE = 'الرئيس يغادر العاصمة متوجها إلى الشمال'

/** Words from which on a line that stands twice is a headline rather than a label, and up to which it is no paragraph. */
const HEADLINE_WORDS = {from: 5, to: 40}
/** Words up to which a line is a label. */
const LABEL = 3
/** Letters from which on a title is more than a word or two. */
const TITLE = 12

const signal = declare('echo')

const echoedLater = signal(
  'echoed-later',
  'The line stands a second time, further down in the document.',
  [SENTENCE, HEADLINE, SENTENCE, `• ${HEADLINE}`],
  1,
  [HEADLINE, SENTENCE, HEADLINE],
)
const echoesEarlier = signal(
  'echoes-earlier',
  'The line stood further up in the document already.',
  [HEADLINE, SENTENCE, `• ${HEADLINE}`],
  2,
  [HEADLINE, SENTENCE],
)
const behindEcho = signal(
  'behind-echo',
  'Above the block, behind prose, stands a line that stands again further down: the headline of another article.',
  [SENTENCE, HEADLINE, SENTENCE, `• ${HEADLINE}`],
  2,
  [HEADLINE, SENTENCE, HEADLINE],
)
const behindMarkedEcho = signal(
  'behind-marked-echo',
  'Above the block, behind prose, stands a line that stands again further down, right below a marker or opening with one.',
  [SENTENCE, 'اقرأ أيضا:', HEADLINE, SENTENCE, `• ${HEADLINE}`],
  3,
  [SENTENCE, HEADLINE, SENTENCE, `• ${HEADLINE}`],
)
const doubleHeading = signal(
  'double-heading',
  'The line stands twice above the first prose, as a title and its repetition do.',
  [HEADLINE, '20/10/2025', HEADLINE, SENTENCE],
  2,
  [HEADLINE, SENTENCE, HEADLINE],
)
const repeatedLabel = signal(
  'repeated-label',
  'A line of a few words stands several times in the document.',
  ['مشاركة', SENTENCE, 'مشاركة'],
  0,
  ['مشاركة', SENTENCE],
)
const isTitle = signal('is-title', 'The block is the title.', [HEADLINE, SENTENCE], 0, [SENTENCE], {title: HEADLINE})
const holdsTitle = signal(
  'holds-title',
  'The block holds the title and something before or behind it.',
  [SENTENCE, `رابط الخبر: ${HEADLINE}`],
  1,
  [HEADLINE],
  {title: HEADLINE},
)

/**
 * How often each key of a line was met, by a few of its bits: nearly no line has a copy, and this tells so without a look at
 * its letters.
 */
const met = new Uint8Array(1 << 12)
const MANY = 255

/** A key of a bare text, different for most that differ. */
function keyOf(bare: string): number {
  const {length} = bare
  let key = length
  for (const at of [0, length >>> 2, length >>> 1, length - 2, length - 1])
    key = Math.imul(key ^ bare.charCodeAt(at), 0x9e3779b1)
  return key >>> 20
}

/** The blocks that consist of the same words, group by group, where there are two or more. */
function copies(blocks: readonly Block[]): readonly (readonly number[])[] {
  const bares = blocks.map(({length, folded}) =>
    length === 0 || length > HEADLINE_WORDS.to ? undefined : bareOf(folded),
  )
  const keys = bares.map((bare) => (bare === undefined ? 0 : keyOf(bare)))
  met.fill(0)
  for (let index = 0; index < blocks.length; index++)
    if (bares[index] !== undefined && met[keys[index]!]! < MANY) met[keys[index]!]!++
  const groups = new Map<string, number[]>()
  for (let index = 0; index < blocks.length; index++) {
    const bare = bares[index]
    if (bare === undefined || met[keys[index]!] === 1) continue
    const group = groups.get(bare)
    if (group) group.push(index)
    else groups.set(bare, [index])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

export const echoes: Family = {
  signals: [
    echoedLater,
    echoesEarlier,
    behindEcho,
    behindMarkedEcho,
    doubleHeading,
    repeatedLabel,
    isTitle,
    holdsTitle,
  ],
  observe(blocks, context, say) {
    const {proseBefore, proseAfter, prose, title} = context
    let firstEcho = blocks.length
    for (const group of copies(blocks)) {
      const [first, last] = [group[0]!, group.at(-1)!]
      const {length} = blocks[first]!
      if (length <= LABEL) for (const index of group) say(repeatedLabel, index, Math.min(1, group.length / 3))
      if (length >= LABEL && proseBefore[last]! < 0 && proseAfter[last]! < blocks.length)
        for (const index of group) say(doubleHeading, index, 1)
      if (length < HEADLINE_WORDS.from) continue
      if (proseBefore[first]! >= 0 && !prose[first]) firstEcho = Math.min(firstEcho, first)
      for (const index of group) {
        if (index > first) say(echoesEarlier, index, 1)
        if (index < last && proseBefore[index]! >= 0) say(echoedLater, index, 1)
      }
    }
    const marked = [firstEcho, firstEcho - 1].some((index) => blocks[index]?.hits.some(({list}) => list === 'related'))
    for (let index = firstEcho + 1; index < blocks.length; index++) {
      say(behindEcho, index, 1)
      if (marked) say(behindMarkedEcho, index, 1)
    }

    if (title.length < TITLE) return
    for (let index = 0; index < blocks.length; index++) {
      const {folded} = blocks[index]!
      if (folded.length < title.length || folded.length >= 3 * title.length || !folded.includes(title)) continue
      say(bareOf(folded) === title ? isTitle : holdsTitle, index, 1)
    }
  },
}
