/** Which articles the list has, and in what order. */
import type {Category} from '../../model.ts'
import type {ArticleData, Entry, Index} from '../data.ts'
import {sumOf} from './words.ts'

export interface Filter {
  /** As `plain` leaves it. */
  readonly words: string
  /** Part of the site's name, as `plain` leaves it. */
  readonly site: string
  readonly category: Category | ''
  readonly kind: 'all' | 'suspects' | Entry['status']
  /** The least sure removal is below this. */
  readonly below: number
  readonly judged: 'all' | 'yes' | 'no'
  readonly order: 'record' | 'share' | 'least'
}

/** Text as it is searched: case, Arabic vowel marks, lengthening and the seats of hamza do not count. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[\u0640\u064B-\u0652\u0670]/gu, '')
    .replaceAll(/[أإآٱ]/gu, 'ا')

/** The share of an article that was taken out. */
export const shareOf = (entry: Entry): number => (entry.characters > 0 ? sumOf(entry.removed) / entry.characters : 0)

/**
 * Makes what chooses articles of an index.
 *
 * @returns Gives the numbers of those that pass, in the order asked for.
 */
export function createChoice(
  index: Index,
): (filter: Filter, isJudged: (article: number) => boolean, found: ReadonlySet<number>) => number[] {
  const names = index.articles.map(({id, title = '', site}) => plain(`${id}\n${title}\n${site}`))
  const sites = index.articles.map(({site}) => plain(site))
  const shares = index.articles.map(shareOf)
  return (filter, isJudged, found) => {
    const passes = (entry: Entry, article: number): boolean =>
      (filter.category === '' || hasCategory(entry, filter.category)) &&
      (filter.kind === 'all' ||
        (filter.kind === 'suspects' ? entry.suspects.length > 0 : entry.status === filter.kind)) &&
      (filter.below > 1 || (entry.least ?? 1) < filter.below) &&
      (filter.site === '' || sites[article]!.includes(filter.site)) &&
      (filter.judged === 'all' || isJudged(article) === (filter.judged === 'yes')) &&
      (filter.words === '' || names[article]!.includes(filter.words) || found.has(article))
    const numbers = index.articles.flatMap((entry, article) => (passes(entry, article) ? [article] : []))
    if (filter.order === 'share') return numbers.toSorted((a, b) => shares[b]! - shares[a]!)
    const least = (article: number): number => index.articles[article]!.least ?? 2
    if (filter.order === 'least') return numbers.toSorted((a, b) => least(a) - least(b))
    return numbers
  }
}

const hasCategory = ({removed, suspects}: Entry, category: Category): boolean =>
  (removed[category] ?? 0) > 0 || suspects.includes(category)

/** Whether words stand in an article, as it reads. */
export function isIn(words: string, {body, shown, marks, reason = ''}: ArticleData): boolean {
  const text = shown ? shown.map((piece) => piece.text).join('') : body
  return plain(text ?? marks.map((mark) => mark.text).join('\n')).includes(words) || plain(reason).includes(words)
}
