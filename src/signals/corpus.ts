/** What the corpus says: a line that the site has on many pages, the title of another article, prose that several sites have. */
import type {Corpus, Example, Family, Signal} from '../model.ts'
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
const pages = (above: readonly string[], behind: readonly string[], host?: string): NonNullable<Example['others']> =>
  TOWNS.map((town) => ({
    text: [
      ...above,
      `زار الوزير مدينة ${town} أمس والتقى هناك عددا من المسؤولين المحليين، وبحث معهم سير العمل في المشاريع التي أعلن عنها في العام الماضي.`,
      ...behind,
    ],
    ...(host !== undefined && {host}),
  }))

const signal = declare('corpus')

const signals: readonly Signal[] = [
  signal('seen-on-pages', 'The line stands on several pages of the site.', [SENTENCE, LINE], 1, [SENTENCE, HEADLINE], {
    others: pages([], [LINE]),
  }),
  signal(
    'seen-on-most',
    'The line stands on a good part of the pages of the site.',
    [SENTENCE, `12 ${LINE}`],
    1,
    [SENTENCE, NOTICE],
    {others: pages([], [LINE, NOTICE])},
  ),
  signal(
    'seen-around-prose',
    'The line stands on several pages of the site, above their prose or behind it.',
    [SENTENCE, LINE, SENTENCE],
    1,
    [SENTENCE, HEADLINE],
    {others: pages([], [LINE])},
  ),
  signal(
    'prose-seen-on-pages',
    'The prose stands on several pages of the site, and is no agency copy: other sites do not have it.',
    [SENTENCE, NOTICE],
    1,
    [SENTENCE, AGENCY],
    {others: [...pages([], [NOTICE, AGENCY]), ...pages([], [AGENCY], 'example.org')]},
  ),
  signal(
    'shared-copy',
    'Several sites have this prose of two or more sentences: agency copy.',
    [SENTENCE, AGENCY],
    1,
    [SENTENCE, NOTICE],
    {others: [...pages([NOTICE, AGENCY], []), ...pages([NOTICE, AGENCY], [], 'example.org')]},
  ),
  signal(
    'title-of-another',
    'The line is the title of another article, with or without a marker before it.',
    [SENTENCE, `اقرأ أيضا: ${HEADLINE}`],
    1,
    [HEADLINE, SENTENCE],
    {others: [{title: HEADLINE, text: [SENTENCE]}]},
  ),
]

const amount = (count: number): number => Math.min(1, Math.log2(count) / Math.log2(MANY))

export const corpusFamily: Family = {
  signals,
  observe(blocks, context, say) {
    const {corpus, prose, spots, title} = context
    if (!corpus) return
    const own = title.replaceAll(/\d+/gu, '0')
    for (const [index, {folded, hits}] of blocks.entries()) {
      const seen = corpus.seen(folded)
      const detail = seen && `about ${seen.pages} pages`
      if (prose[index]) {
        if (corpus.isShared(folded)) say('shared-copy', index, 1)
        else if (seen) say('prose-seen-on-pages', index, amount(seen.pages), detail)
        continue
      }
      if (seen) {
        say('seen-on-pages', index, amount(seen.pages), detail)
        say('seen-around-prose', index, seen.around)
        if (corpus.pages >= SITE)
          say('seen-on-most', index, Math.min(1, seen.pages / corpus.pages / MOST), `of about ${corpus.pages} pages`)
      }
      // Without a title, whatever stands above the prose may be the article's own.
      if (title === '' && (spots[index] === 'top' || spots[index] === 'bare')) continue
      const marker = hits.find(({place}) => place === 'opens')
      if (isForeignTitle(folded, own, corpus) || (marker && isForeignTitle(folded.slice(marker.end), own, corpus)))
        say('title-of-another', index, 1)
    }
  },
}

/** Whether a text is a title in the index, and neither the article's own nor a part or a longer form of that. */
function isForeignTitle(folded: string, own: string, corpus: Corpus): boolean {
  if (!corpus.isTitle(folded)) return false
  if (own === '') return true
  // Numbers change as a story goes on, and its title with them.
  const bare = bareOf(folded).replaceAll(/\d+/gu, '0')
  return !own.includes(bare) && !bare.includes(own)
}
