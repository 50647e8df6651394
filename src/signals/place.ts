/** Where a block stands: at the start, behind the last prose, between two paragraphs, in a run of short blocks. */
import type {Context, Spot} from '../model.ts'
import {SENTENCE, declare} from './declare.ts'
import {each, type Look} from './each.ts'
import {endsWithStop, opensSmall} from './ends.ts'

const LINE = 'خبر من المدينة'
const HEADLINE = 'كوريا الجنوبية تتحدث عن إطلاق كوريا الشمالية للغواصة النووية الأولى'

const place = (
  id: string,
  says: string,
  text: readonly string[],
  at: number,
  look: Look['look'],
  silent: readonly string[] = [SENTENCE, SENTENCE, SENTENCE],
): Look => ({...declare('place')(id, says, text, at, silent), look})

/** How many blocks without prose stand in a row here, this one among them. */
const run = ({prose, proseAfter, proseBefore}: Context, index: number): number =>
  prose[index] ? 0 : proseAfter[index]! - proseBefore[index]! - 1

const isBetween = (spot: Spot | undefined): boolean => spot === 'inset' || spot === 'run'

export const places = each([
  place(
    'prose',
    'The block is running text: long, and ended like a sentence.',
    [SENTENCE],
    0,
    (_, {prose}, i) => prose[i]!,
    [LINE],
  ),
  place('first', 'The block is the first.', [LINE, SENTENCE], 0, (_, _context, i) => i === 0, []),
  place(
    'before-prose',
    'No prose stands above the block.',
    [LINE, SENTENCE],
    0,
    (_, {spots}, i) => spots[i] === 'top' || spots[i] === 'bare',
  ),
  place('last', 'The block is the last.', [SENTENCE, LINE], 1, (_, _context, i, blocks) => i === blocks.length - 1, []),
  place('after-prose', 'No prose stands below the block.', [SENTENCE, LINE], 1, (_, {spots}, i) => spots[i] === 'tail'),
  place(
    'inset',
    'The block stands alone between two prose blocks.',
    [SENTENCE, LINE, SENTENCE],
    1,
    (_, {spots}, i) => spots[i] === 'inset',
  ),
  place(
    'inset-run',
    'The block stands in a run of short ones between two prose blocks.',
    [SENTENCE, LINE, LINE, SENTENCE],
    2,
    (_, {spots}, i) => spots[i] === 'run',
  ),
  place(
    'run-3-up',
    'The block stands in a run of three or more without prose.',
    [LINE, LINE, LINE],
    1,
    (_, context, i) => run(context, i) >= 3,
  ),
  place(
    'run-8-up',
    'The block stands in a run of eight or more without prose.',
    Array.from({length: 8}, () => LINE),
    1,
    (_, context, i) => run(context, i) >= 8,
  ),
  place('no-prose', 'No block of the document is prose.', [LINE, LINE], 1, (_, {spots}, i) => spots[i] === 'bare'),
  place(
    'joined',
    'The block stands on the line of the one before it.',
    ['قال الوزير ذلك.اقرأ أيضا: خبر آخر'],
    1,
    ({joint}) => joint === 'joined',
  ),
  place(
    'leads-line',
    'The next block stands on the line of this one.',
    ['قال الوزير ذلك.اقرأ أيضا: خبر آخر'],
    0,
    (_, _context, i, blocks) => blocks[i + 1]?.joint === 'joined',
  ),
  place(
    'after-gap',
    'A blank line stands above the block.',
    [SENTENCE, '', LINE],
    2,
    ({joint}, _context, i) => joint === 'gap' && i > 0,
  ),
  place(
    'before-gap',
    'A blank line stands below the block.',
    [LINE, '', SENTENCE],
    0,
    (_, _context, i, blocks) => blocks[i + 1]?.joint === 'gap',
  ),
  place(
    'mid-sentence',
    'The block goes on from a line above, or is gone on with below, in a small letter: lines that were broken by a fixed width.',
    ['The four companies are held to be', 'engines of innovation and are together'],
    1,
    (block, _context, i, blocks) =>
      opensSmall(block) ||
      (blocks[i + 1]?.joint === 'line' && opensSmall(blocks[i + 1]!) && !endsWithStop(block.folded)),
    ['The four companies.', 'Engines of innovation'],
  ),
  place(
    'headline-inset',
    'A block as long as a headline, ended like one, stands between two prose blocks.',
    [SENTENCE, HEADLINE, SENTENCE],
    1,
    ({length}, {spots, unstopped}, i) => isBetween(spots[i]) && length >= 8 && length <= 18 && 1 - unstopped,
    [SENTENCE, LINE, SENTENCE],
  ),
  place(
    'headline-tail',
    'A block as long as a headline, ended like one, stands behind the last prose.',
    [SENTENCE, HEADLINE],
    1,
    ({length}, {spots, unstopped}, i) => spots[i] === 'tail' && length >= 6 && length <= 18 && 1 - unstopped,
  ),
  place(
    'subhead',
    'A block as short as a subhead stands right above a prose block.',
    [SENTENCE, LINE, SENTENCE],
    1,
    ({length}, {spots, proseAfter}, i) => isBetween(spots[i]) && proseAfter[i] === i + 1 && length <= 7,
  ),
  place(
    'unstopped',
    'The share of long blocks without a final stop: what lacks one here says nothing.',
    Array.from({length: 3}, () => HEADLINE),
    1,
    (_, {unstopped}) => unstopped,
  ),
])
