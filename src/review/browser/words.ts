/** How numbers and marks are said. */
import type {Category} from '../../model.ts'
import type {Removed, Shown} from './types.ts'

const whole = new Intl.NumberFormat('en')

/** `12,345` */
export const count = (value: number): string => whole.format(value)

/** `1 article`, `2 articles` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** A share as per cent: with one place below ten, and never 0 where there is something. */
export function percent(part: number, all: number): string {
  if (part === 0 || all === 0) return '0 %'
  const share = (100 * part) / all
  if (share < 0.1) return '< 0.1 %'
  return `${share < 9.95 ? share.toFixed(1) : Math.round(share)} %`
}

/** What each category is, in a few words. */
export const meanings: Readonly<Record<Category, string>> = {
  related: '“read also” and the headlines that belong to it',
  headlines: 'headlines of other articles',
  foreign: 'running text of a different article',
  keywords: 'tag lists, keyword spam, section names',
  promo: 'follow, subscribe, download, advertisement',
  ui: 'share, print, login, view counters',
  comments: 'readers’ comments and their form',
  legal: 'copyright lines, terms, disclaimers',
  credit: 'source, agency, byline, dateline, caption',
}

/** What a mark is called. */
export const kinds: Readonly<Record<Shown['kind'], string>> = {
  removal: 'taken out',
  suspect: 'doubted but kept',
  missed: 'should have gone',
}

/** Characters of all categories together. */
export const sumOf = (removed: Removed): number => Object.values(removed).reduce((sum, some) => sum + some, 0)
