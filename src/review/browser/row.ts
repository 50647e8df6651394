/** What a row of the list says of an article. */
import type {Entry} from '../data.ts'
import {foreign, make} from './dom.ts'
import {shareOf} from './filters.ts'
import {counted, percent} from './words.ts'

export function fillRow(row: HTMLElement, entry: Entry, isJudged: boolean): void {
  const {id, site, title, status, removed, least, suspects} = entry
  const found = Object.entries(removed).filter(([, characters]) => characters > 0)
  const unseen = (said: string): HTMLElement => make('span', {class: 'unseen'}, said)
  const dots = found.map(([category]) =>
    make('span', {class: `dot ${category}`, title: category}, unseen(`${category} `)),
  )
  const doubted = counted(suspects.length, 'suspect')
  const facts = [
    ...(isJudged ? [make('b', {class: 'judged', title: 'Judged'}, '✓', unseen(' judged'))] : []),
    ...(status === 'refused' || status === 'failed' ? [make('b', {class: 'status'}, status)] : []),
    ...(suspects.length > 0 ? [make('span', {title: doubted}, `${suspects.length}?`, unseen(` ${doubted}`))] : []),
    make('span', {class: 'dots'}, ...dots),
    ...(least === undefined
      ? []
      : [make('span', {title: 'Confidence of the least sure removal'}, unseen('least sure '), least.toFixed(2))]),
    make('span', {class: 'share', title: 'Removed'}, percent(shareOf(entry), 1), unseen(' removed')),
  ]
  row.append(
    make('span', {class: 'name', dir: 'auto'}, title ?? id),
    make('span', {class: 'facts'}, make('span', {class: 'from'}, foreign(site === '' ? id : site)), ...facts),
  )
}
