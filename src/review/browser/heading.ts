/** What is known of an article as a whole, above it. */
import type {ArticleData, Entry} from '../data.ts'
import {byId, foreign, make} from './dom.ts'
import {count, counted, percent, sumOf} from './words.ts'

const element = (id: string): HTMLElement => byId(id, HTMLElement)

export function drawHeading({id, site, title, form, status, characters, removed}: Entry, data: ArticleData): void {
  const {language, reason, body, marks} = data
  const gone = sumOf(removed)
  const suspects = marks.filter(({kind}) => kind === 'suspect').length
  const facts: (Node | string)[] = [
    ...(title === undefined ? [] : [foreign(id)]),
    ...(site === '' ? [] : [foreign(site)]),
    ...(form === 'html' ? ['HTML'] : []),
    ...(language === undefined ? [] : [foreign(language)]),
    status,
    `${count(gone)} of ${counted(characters, 'character')} taken out (${percent(gone, characters)})`,
    ...(suspects > 0 ? [counted(suspects, 'suspect')] : []),
  ]
  element('title').replaceChildren(foreign(title ?? id))
  element('meta').replaceChildren(...facts.map((fact) => make('span', {}, fact)))
  element('reason').hidden = reason === undefined
  element('reason').replaceChildren(`${status}: `, foreign(reason ?? ''))
  element('without').hidden = body !== undefined
  element('end').hidden = body === undefined
  // What is no tag of a language is better not said.
  if (language !== undefined && TAG.test(language)) element('text').lang = language
  else element('text').removeAttribute('lang')
}

const TAG = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/iu
