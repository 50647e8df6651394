/** Where people say what should have gone of the text that they have selected. */
import {categories, type Category} from '../../model.ts'
import {byId, make} from './dom.ts'

export interface MissedForm {
  /** Offers the categories for a text; an empty one closes the form. */
  readonly offer: (text: string) => void
  /** People are choosing in it. */
  readonly isUsed: () => boolean
}

export function createMissedForm(choose: (category: Category) => void): MissedForm {
  const form = byId('missed', HTMLFormElement)
  const buttons = categories.map((category) => {
    const button = make('button', {type: 'button', class: `label ${category}`}, category)
    button.addEventListener('click', () => choose(category))
    return button
  })
  byId('missed-as', HTMLElement).append(...buttons)
  // A press on a button would let go of what is selected.
  form.addEventListener('pointerdown', (event) => event.preventDefault())
  return {
    offer: (text) => {
      form.hidden = text === ''
      byId('chosen', HTMLElement).textContent = text
    },
    isUsed: () => form.contains(document.activeElement),
  }
}
