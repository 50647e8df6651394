/** The fields that choose articles. */
import {categories, type Category} from '../../model.ts'
import type {Index} from '../data.ts'
import {byId, make} from './dom.ts'
import {plain, type Filter} from './filters.ts'

/** So long after the last key typed words count. */
const PAUSE_MS = 150
/** So many sites are offered to choose from; any other can be typed. */
const OFFERED = 500

export interface FilterForm {
  readonly filter: Filter
  /** Sets a field, or empties it where it has the value already. */
  readonly choose: (field: 'category' | 'site', value: string) => void
  /** Whether a bar of a chart says what is chosen. */
  readonly isChosen: (bar: HTMLElement) => boolean
}

/** @param onChange Called after each change; `isOther` when there are other words to look for. */
export function createFilterForm(index: Index, onChange: (isOther: boolean) => void): FilterForm {
  const form = byId('filters', HTMLFormElement)
  const words = byId('words', HTMLInputElement)
  const site = byId('site', HTMLInputElement)
  const select = (id: string): HTMLSelectElement => byId(id, HTMLSelectElement)
  const category = select('category')
  category.append(make('option', {value: ''}, 'any'), ...categories.map((name) => make('option', {value: name}, name)))
  const sites = [...new Set(index.articles.map((entry) => entry.site))].filter((name) => name !== '').toSorted()
  byId('sites', HTMLDataListElement).append(...sites.slice(0, OFFERED).map((name) => make('option', {value: name})))

  const filterOf = (): Filter => ({
    words: plain(words.value.trim()),
    site: plain(site.value.trim()),
    category: category.value as Category | '',
    kind: select('kind').value as Filter['kind'],
    below: Number(select('below').value),
    judged: select('judged').value as Filter['judged'],
    order: select('order').value as Filter['order'],
  })
  let before = ''
  const change = (): void => {
    const {words: sought, site: some, category: one, kind, below, judged} = filterOf()
    const active = [some !== '', one !== '', kind !== 'all', below <= 1, judged !== 'all'].filter(Boolean).length
    byId('active', HTMLElement).textContent = active > 0 ? String(active) : ''
    const isOther = sought !== before
    before = sought
    onChange(isOther)
  }
  let timer = 0
  const changeSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(change, PAUSE_MS)
  }
  form.addEventListener('input', changeSoon)
  form.addEventListener('reset', changeSoon)
  form.addEventListener('submit', (event) => event.preventDefault())
  return {
    get filter() {
      return filterOf()
    },
    choose: (field, value) => {
      const input = field === 'category' ? category : site
      input.value = input.value === value ? '' : value
      change()
    },
    isChosen: ({dataset}) =>
      dataset['category'] === undefined ? dataset['site'] === site.value : dataset['category'] === category.value,
  }
}
