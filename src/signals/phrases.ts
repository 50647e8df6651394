/** What the phrase packs say of a block: it opens with a phrase of a list, is one, or holds one; or stands below one. */
import type {Block, Context, Family, Hit, Say, Signal} from '../model.ts'
import {phraseLists} from '../phrases.ts'
import {SENTENCE, declare} from './declare.ts'
import {COLON, hasColonBehind, isStop} from './ends.ts'

/** A phrase of each list that the packs hold, for the examples. */
const samples = {
  related: 'اقرأ أيضا',
  headlines: 'الأكثر قراءة',
  keywords: 'كلمات دلالية',
  promo: 'تابعونا على',
  ui: 'شارك الموضوع',
  comments: 'أضف تعليق',
  legal: 'جميع الحقوق محفوظة',
  credit: 'المصدر',
} as const
type List = (typeof phraseLists)[number]

const phrase = declare('phrase')
const ofPlace = declare('place')

/** Words up to which a block with a phrase is a label of its own rather than a marker with what it marks. */
const LABEL = 6
/** Words from which on a block that ends like a sentence is one, be it too short for prose: it ends a label's reach. */
const SENTENCE_WORDS = 5
/** Words from which on a block that opens with a phrase may well be a sentence of the article. */
const LONG = 20

/** What is said of each list. */
const signalsOf = (list: List) => {
  const sample = samples[list]
  return {
    opens: phrase(
      `opens-${list}`,
      `The block opens with a phrase of the list ${list}.`,
      [SENTENCE, `${sample} خبر آخر`],
      1,
      [SENTENCE],
    ),
    opensColon: phrase(
      `opens-${list}-colon`,
      `The block opens with a phrase of the list ${list}, and a colon follows.`,
      [SENTENCE, `${sample}: خبر آخر`],
      1,
      [SENTENCE, `${sample} خبر آخر`],
    ),
    opensLong: phrase(
      `opens-${list}-long`,
      `The block opens with a phrase of the list ${list} and is long enough to be a sentence of the article.`,
      [SENTENCE, `${sample} ${SENTENCE} ${SENTENCE}`],
      1,
      [SENTENCE, `${sample} خبر آخر`],
    ),
    is: phrase(
      `is-${list}`,
      `The block is a phrase of the list ${list} and nothing else.`,
      [SENTENCE, `• ${sample} :`],
      1,
      [SENTENCE, `${sample} خبر آخر عن البلاد`],
    ),
    holds: phrase(
      `holds-${list}`,
      `The block holds a phrase of the list ${list} that is furniture wherever it stands.`,
      [SENTENCE, `2024 © ${sample} لصحيفة المدينة`],
      list === 'legal' || list === 'promo' ? 1 : null,
      [SENTENCE],
    ),
    ...(list !== 'credit' && {
      below: phrase(
        `below-${list}`,
        `The block stands below a label of the list ${list}, with no prose between.`,
        [SENTENCE, sample, 'خبر آخر من البلاد'],
        2,
        [SENTENCE, sample, SENTENCE, 'خبر آخر من البلاد'],
      ),
    }),
  }
}
const ofList = Object.fromEntries(phraseLists.map((list) => [list, signalsOf(list)])) as Readonly<
  Record<List, ReturnType<typeof signalsOf>>
>

/** The lists whose labels close an article: what stands behind them, be it prose, may be another one. */
const closing = ['related', 'headlines', 'keywords', 'credit'] as const

const behindList = new Map(
  closing.map((list) => [
    list,
    ofPlace(
      `behind-${list}`,
      `A label of the list ${list} stands somewhere above the block, and prose above that.`,
      [SENTENCE, samples[list], SENTENCE, SENTENCE],
      3,
      [samples[list], SENTENCE],
    ),
  ]),
)
const behindTwoLists = ofPlace(
  'behind-two-lists',
  'Labels of two lists that close an article stand above the block, and prose above them.',
  [SENTENCE, samples.credit, samples.keywords, SENTENCE],
  3,
  [SENTENCE, samples.related, samples.related, SENTENCE],
)
// What is learned of a marker of one list holds for the others too.
const opensFurniture = phrase(
  'opens-furniture',
  'The block opens with a phrase of any list but credit.',
  [SENTENCE, 'اقرأ أيضا خبر آخر'],
  1,
  [SENTENCE, 'المصدر'],
)
const isFurniture = phrase('is-furniture', 'The block is a phrase of any list but credit.', [SENTENCE, 'مشاركة'], 1, [
  SENTENCE,
  'المصدر',
])
const holdsFurniture = phrase(
  'holds-furniture',
  'The block holds a phrase of any list but credit.',
  [SENTENCE, '2024 © جميع الحقوق محفوظة'],
  1,
  [SENTENCE, 'المصدر'],
)
const opensSentence = phrase(
  'opens-sentence',
  'The block opens with a phrase of a noise list, without a colon, and is a whole sentence.',
  [SENTENCE, 'شاهد أيضا معظم المشاركين في الدراسة مقاطع مصورة مدتها دقيقة.'],
  1,
  [SENTENCE, 'اقرأ أيضا: معظم المشاركين في الدراسة شاهدوا مقاطع مصورة.'],
)
const longPhrase = phrase(
  'long-phrase',
  'The block opens with a phrase or holds one, and the phrase is long: the longer it is, the less it is chance; 1 stands for 30 letters.',
  [SENTENCE, 'اشترك في النشرة البريدية لتصلك آخر الأخبار'],
  1,
  [SENTENCE],
)
const severalPhrases = phrase(
  'several-phrases',
  'Several phrases stand in the block, one behind the other: 1 stands for four.',
  [SENTENCE, 'شارك الموضوع | تابعونا على | أضف تعليق'],
  null,
  [SENTENCE, 'شارك الموضوع'],
)
const covered = phrase(
  'covered',
  'The share of the block that phrases of the packs are.',
  [SENTENCE, 'تابعونا على فيسبوك'],
  1,
  [SENTENCE],
)
const amidFurniture = phrase(
  'amid-furniture',
  'The share of blocks around this one, four on each side, in which a phrase stands that is not credit.',
  [SENTENCE, 'خبر من المدينة', 'شارك الموضوع'],
  1,
  [SENTENCE, SENTENCE],
)
const markerColon = phrase(
  'marker-colon',
  'The block opens with a phrase of any list but credit, and a colon stands right behind it.',
  [SENTENCE, 'اقرأ أيضا: خبر آخر'],
  1,
  [SENTENCE, 'اقرأ أيضا خبر آخر'],
)
// Sites that print the label below the tags put it there as the last line ("كلمات دالة" of a wire service).
const aboveKeywords = phrase(
  'above-keywords',
  'A label of the list keywords ends the document, and the block stands above it with no prose between.',
  [SENTENCE, 'البحرين', samples.keywords],
  1,
  [SENTENCE, samples.keywords, 'البحرين'],
)

const find = (hits: readonly Hit[], list: string, place: Hit['place']): Hit | undefined =>
  hits.find((hit) => hit.list === list && hit.place === place)

/** Whether a hit leaves nothing of its block but a sign or two. */
const isWhole = (hit: Hit, {folded}: Block): boolean => hit.place === 'is' || folded.length - (hit.end - hit.start) <= 4

const furniture = {opens: opensFurniture, is: isFurniture, holds: holdsFurniture}

function ofBlock(block: Block, index: number, ending: number, say: Say): void {
  const {hits, length, folded, functionWords} = block
  for (const list of phraseLists) {
    const signals = ofList[list]
    const opens = find(hits, list, 'opens')
    if (opens) {
      say(signals.opens, index, 1, opens.phrase)
      if (opens.colon) say(signals.opensColon, index, 1, opens.phrase)
      if (length >= LONG) say(signals.opensLong, index, 1, opens.phrase)
    }
    const holds = find(hits, list, 'holds')
    if (holds) say(signals.holds, index, 1, holds.phrase)
    const is = find(hits, list, 'is') ?? opens ?? holds
    if (is && isWhole(is, block)) say(signals.is, index, 1, is.phrase)
  }
  for (const place of ['opens', 'is', 'holds'] as const) {
    const any = hits.find((hit) => hit.place === place && hit.list !== 'credit')
    if (!any) continue
    say(furniture[place], index, 1, any.phrase)
    if (hasColonBehind(any, folded)) say(markerColon, index, 1, any.phrase)
    if (place === 'opens' && !any.colon && functionWords > 0 && folded.length > any.end && isStop(ending))
      say(opensSentence, index, 1, any.phrase)
  }
}

/** Letters of a phrase that stands for itself, and phrases that make a block furniture through and through. */
const FULL = {letters: 30, phrases: 4}

/** How much of a block phrases are. */
function cover({hits, folded}: Block, index: number, say: Say): void {
  let longest = 0
  let letters = 0
  let several = 0
  let end = 0
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (hit.list === 'credit') continue
    if (hit.place !== 'is') longest = Math.max(longest, hit.end - hit.start)
    if (hit.end <= end) continue
    if (hit.start >= end) several++
    letters += hit.end - Math.max(end, hit.start)
    end = hit.end
  }
  if (longest > 0) say(longPhrase, index, Math.min(1, longest / FULL.letters))
  if (several > 1) say(severalPhrases, index, Math.min(1, several / FULL.phrases))
  if (letters > 0) say(covered, index, Math.min(1, letters / folded.length))
}

/** How far around a block furniture is counted. */
const AROUND = 4

function amid(blocks: readonly Block[], say: Say): void {
  const holdsAny = blocks.map(({hits}) => Number(hits.some(({list}) => list !== 'credit')))
  let sum = 0
  for (let index = 0; index < AROUND; index++) sum += holdsAny[index] ?? 0
  for (let index = 0; index < blocks.length; index++) {
    sum += (holdsAny[index + AROUND] ?? 0) - (holdsAny[index - AROUND - 1] ?? 0)
    const others = Math.min(blocks.length - 1, index + AROUND) - Math.max(0, index - AROUND)
    if (others > 0) say(amidFurniture, index, (sum - holdsAny[index]!) / others)
  }
}

/** Blocks below a label, block by block: the label's reach ends at a sentence, and at a label of another list. */
function below(blocks: readonly Block[], {prose, endings}: Context, say: Say): void {
  let labels: readonly Hit[] = []
  for (let index = 0; index < blocks.length; index++) {
    const {hits, length, functionWords} = blocks[index]!
    const ending = endings[index]!
    if (labels.length > 0) {
      // Comments are sentences, too.
      if (prose[index]) labels = []
      else if (length >= SENTENCE_WORDS && functionWords > 0 && isStop(ending))
        labels = labels.filter(({list}) => list === 'comments')
      for (const {list, phrase: label} of labels) say(ofList[list as List].below!, index, 1, label)
    }
    // A label may be a sentence when a colon ends it: "Follow our page on this address:"
    if (hits.length === 0 || length > (ending === COLON ? LONG : LABEL)) continue
    const own = hits.filter(({place, list}) => place !== 'holds' && list !== 'credit')
    if (hits.some(({place}) => place !== 'holds'))
      labels = own.filter(({list}, at) => own.findIndex((other) => other.list === list) === at)
  }
}

function behind(blocks: readonly Block[], {prose, proseBefore}: Context, say: Say): void {
  const labels = new Map<Signal, string>()
  for (let index = 0; index < blocks.length; index++) {
    if (labels.size > 0) for (const [signal, label] of labels) say(signal, index, 1, label)
    if (labels.size > 1) say(behindTwoLists, index, 1)
    const {hits, length} = blocks[index]!
    if (hits.length === 0 || length > LONG || proseBefore[index]! < 0) continue
    for (const [list, signal] of behindList) {
      const label = find(hits, list, 'is') ?? find(hits, list, 'opens')
      // A sentence that opens with the words of a marker is none.
      if (label && !labels.has(signal) && (label.colon || !prose[index])) labels.set(signal, label.phrase)
    }
  }
}

function above(blocks: readonly Block[], context: Context, say: Say): void {
  const last = blocks.at(-1)
  const label = last?.hits.find((hit) => hit.list === 'keywords' && isWhole(hit, last))
  if (!label) return
  for (let index = blocks.length - 2; index >= 0 && !context.prose[index]; index--)
    say(aboveKeywords, index, 1, label.phrase)
}

export const phraseFamily: Family = {
  signals: [
    ...Object.values(ofList).flatMap((signals) => Object.values(signals)),
    ...behindList.values(),
    behindTwoLists,
    opensFurniture,
    isFurniture,
    holdsFurniture,
    opensSentence,
    longPhrase,
    severalPhrases,
    covered,
    amidFurniture,
    markerColon,
    aboveKeywords,
  ],
  observe(blocks, context, say) {
    if (blocks.every(({hits}) => hits.length === 0)) return
    for (let index = 0; index < blocks.length; index++)
      if (blocks[index]!.hits.length > 0) {
        ofBlock(blocks[index]!, index, context.endings[index]!, say)
        cover(blocks[index]!, index, say)
      }
    amid(blocks, say)
    below(blocks, context, say)
    behind(blocks, context, say)
    above(blocks, context, say)
  },
}
