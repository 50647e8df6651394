/** What the corpus says: a line that the site has on many pages, the title of another article, prose that several sites have. */
import type {Example, Family} from '../model.ts'
import {bareOf} from '../phrases.ts'
import {SENTENCE, declare} from './declare.ts'

/** Pages from which on a line cannot be more of the site's furniture. */
const MANY = 32
/** Pages that a site has at least before shares of them mean something. */
const SITE = 5
/** The share of a site's pages from which on a line is on most: those of one section. */
const MOST = 1 / 4

const HEADLINE = 'الرئيس يغادر العاصمة متوجها إلى الشمال'
const LINE = 'المزيد من أخبار المحافظات'
const NOTICE = 'جميع المواد المنشورة في هذا الموقع تخضع لشروط الاستخدام التي تجدونها في الصفحة الأولى.'
const AGENCY = 'أعلنت الشركة اليوم عن نتائجها المالية للربع الثالث. وارتفعت الأرباح بنسبة كبيرة مقارنة بالعام الماضي.'

const TOWNS = ['الرياض', 'القاهرة', 'بغداد', 'تونس', 'عمان', 'بيروت', 'دمشق', 'الخرطوم']
/** Pages of different articles, each with these lines above, between or behind its own. */
const pagesWith = (
  above: readonly string[],
  behind: readonly string[],
  host?: string,
): NonNullable<Example['others']> =>
  TOWNS.map((town) => ({
    text: [
      ...above,
      `زار الوزير مدينة ${town} أمس والتقى هناك عددا من المسؤولين المحليين، وبحث معهم سير العمل في المشاريع التي أعلن عنها في العام الماضي.`,
      ...behind,
    ],
    ...(host !== undefined && {host}),
  }))

const signal = declare('corpus')

const seenOnPages = signal(
  'seen-on-pages',
  'The line stands on several pages of the site.',
  [SENTENCE, LINE],
  1,
  [SENTENCE, HEADLINE],
  {
    others: pagesWith([], [LINE]),
  },
)
const seenOnMost = signal(
  'seen-on-most',
  'The line stands on a good part of the pages of the site.',
  [SENTENCE, `12 ${LINE}`],
  1,
  [SENTENCE, NOTICE],
  {others: pagesWith([], [LINE, NOTICE])},
)
const seenAroundProse = signal(
  'seen-around-prose',
  'The line stands on several pages of the site, above their prose or behind it.',
  [SENTENCE, LINE, SENTENCE],
  1,
  [SENTENCE, HEADLINE],
  {others: pagesWith([], [LINE])},
)
const proseSeenOnPages = signal(
  'prose-seen-on-pages',
  'The prose stands on several pages of the site, and is no agency copy: other sites do not have it.',
  [SENTENCE, NOTICE],
  1,
  [SENTENCE, AGENCY],
  {others: [...pagesWith([], [NOTICE, AGENCY]), ...pagesWith([], [AGENCY], 'example.org')]},
)
const sharedCopy = signal(
  'shared-copy',
  'Several sites have this prose of two or more sentences: agency copy.',
  [SENTENCE, AGENCY],
  1,
  [SENTENCE, NOTICE],
  {others: [...pagesWith([NOTICE, AGENCY], []), ...pagesWith([NOTICE, AGENCY], [], 'example.org')]},
)
const titleOfAnother = signal(
  'title-of-another',
  'The line is the title of another article, with or without a marker before it.',
  [SENTENCE, `اقرأ أيضا: ${HEADLINE}`],
  1,
  [HEADLINE, SENTENCE],
  {others: [{title: HEADLINE, text: [SENTENCE]}]},
)

const amount = (count: number): number => Math.min(1, Math.log2(count) / Math.log2(MANY))

export const corpusFamily: Family = {
  signals: [seenOnPages, seenOnMost, seenAroundProse, proseSeenOnPages, sharedCopy, titleOfAnother],
  observe(blocks, context, say) {
    const {corpus, prose, proseBefore, title} = context
    if (!corpus) return
    const own = undated(title)
    for (const [index, {folded, hits}] of blocks.entries()) {
      const known = corpus.of(folded)
      const {pages, around, isShared} = known
      if (prose[index] && isShared) say(sharedCopy, index, 1)
      else if (pages > 0) {
        const detail = `about ${pages} pages`
        if (prose[index]) say(proseSeenOnPages, index, amount(pages), detail)
        else {
          say(seenOnPages, index, amount(pages), detail)
          say(seenAroundProse, index, around)
          if (corpus.pages >= SITE)
            say(seenOnMost, index, Math.min(1, pages / corpus.pages / MOST), `of about ${corpus.pages} pages`)
        }
      }
      // Without a title, what no prose stands above may be the article's own. A headline may be a question, and taken for prose.
      if (title === '' && proseBefore[index]! < 0) continue
      const marker = hits.find(({place}) => place === 'opens')
      const behind = marker && folded.slice(marker.end)
      if (
        (known.isTitle && isForeign(folded, own)) ||
        (behind !== undefined && corpus.of(behind).isTitle && isForeign(behind, own))
      )
        say(titleOfAnother, index, 1)
    }
  },
}

/** Whether a title is neither the article's own nor a part or a longer form of that. */
function isForeign(folded: string, own: string): boolean {
  if (own === '') return true
  const bare = undated(bareOf(folded))
  return !own.includes(bare) && !bare.includes(own)
}

/** Numbers change as a story goes on, and its title with them. */
const undated = (text: string): string => text.replaceAll(/\d+/gu, '0')
