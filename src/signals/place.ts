/** Where a block stands: at the start, behind the last prose, between two paragraphs, in a run of short blocks. */
import type {Family} from '../model.ts'
import {SENTENCE, declare} from './declare.ts'
import {isStop, opensSmall} from './ends.ts'

const LINE = 'خبر من المدينة'
const PROSE = [SENTENCE, SENTENCE, SENTENCE]
const HEADLINE = 'كوريا الجنوبية تتحدث عن إطلاق كوريا الشمالية للغواصة النووية الأولى'

const place = declare('place')

const isProse = place('prose', 'The block is running text: long, and ended like a sentence.', [SENTENCE], 0, [LINE])
const first = place('first', 'The block is the first.', [LINE, SENTENCE], 0, [])
const beforeProse = place('before-prose', 'No prose stands above the block.', [LINE, SENTENCE], 0, PROSE)
const last = place('last', 'The block is the last.', [SENTENCE, LINE], 1, [])
const afterProse = place('after-prose', 'No prose stands below the block.', [SENTENCE, LINE], 1, PROSE)
const inset = place('inset', 'The block stands alone between two prose blocks.', [SENTENCE, LINE, SENTENCE], 1, PROSE)
const insetRun = place(
  'inset-run',
  'The block stands in a run of short ones between two prose blocks.',
  [SENTENCE, LINE, LINE, SENTENCE],
  2,
  PROSE,
)
const runOf3 = place(
  'run-3-up',
  'The block stands in a run of three or more without prose.',
  [LINE, LINE, LINE],
  1,
  PROSE,
)
const runOf8 = place(
  'run-8-up',
  'The block stands in a run of eight or more without prose.',
  Array.from({length: 8}, () => LINE),
  1,
  PROSE,
)
const noProse = place('no-prose', 'No block of the document is prose.', [LINE, LINE], 1, PROSE)
const joined = place(
  'joined',
  'The block stands on the line of the one before it.',
  ['قال الوزير ذلك.اقرأ أيضا: خبر آخر'],
  1,
  PROSE,
)
const leadsLine = place(
  'leads-line',
  'The next block stands on the line of this one.',
  ['قال الوزير ذلك.اقرأ أيضا: خبر آخر'],
  0,
  PROSE,
)
const afterGap = place('after-gap', 'A blank line stands above the block.', [SENTENCE, '', LINE], 2, PROSE)
const beforeGap = place('before-gap', 'A blank line stands below the block.', [LINE, '', SENTENCE], 0, PROSE)
const midSentence = place(
  'mid-sentence',
  'The block goes on from a line above, or is gone on with below, in a small letter: lines that were broken by a fixed width.',
  ['The four companies are held to be', 'engines of innovation and are together'],
  1,
  ['The four companies.', 'Engines of innovation'],
)
const headlineInset = place(
  'headline-inset',
  'A block as long as a headline, ended like one, stands between two prose blocks.',
  [SENTENCE, HEADLINE, SENTENCE],
  1,
  [SENTENCE, LINE, SENTENCE],
)
const headlineTail = place(
  'headline-tail',
  'A block as long as a headline, ended like one, stands behind the last prose.',
  [SENTENCE, HEADLINE],
  1,
  PROSE,
)
const subhead = place(
  'subhead',
  'A block as short as a subhead stands right above a prose block.',
  [SENTENCE, LINE, SENTENCE],
  1,
  PROSE,
)
const unstopped = place(
  'unstopped',
  'The share of long blocks without a final stop: what lacks one here says nothing.',
  Array.from({length: 3}, () => HEADLINE),
  1,
  PROSE,
)

export const places: Family = {
  signals: [
    isProse,
    first,
    beforeProse,
    last,
    afterProse,
    inset,
    insetRun,
    runOf3,
    runOf8,
    noProse,
    joined,
    leadsLine,
    afterGap,
    beforeGap,
    midSentence,
    headlineInset,
    headlineTail,
    subhead,
    unstopped,
  ],
  observe(blocks, {prose, proseBefore, proseAfter, spots, unstopped: share, endings}, say) {
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!
      const next = blocks[i + 1]
      const {length, joint} = block
      const spot = spots[i]!
      const isBetween = spot === 'inset' || spot === 'run'
      /** How many blocks without prose stand in a row here, this one among them. */
      const run = prose[i] ? 0 : proseAfter[i]! - proseBefore[i]! - 1
      if (prose[i]) say(isProse, i, 1)
      if (i === 0) say(first, i, 1)
      if (spot === 'top' || spot === 'bare') say(beforeProse, i, 1)
      if (!next) say(last, i, 1)
      if (spot === 'tail') say(afterProse, i, 1)
      if (spot === 'inset') say(inset, i, 1)
      if (spot === 'run') say(insetRun, i, 1)
      if (run >= 3) say(runOf3, i, 1)
      if (run >= 8) say(runOf8, i, 1)
      if (spot === 'bare') say(noProse, i, 1)
      if (joint === 'joined') say(joined, i, 1)
      if (next?.joint === 'joined') say(leadsLine, i, 1)
      if (joint === 'gap' && i > 0) say(afterGap, i, 1)
      if (next?.joint === 'gap') say(beforeGap, i, 1)
      if (opensSmall(block) || (next?.joint === 'line' && opensSmall(next) && !isStop(endings[i]!)))
        say(midSentence, i, 1)
      if (isBetween && length >= 8 && length <= 18) say(headlineInset, i, 1 - share)
      if (spot === 'tail' && length >= 6 && length <= 18) say(headlineTail, i, 1 - share)
      if (isBetween && proseAfter[i] === i + 1 && length <= 7) say(subhead, i, 1)
      say(unstopped, i, share)
    }
  },
}
