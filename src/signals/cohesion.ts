/** Whether a block belongs to the text around it: shared words, and whether the text reads on without it. */
import type {Block, Context, Family, Say, Signal} from '../model.ts'
import {declare} from './declare.ts'
import {endsWithStop, lastSign, opensSmall} from './ends.ts'
import {isQuoted, isVocalised} from './shape.ts'

const SUBJECT = 'أعلنت الوزارة أن الجسر الجديد سيفتح أمام السيارات في مطلع الشهر القادم بعد عامين من العمل.'
const ON_BRIDGE =
  'وأوضحت الوزارة أن الجسر الجديد يربط ضفتي النهر وسيخفف من ازدحام السيارات في وسط المدينة، بحسب الوزارة.'
const PASTED =
  'وقع نجم كرة القدم الشاب عقدا مع ناد أوروبي عريق يمتد لثلاثة مواسم مقابل مبلغ قياسي، وقال اللاعب إنه سعيد بالانضمام إلى فريق أحلامه وإنه يتطلع للفوز ببطولات كثيرة مع زملائه أمام جماهير متحمسة.'
const OTHER = 'نجم كرة القدم يوقع عقدا مع ناد أوروبي لثلاثة مواسم'

/** Words from which on shares of words mean something. */
const ENOUGH = 4

/** The share of a line's words that no prose block of the document has, 0 when it has too few words to tell. */
export function strangeness(block: Block, context: Context): number {
  if (block.length < ENOUGH || block.words.length === 0) return 0
  const reach = context.reach()
  let strange = 0
  for (const word of block.words) if (!reach.get(word)!.prose) strange++
  return strange / block.words.length
}

/** The share of a block's words that stood in a block above it. */
function knownBefore(index: number, block: Block, context: Context): number {
  const reach = context.reach()
  let known = 0
  for (const word of block.words) if (reach.get(word)!.first < index) known++
  return block.words.length === 0 ? 0 : known / block.words.length
}

/** Lines of this many words may be headlines. */
const HEADLINE = {from: 5, to: 20}
/** Subheads of the article itself have fewer words (the eight of the seeds: 2 to 6). */
const INSET = {from: 9}
/** The same where the words are strange to the article; 7 is the length of the longest subheads. */
const STRANGE_INSET = 7
const isHeadlike = (index: number, blocks: readonly Block[], context: Context): boolean => {
  const block = blocks[index]!
  const next = blocks[index + 1]
  return (
    !context.prose[index] &&
    !isQuoted(block) &&
    !isVocalised(block) &&
    block.length >= HEADLINE.from &&
    block.length <= HEADLINE.to &&
    !endsWithStop(block.folded) &&
    !',;:'.includes(lastSign(block.folded)) &&
    !(next?.joint === 'line' && opensSmall(next))
  )
}

/** What posts that an article embeds have and headlines have not: handles, tags, addresses, years. */
const ofPost = /[@#]|\w\.(?:com|net|org)\b|(?:19|20)\d\d/u

/** Whether a line alone between two paragraphs looks like the headline of another article. */
const isInsetHeadline = (index: number, blocks: readonly Block[], context: Context): boolean =>
  context.spots[index] === 'inset' &&
  context.unstopped < 0.5 &&
  blocks[index]!.length >= INSET.from &&
  isHeadlike(index, blocks, context) &&
  !ofPost.test(blocks[index]!.folded)

/** Whether a line between paragraphs may be the headline of another article: subheads are shorter, verse is announced. */
const isStrangeInset = (index: number, blocks: readonly Block[], context: Context): boolean =>
  (context.spots[index] === 'inset' || context.spots[index] === 'run') &&
  blocks[index]!.length >= STRANGE_INSET &&
  isHeadlike(index, blocks, context) &&
  lastSign(blocks[index - 1]!.folded) !== ':' &&
  !ofPost.test(blocks[index]!.folded)

/** Prose blocks that stand before a seam at least, and words behind it: less says nothing of a change of subject. */
const BEFORE_SEAM = 3
const BEHIND_SEAM = 25
/**
 * The share of different words behind a place that stood before it too: where it is lower the subject may have changed.
 * Counted on the last quarters of 122 clean Arabic documents (median 0.20, a twentieth below 0.08) and on four paragraphs
 * of another one pasted behind them (median 0.02, a twentieth above 0.07).
 */
const SAME_SUBJECT = 0.1

/** Whether a line is a marker together with its headline: what follows it is mostly the article, going on. */
const isReadAlso = ({hits, folded}: Block): boolean =>
  hits.some(({list, place, start, end}) => list === 'related' && place === 'opens' && end - start < 0.6 * folded.length)

/**
 * Per block: how clearly the text from some place above it on is about something else than the text before that place,
 * 0 to 1. `headed` counts only places that a line without prose heads.
 */
function seams(blocks: readonly Block[], context: Context, say: Say): void {
  const {prose} = context
  const n = blocks.length
  const ends = new Int32Array(n + 1)
  const crossing = new Int32Array(n + 2)
  for (const {first, last} of context.reach().values()) {
    ends[last]!++
    crossing[first + 1]!++
    crossing[last + 1]!--
  }
  const behind = new Int32Array(n + 1)
  for (let i = n - 1; i >= 0; i--) behind[i] = behind[i + 1]! + ends[i]!
  let crossed = 0
  let before = 0
  let beyond = 0
  let headed = 0
  for (let i = 0; i < n; i++) {
    crossed += crossing[i]!
    if (before >= BEFORE_SEAM && behind[i]! >= BEHIND_SEAM) {
      const change = 1 - crossed / behind[i]! / SAME_SUBJECT
      beyond = Math.max(beyond, change)
      if (!prose[i] && !isReadAlso(blocks[i]!)) headed = Math.max(headed, change)
    }
    if (beyond > 0) say('beyond-seam', i, beyond)
    if (headed > 0) say('beyond-headed-seam', i, headed)
    if (prose[i]) before++
  }
}

/** Runs of lines that are strange to the prose above them. */
function headlineRuns(blocks: readonly Block[], context: Context, say: Say): void {
  for (let index = 0; index < blocks.length; index++) {
    if (context.prose[index] || context.proseBefore[index]! < 0) continue
    const end = context.proseAfter[index]!
    let headlike = 0
    let strange = 0
    for (let line = index; line < end; line++) {
      if (!isHeadlike(line, blocks, context)) continue
      headlike++
      strange += strangeness(blocks[line]!, context)
    }
    if (headlike >= 2 && 2 * headlike >= end - index)
      for (let line = index; line < end; line++) say('headline-run', line, strange / headlike)
    index = end - 1
  }
}

const signal = declare('cohesion')

const signals: readonly Signal[] = [
  signal('strange', 'The share of words in a line that no prose of the document has.', [SUBJECT, OTHER, ON_BRIDGE], 1, [
    SUBJECT,
    ON_BRIDGE,
  ]),
  signal(
    'strange-headline',
    'The same for a line as long as a headline below the first prose.',
    [SUBJECT, OTHER, ON_BRIDGE],
    1,
    [OTHER, SUBJECT, ON_BRIDGE],
  ),
  signal(
    'strange-inset',
    'The same for a line between two prose blocks, longer than subheads are, in a document whose paragraphs end with stops.',
    [SUBJECT, OTHER, ON_BRIDGE],
    1,
    [SUBJECT, 'يقول الشاعر في هذا:', OTHER, ON_BRIDGE],
  ),
  signal(
    'headline-run',
    'The block stands in a run of lines, most of them as long as headlines, and strange to the prose: the mean of their strangeness.',
    [SUBJECT, OTHER, 'ارتفاع أسعار الذهب في الأسواق العالمية لليوم الثالث'],
    2,
    [SUBJECT, OTHER],
  ),
  signal(
    'strange-prose',
    'The share of words in a prose block that no block above it has, counted from a half on, behind the third prose block.',
    [SUBJECT, ON_BRIDGE, SUBJECT, PASTED],
    3,
    [SUBJECT, PASTED],
  ),
  signal(
    'beyond-seam',
    'The text from some place above the block on is about something else than the text before that place.',
    [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, PASTED],
    3,
    [SUBJECT, ON_BRIDGE, SUBJECT, `${SUBJECT} ${ON_BRIDGE}`, ON_BRIDGE],
  ),
  signal(
    'beyond-headed-seam',
    'The same, where a line without prose heads the text that is about something else.',
    [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, OTHER, PASTED],
    3,
    [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, PASTED],
  ),
  signal(
    'announces',
    'A short block shares a word with the prose that follows right below it.',
    [SUBJECT, 'الجسر الجديد', ON_BRIDGE],
    1,
    [SUBJECT, OTHER, ON_BRIDGE],
  ),
  signal(
    'reads-on',
    'The prose below the block goes on from the prose above it, so that the text reads on without the block.',
    [SUBJECT, OTHER, ON_BRIDGE],
    1,
    [SUBJECT, OTHER, 'تبدأ البطولة في الصيف القادم بمشاركة عشرين فريقا من بلدان كثيرة.'],
  ),
  signal(
    'inset-reads-on',
    'A line as long as a headline, ended like one, stands alone between two prose blocks, and the text reads on without it.',
    [SUBJECT, OTHER, ON_BRIDGE],
    1,
    [SUBJECT, 'الجسر الجديد', ON_BRIDGE],
  ),
  signal(
    'insets-read-on',
    'Two or more such lines stand in the document.',
    [SUBJECT, OTHER, ON_BRIDGE, 'ارتفاع أسعار الذهب في الأسواق العالمية لليوم الثالث على التوالي', ON_BRIDGE],
    3,
    [SUBJECT, OTHER, ON_BRIDGE],
  ),
  signal(
    'heads-another',
    'The words of the line stood nowhere above, and stand in the text right below: it heads something new. The smaller of the two shares.',
    [SUBJECT, OTHER, PASTED],
    1,
    [SUBJECT, 'الجسر الجديد سيفتح أمام السيارات', ON_BRIDGE],
  ),
  signal(
    'behind-another-heading',
    'Such a line stands above the block, and prose above that: how clearly it heads something new.',
    [SUBJECT, OTHER, PASTED],
    2,
    [SUBJECT, 'الجسر الجديد سيفتح أمام السيارات', ON_BRIDGE],
  ),
  signal(
    'opens-connective',
    'The block opens with a word that goes on from what was said.',
    [SUBJECT, 'وأضاف الوزير ذلك'],
    1,
    [OTHER],
  ),
]

/** The share of a line's words that stand in the block below it too, doubled. */
function announced(block: Block, next: Block): number {
  const words = new Set(next.words)
  let shared = 0
  for (const word of block.words) if (words.has(word)) shared++
  return shared === 0 ? 0 : Math.min(1, (2 * shared) / block.words.length)
}

/** Blocks below a line in which what it heads shows. */
const HEADED = 3

/** Lines that head something new: strange to all above, known to what follows. */
function headings(blocks: readonly Block[], context: Context, say: Say): void {
  const {prose, proseBefore} = context
  let clearest = 0
  for (const [index, block] of blocks.entries()) {
    if (clearest > 0) say('behind-another-heading', index, clearest)
    if (prose[index] || proseBefore[index]! < 0 || block.length < ENOUGH || block.words.length === 0) continue
    const below = new Set<number>()
    for (const next of blocks.slice(index + 1, index + 1 + HEADED)) for (const word of next.words) below.add(word)
    let shared = 0
    for (const word of block.words) if (below.has(word)) shared++
    const heads = Math.min(shared / block.words.length, 1 - knownBefore(index, block, context))
    if (heads > 0) say('heads-another', index, heads)
    clearest = Math.max(clearest, heads)
  }
}

export const cohesion: Family = {
  signals,
  observe(blocks, context, say) {
    const {prose, proseBefore, proseAfter} = context
    const insets: number[] = []
    let proseSoFar = 0
    for (const [index, block] of blocks.entries()) {
      if (block.connects) say('opens-connective', index, 1)
      if (prose[index]) {
        if (proseSoFar >= BEFORE_SEAM) say('strange-prose', index, 1 - 2 * knownBefore(index, block, context))
        proseSoFar++
        continue
      }
      const strange = strangeness(block, context)
      say('strange', index, strange)
      if (proseBefore[index]! >= 0) {
        if (isHeadlike(index, blocks, context)) say('strange-headline', index, strange)
        if (isStrangeInset(index, blocks, context)) say('strange-inset', index, strange * (1 - context.unstopped))
        if (blocks[proseAfter[index]!]?.connects) {
          say('reads-on', index, 1)
          if (isInsetHeadline(index, blocks, context)) insets.push(index)
        }
      }
      if (prose[index + 1]) say('announces', index, announced(block, blocks[index + 1]!))
    }
    for (const index of insets) {
      say('inset-reads-on', index, 1)
      if (insets.length > 1) say('insets-read-on', index, 1)
    }
    headlineRuns(blocks, context, say)
    headings(blocks, context, say)
    seams(blocks, context, say)
  },
}
