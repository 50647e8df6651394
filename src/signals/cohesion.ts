/** Whether a block belongs to the text around it: shared words, and whether the text reads on without it. */
import type {Block, Context, Family, Say} from '../model.ts'
import {declare} from './declare.ts'
import {COLON, COMMA, SEMICOLON, isStop, opensSmall} from './ends.ts'
import {isQuoted, isVocalised} from './shape.ts'
import {bits} from './signs.ts'
import {spreadOf, type Spread} from './words.ts'

const SUBJECT = 'أعلنت الوزارة أن الجسر الجديد سيفتح أمام السيارات في مطلع الشهر القادم بعد عامين من العمل.'
const ON_BRIDGE =
  'وأوضحت الوزارة أن الجسر الجديد يربط ضفتي النهر وسيخفف من ازدحام السيارات في وسط المدينة، بحسب الوزارة.'
const PASTED =
  'وقع نجم كرة القدم الشاب عقدا مع ناد أوروبي عريق يمتد لثلاثة مواسم مقابل مبلغ قياسي، وقال اللاعب إنه سعيد بالانضمام إلى فريق أحلامه وإنه يتطلع للفوز ببطولات كثيرة مع زملائه أمام جماهير متحمسة.'
const OTHER = 'نجم كرة القدم يوقع عقدا مع ناد أوروبي لثلاثة مواسم'

const signal = declare('cohesion')

const strangeLine = signal(
  'strange',
  'The share of words in a line that no prose of the document has.',
  [SUBJECT, OTHER, ON_BRIDGE],
  1,
  [SUBJECT, ON_BRIDGE],
)
const strangeHeadline = signal(
  'strange-headline',
  'The share of words that no prose of the document has, in a line as long as a headline below the first prose.',
  [SUBJECT, OTHER, ON_BRIDGE],
  1,
  [OTHER, SUBJECT, ON_BRIDGE],
)
const strangeInset = signal(
  'strange-inset',
  'The share of words that no prose of the document has, in a line between two prose blocks, longer than subheads are, where paragraphs end with stops.',
  [SUBJECT, OTHER, ON_BRIDGE],
  1,
  [SUBJECT, 'يقول الشاعر في هذا:', OTHER, ON_BRIDGE],
)
const headlineRun = signal(
  'headline-run',
  'The block stands in a run of lines, most of them as long as headlines, and strange to the prose: the mean of their strangeness.',
  [SUBJECT, OTHER, 'ارتفاع أسعار الذهب في الأسواق العالمية لليوم الثالث'],
  2,
  [SUBJECT, OTHER],
)
const strangeProse = signal(
  'strange-prose',
  'The share of words in a prose block that no block above it has, counted from a half on, behind the third prose block.',
  [SUBJECT, ON_BRIDGE, SUBJECT, PASTED],
  3,
  [SUBJECT, PASTED],
)
const beyondSeam = signal(
  'beyond-seam',
  'The text from some place above the block on is about something else than the text before that place.',
  [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, PASTED],
  3,
  [SUBJECT, ON_BRIDGE, SUBJECT, `${SUBJECT} ${ON_BRIDGE}`, ON_BRIDGE],
)
const beyondHeadedSeam = signal(
  'beyond-headed-seam',
  'The text from some line without prose above the block on is about something else than the text before that line.',
  [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, OTHER, PASTED],
  3,
  [SUBJECT, ON_BRIDGE, `${SUBJECT} ${ON_BRIDGE}`, PASTED],
)
const announces = signal(
  'announces',
  'A short block shares a word with the prose that follows right below it.',
  [SUBJECT, 'الجسر الجديد', ON_BRIDGE],
  1,
  [SUBJECT, OTHER, ON_BRIDGE],
)
const readsOn = signal(
  'reads-on',
  'The prose below the block goes on from the prose above it, so that the text reads on without the block.',
  [SUBJECT, OTHER, ON_BRIDGE],
  1,
  [SUBJECT, OTHER, 'تبدأ البطولة في الصيف القادم بمشاركة عشرين فريقا من بلدان كثيرة.'],
)
const insetReadsOn = signal(
  'inset-reads-on',
  'A line as long as a headline, ended like one, stands alone between two prose blocks, and the text reads on without it.',
  [SUBJECT, OTHER, ON_BRIDGE],
  1,
  [SUBJECT, 'الجسر الجديد', ON_BRIDGE],
)
const insetsReadOn = signal(
  'insets-read-on',
  'The text reads on without two or more of the lines that stand alone between two prose blocks.',
  [SUBJECT, OTHER, ON_BRIDGE, 'ارتفاع أسعار الذهب في الأسواق العالمية لليوم الثالث على التوالي', ON_BRIDGE],
  3,
  [SUBJECT, OTHER, ON_BRIDGE],
)
const headsAnother = signal(
  'heads-another',
  'The words of the line stood nowhere above, and stand in the text right below: it heads something new. The smaller of the two shares.',
  [SUBJECT, OTHER, PASTED],
  1,
  [SUBJECT, 'الجسر الجديد سيفتح أمام السيارات', ON_BRIDGE],
)
const behindAnotherHeading = signal(
  'behind-another-heading',
  'A line that heads something new stands above the block, and prose above that: how clearly it does.',
  [SUBJECT, OTHER, PASTED],
  2,
  [SUBJECT, 'الجسر الجديد سيفتح أمام السيارات', ON_BRIDGE],
)
const opensConnective = signal(
  'opens-connective',
  'The block opens with a word that goes on from what was said.',
  [SUBJECT, 'وأضاف الوزير ذلك'],
  1,
  [OTHER],
)

/** Words from which on shares of words mean something. */
const ENOUGH = 4

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** The share of a line's words that no prose block of the document has, 0 when it has too few words to tell. */
const strangeness = ({length, words}: Block, index: number, {strange}: Spread): number =>
  length < ENOUGH ? 0 : share(strange[index]!, words.length)

/** Lines of this many words may be headlines. */
const HEADLINE = {from: 5, to: 20}
/** Subheads of the article itself have fewer words (the eight of the seeds: 2 to 6). */
const INSET = {from: 9}
/** The same where the words are strange to the article; 7 is the length of the longest subheads. */
const STRANGE_INSET = 7
function isHeadlike(index: number, blocks: readonly Block[], {prose, endings, signs}: Context): boolean {
  const block = blocks[index]!
  if (prose[index] || block.length < HEADLINE.from || block.length > HEADLINE.to) return false
  const ending = endings[index]!
  if (ending === 0 || isStop(ending) || ending === COMMA || ending === SEMICOLON || ending === COLON) return false
  const next = blocks[index + 1]
  if (isQuoted(block) || (next?.joint === 'line' && opensSmall(next))) return false
  return (signs[index]! & bits['holds vowel marks']) === 0 || !isVocalised(block)
}

/** What posts that an article embeds have and headlines have not: handles, tags, addresses, years. */
const ofPost = /[@#]|\w\.(?:com|net|org)\b|(?:19|20)\d\d/u

/** Whether a line like a headline, alone between two paragraphs, is that of another article. */
const isInsetHeadline = (index: number, blocks: readonly Block[], {spots, unstopped}: Context): boolean =>
  spots[index] === 'inset' &&
  unstopped < 0.5 &&
  blocks[index]!.length >= INSET.from &&
  !ofPost.test(blocks[index]!.folded)

/** Whether a line like a headline, between paragraphs, may be that of another article: subheads are shorter, verse is announced. */
const isStrangeInset = (index: number, blocks: readonly Block[], {spots, endings}: Context): boolean =>
  (spots[index] === 'inset' || spots[index] === 'run') &&
  blocks[index]!.length >= STRANGE_INSET &&
  endings[index - 1] !== COLON &&
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
function seams(blocks: readonly Block[], {prose}: Context, {firsts, lasts}: Spread, say: Say): void {
  /** Different words that stand in the text from the block on, and of these those that stood above it too. */
  let behind = 0
  for (let index = 0; index < blocks.length; index++) behind += lasts[index]!
  let crossing = 0
  let proseAbove = 0
  let beyond = 0
  let headed = 0
  for (let index = 0; index < blocks.length; index++) {
    if (proseAbove >= BEFORE_SEAM && behind >= BEHIND_SEAM) {
      const change = 1 - crossing / behind / SAME_SUBJECT
      beyond = Math.max(beyond, change)
      if (!prose[index] && !isReadAlso(blocks[index]!)) headed = Math.max(headed, change)
    }
    say(beyondSeam, index, beyond)
    say(beyondHeadedSeam, index, headed)
    behind -= lasts[index]!
    crossing += firsts[index]! - lasts[index]!
    if (prose[index]) proseAbove++
  }
}

/** Runs of lines that are strange to the prose above them. */
function headlineRuns(
  blocks: readonly Block[],
  {prose, proseBefore, proseAfter}: Context,
  headlike: readonly boolean[],
  spread: Spread,
  say: Say,
): void {
  for (let index = 0; index < blocks.length; index++) {
    if (prose[index] || proseBefore[index]! < 0) continue
    const end = proseAfter[index]!
    let count = 0
    let strange = 0
    for (let line = index; line < end; line++) {
      if (!headlike[line]) continue
      count++
      strange += strangeness(blocks[line]!, line, spread)
    }
    if (count >= 2 && 2 * count >= end - index)
      for (let line = index; line < end; line++) say(headlineRun, line, strange / count)
    index = end - 1
  }
}

/** Lines that head something new: strange to all above, known to what follows. */
function headings(blocks: readonly Block[], {prose, proseBefore}: Context, {known, soon}: Spread, say: Say): void {
  let clearest = 0
  for (let index = 0; index < blocks.length; index++) {
    say(behindAnotherHeading, index, clearest)
    const {length, words} = blocks[index]!
    if (prose[index] || proseBefore[index]! < 0 || length < ENOUGH || words.length === 0) continue
    const heads = Math.min(soon[index]! / words.length, 1 - known[index]! / words.length)
    say(headsAnother, index, heads)
    clearest = Math.max(clearest, heads)
  }
}

export const cohesion: Family = {
  signals: [
    strangeLine,
    strangeHeadline,
    strangeInset,
    headlineRun,
    strangeProse,
    beyondSeam,
    beyondHeadedSeam,
    announces,
    readsOn,
    insetReadsOn,
    insetsReadOn,
    headsAnother,
    behindAnotherHeading,
    opensConnective,
  ],
  observe(blocks, context, say) {
    const {prose, proseBefore, proseAfter, unstopped} = context
    const spread = spreadOf(blocks, context)
    const headlike = blocks.map((_, index) => proseBefore[index]! >= 0 && isHeadlike(index, blocks, context))
    const insets: number[] = []
    let proseAbove = 0
    for (let index = 0; index < blocks.length; index++) {
      const block = blocks[index]!
      if (block.connects) say(opensConnective, index, 1)
      if (prose[index]) {
        if (proseAbove >= BEFORE_SEAM) say(strangeProse, index, 1 - 2 * share(spread.known[index]!, block.words.length))
        proseAbove++
        continue
      }
      const strange = strangeness(block, index, spread)
      say(strangeLine, index, strange)
      if (headlike[index]) {
        say(strangeHeadline, index, strange)
        if (isStrangeInset(index, blocks, context)) say(strangeInset, index, strange * (1 - unstopped))
      }
      if (proseBefore[index]! >= 0 && blocks[proseAfter[index]!]?.connects) {
        say(readsOn, index, 1)
        if (headlike[index] && isInsetHeadline(index, blocks, context)) insets.push(index)
      }
      if (prose[index + 1]) say(announces, index, Math.min(1, share(2 * spread.next[index]!, block.words.length)))
    }
    for (const index of insets) {
      say(insetReadsOn, index, 1)
      if (insets.length > 1) say(insetsReadOn, index, 1)
    }
    headlineRuns(blocks, context, headlike, spread, say)
    headings(blocks, context, spread, say)
    seams(blocks, context, spread, say)
  },
}
