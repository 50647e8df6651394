/** Why a mark is there, in words and small bars, and what can be said of it. */
import type {Evidence} from '../../model.ts'
import type {Index, Mark} from '../data.ts'
import {byId, foreign, make} from './dom.ts'
import {verdictOn} from './judgment.ts'
import type {Judgment, Shown, Verdict} from './types.ts'
import {kinds, meanings} from './words.ts'

/** What each verdict says of a mark. */
export const verdictsOf: Readonly<Record<Mark['kind'], Readonly<Record<Verdict, string>>>> = {
  removal: {right: 'Noise indeed', wrong: 'Article’s own'},
  suspect: {right: 'Right to keep', wrong: 'Should have gone'},
}

/** Shows a mark; without one, what can be done. */
export function tellOf(shown: Shown | undefined, says: Index['says'], judgment: Judgment): void {
  document.body.classList.toggle('looking', shown !== undefined)
  const mark = shown?.kind === 'missed' ? undefined : shown?.mark
  byId('close', HTMLElement).hidden = !shown
  byId('take-back', HTMLElement).hidden = shown?.kind !== 'missed'
  byId('about', HTMLElement).replaceChildren(...(shown ? aboutOf(shown) : []))
  byId('told', HTMLElement).replaceChildren(
    ...(shown ? [make('p', {class: 'meaning'}, `${shown.mark.category}: ${meanings[shown.mark.category]}.`)] : [EMPTY]),
    ...(mark ? evidenceOf(mark, says) : []),
  )
  const verdict = shown && verdictOn(shown, judgment)
  for (const name of ['right', 'wrong'] as const) {
    const words = byId(`${name}-says`, HTMLElement)
    const button = words.closest('button')!
    button.hidden = !mark
    button.setAttribute('aria-pressed', String(verdict === name))
    words.textContent = mark ? verdictsOf[mark.kind][name] : ''
  }
}

const EMPTY = make(
  'p',
  {class: 'empty'},
  'Choose a mark to see why it is there: point at it, or press n. What should have gone, and was not found, can be selected in the text.',
)

const aboutOf = ({kind, mark}: Shown): (Node | string)[] => [
  make('span', {class: `label ${mark.category}`}, mark.category),
  ` ${kinds[kind]}`,
  ...('confidence' in mark
    ? [
        ', ',
        make('span', {class: 'unseen'}, 'confidence '),
        make('b', {title: 'Confidence'}, mark.confidence.toFixed(2)),
      ]
    : [', as you say']),
]

function evidenceOf({evidence, guard}: Mark, says: Index['says']): Node[] {
  const most = Math.max(...evidence.map(({weight}) => Math.abs(weight)), 1)
  return [
    ...(guard === undefined
      ? []
      : [make('p', {class: 'guard'}, 'Held back by the guard ', make('b', {}, foreign(guard)), '.')]),
    make('h3', {}, 'Signals'),
    evidence.length === 0
      ? make('p', {class: 'meaning'}, 'None is recorded.')
      : make('ol', {class: 'signals'}, ...evidence.map((one) => signalOf(one, most, says))),
  ]
}

function signalOf({signal, weight, detail}: Evidence, most: number, says: Index['says']): HTMLElement {
  const bar = make('span', {class: weight < 0 ? 'bar against' : 'bar', 'aria-hidden': 'true'})
  bar.style.width = `${(100 * Math.abs(weight)) / most}%`
  const sentence = Object.hasOwn(says, signal) ? says[signal]! : ''
  return make(
    'li',
    {},
    make('span', {class: 'signal'}, foreign(signal), make('span', {class: 'weight'}, weight.toFixed(1))),
    make('span', {class: 'track'}, bar),
    ...(detail === undefined ? [] : [make('q', {class: 'detail', dir: 'auto'}, detail)]),
    ...(sentence === '' ? [] : [make('span', {class: 'sentence'}, sentence)]),
  )
}
