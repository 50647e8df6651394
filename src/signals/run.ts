/** What a run of blocks is as a whole: a table, a poem, a list that a sentence announces, a thread of comments; and how long each block is where it stands. */
import type {Block, Context, Family, Say, Signal, Spot} from '../model.ts'
import {SENTENCE, declare, unnumbered} from './declare.ts'
import {COLON, COMMA} from './ends.ts'
import {span, spanInWords, stepsByLength} from './length.ts'
import {isTimeLed} from './shape.ts'
import {bits} from './signs.ts'

const LINE = 'خبر من المدينة'

const sizes = [
  [1, 3],
  [4, 7],
  [8, 16],
  [17, Infinity],
] as const
const sizeOf = stepsByLength(sizes)

/** What is said of a length at a spot, by size. */
const measuredAt = (spot: Spot, where: string, before: readonly string[], after: readonly string[]) =>
  sizes.map(([from, to]) =>
    unnumbered({
      id: `${spot}-words-${span(from, to)}`,
      kind: 'place',
      says: `A block of ${spanInWords(from, to)} without prose stands ${where}.`,
      examples: [
        {text: [...before, 'خبر '.repeat(from), ...after], at: before.length},
        {text: [SENTENCE, SENTENCE], at: null},
      ],
    }),
  )
/** The spots that a length means something else at, with an example: the lines before, and behind. */
const measured: Readonly<Partial<Record<Spot, readonly Signal[]>>> = {
  top: measuredAt('top', 'above the first prose', [], [SENTENCE]),
  inset: measuredAt('inset', 'alone between two prose blocks', [SENTENCE], [SENTENCE]),
  run: measuredAt('run', 'with others between two prose blocks', [SENTENCE], [LINE, SENTENCE]),
  tail: measuredAt('tail', 'behind the last prose', [SENTENCE], []),
}

const signal = declare('place')

const belowColon = signal(
  'below-colon',
  'The block stands in a list that a sentence of the article announces with a colon.',
  [SENTENCE, 'وهذه أسعار الخضر اليوم في سوق المدينة:', 'البطاطس 8', 'البصل 10'],
  3,
  [SENTENCE, 'اقرأ أيضا:', 'البطاطس 8', 'البصل 10'],
)
const amongCommas = signal(
  'among-commas',
  'The block ends in a comma, and so do other lines of the document.',
  ['قال الوزير،', 'في بيان له،', 'إن العمل،', 'سيبدأ قريبا،'],
  1,
  ['قال الوزير،', 'في بيان له،', 'إن العمل،'],
)
const liveBlog = signal(
  'live-blog',
  'The document is told by the clock, from its first third on: a live blog or a timeline.',
  ['21:20', 'إغلاق الميناء', '20:55', SENTENCE, '20:30', 'انقطاع الكهرباء', '19:50', 'تعليق الدراسة'],
  1,
  [SENTENCE, SENTENCE, SENTENCE, SENTENCE, '21:20', LINE, '20:55', LINE, '20:30', LINE],
)
const amongStamps = signal(
  'among-stamps',
  'The block is a line with a time or a date, or stands between two such lines, behind the first prose: comments, lists of news.',
  [SENTENCE, 'سامي - 20/10/2025 14:22', 'خبر جميل', 'ليلى - 20/10/2025 14:25'],
  2,
  [SENTENCE, 'سامي - 20/10/2025 14:22', SENTENCE],
)
const nearEnd = signal(
  'near-end',
  'How near the block stands to the end of the document, behind the first prose: 1 is the last block, 0 the twelfth from the end.',
  [SENTENCE, LINE],
  1,
  [LINE],
)
const deep = signal(
  'deep',
  'How far down in the document the block stands, behind the first prose.',
  [SENTENCE, LINE],
  1,
  [LINE],
)
const labelValues = signal(
  'label-values',
  'The block stands among lines that give a value for a label: a table, a line-up, a recipe.',
  [SENTENCE, 'الدفاع: علي، سالم', 'الوسط: سامي، فهد', 'الهجوم: أنس'],
  2,
  [SENTENCE, 'خبر من المدينة', 'خبر آخر: سوق', 'خبر ثالث'],
)
const verse = signal(
  'verse',
  'The block stands in a run of lines of about the same length, as in a poem.',
  [
    SENTENCE,
    'يا دار عبلة بالجواء تكلمي',
    'وعمي صباحا دار عبلة واسلمي',
    'فوقفت فيها ناقتي وكأنها',
    'فدن لأقضي حاجة المتلوم',
  ],
  2,
  [SENTENCE, 'خبر', 'خبر من المدينة القديمة عن سوق السمك الجديد', 'سوق', 'سمك'],
)

/** "Defence: Ali, Salem", "potatoes 8 - 11 pounds": a label of a few words, then a colon or a number. */
const labelValue = /^[^:\d]{2,40}(?::.|\d)/u

/** Lines from which on a run is a table or verse, and the share of a table's lines that give a value. */
const TABLE = {lines: 3, share: 0.6}
/** Verse: at least so many lines of so many words on average, none longer, of much the same length. Tags are shorter, headlines longer. */
const VERSE = {lines: 4, mean: [3, 6.5], longest: 9, spread: 0.5} as const

/** Whether lines read like a poem. */
function isVerse(lines: readonly Block[]): boolean {
  if (lines.some(({length}) => length > VERSE.longest)) return false
  const mean = (of: (line: Block) => number): number => lines.reduce((sum, line) => sum + of(line), 0) / lines.length
  const words = mean(({length}) => length)
  const letters = mean(({text}) => text.length)
  const variance = mean(({text}) => (text.length - letters) ** 2)
  return words >= VERSE.mean[0] && words <= VERSE.mean[1] && Math.sqrt(variance) < VERSE.spread * letters
}

/** Whether the lines from one to another are a table. */
function isTable(blocks: readonly Block[], {signs}: Context, first: number, end: number): boolean {
  if (end - first < TABLE.lines) return false
  let count = 0
  for (let index = first; index < end; index++) {
    const {hits, folded} = blocks[index]!
    if (
      hits.length === 0 &&
      (signs[index]! & (bits['holds a colon'] | bits['holds digits'])) !== 0 &&
      labelValue.test(folded)
    )
      count++
  }
  return count >= TABLE.share * (end - first)
}

/** Runs of lines without prose. */
function runsOfLines(blocks: readonly Block[], context: Context, say: Say): void {
  const {prose, proseAfter, spots} = context
  for (let first = 0; first < blocks.length; first++) {
    if (prose[first]) continue
    const end = proseAfter[first]!
    for (let from = first; from < end;) {
      let until = from
      while (until < end && blocks[until]!.hits.length === 0) until++
      if (until - from >= VERSE.lines && isVerse(blocks.slice(from, until)))
        for (let index = from; index < until; index++) say(verse, index, 1)
      from = until + 1
    }
    const table = isTable(blocks, context, first, end)
    for (let index = first; index < end; index++) {
      if (table) say(labelValues, index, 1)
      const ofSpot = measured[spots[index]!]
      const size = sizeOf[Math.min(blocks[index]!.length, sizeOf.length - 1)]!
      if (ofSpot && size >= 0) say(ofSpot[size]!, index, 1)
    }
    first = end - 1
  }
}

/** Lists that a sentence of the article announces: "These are today's prices:". */
function lists(blocks: readonly Block[], {prose, endings}: Context, say: Say): void {
  let announced = false
  for (let index = 0; index < blocks.length; index++) {
    const {hits, length} = blocks[index]!
    if (endings[index] === COLON) announced = length >= 3 && hits.length === 0
    else if (prose[index] || hits.length > 0) announced = false
    else if (announced) say(belowColon, index, 1)
  }
}

/** Other lines that end in a comma, from which on that is the manner of the document. */
const COMMAS = 3

/** Documents that break their lines behind commas do so throughout. */
function commas({endings}: Context, say: Say): void {
  let count = 0
  for (const ending of endings) if (ending === COMMA) count++
  if (count <= COMMAS) return
  for (let index = 0; index < endings.length; index++) if (endings[index] === COMMA) say(amongCommas, index, 1)
}

/** Lines that open with a clock time from which on a document is told by the clock, if the first stands in its first third and prose among them. */
const CLOCKS = 4

/** Live blogs and timelines: what looks like a list of dated headlines is the article. */
function byTheClock(blocks: readonly Block[], {prose, signs}: Context, say: Say): void {
  const clocks: number[] = []
  for (let index = 0; index < blocks.length; index++)
    if ((signs[index]! & bits['opens with a digit']) !== 0 && isTimeLed(blocks[index]!)) clocks.push(index)
  if (clocks.length < CLOCKS || 3 * clocks[0]! > blocks.length || !prose.includes(true, clocks[1])) return
  for (let index = clocks[0]!; index < blocks.length; index++) say(liveBlog, index, 1)
}

/** Words up to which a line with a time of day or a date is a stamp, and blocks up to which stamps are neighbours. */
const STAMP = {words: 12, apart: 5}
const stampShape = /(?<!\d)(?:\d{1,2}:\d\d|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})(?!\d)/u

/** Comments and lists of news: stamps with text between them, behind the article's first prose. */
function stamps(blocks: readonly Block[], {proseBefore, signs}: Context, say: Say): void {
  let before = -1
  for (let index = 0; index < blocks.length; index++) {
    const {length, folded} = blocks[index]!
    if (proseBefore[index]! < 0 || length > STAMP.words) continue
    if ((signs[index]! & bits['holds digits']) === 0 || !stampShape.test(folded)) continue
    if (before >= 0 && index - before <= STAMP.apart) for (let at = before; at <= index; at++) say(amongStamps, at, 1)
    before = index
  }
}

/** Blocks from the end of a document up to which a block is near it. */
const NEAR_END = 12

/** How far down a block stands. */
function depth(blocks: readonly Block[], {proseBefore}: Context, say: Say): void {
  for (let index = 0; index < blocks.length; index++) {
    if (proseBefore[index]! < 0) continue
    say(nearEnd, index, 1 - (blocks.length - 1 - index) / NEAR_END)
    say(deep, index, index / blocks.length)
  }
}

export const runs: Family = {
  signals: [
    ...Object.values(measured).flat(),
    belowColon,
    amongCommas,
    liveBlog,
    amongStamps,
    nearEnd,
    deep,
    labelValues,
    verse,
  ],
  observe(blocks, context, say) {
    runsOfLines(blocks, context, say)
    lists(blocks, context, say)
    commas(context, say)
    byTheClock(blocks, context, say)
    stamps(blocks, context, say)
    depth(blocks, context, say)
  },
}
