/** Keys press the buttons of the page: an element with `data-key` is what its key stands for. */
import {make} from './dom.ts'

/** Listens for keys, and lists them in the table of the help. */
export function listenForKeys(table: HTMLElement, onEscape: () => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]'))
      return
    if (event.key === 'Escape') onEscape()
    else if (!isTyping(event.target)) press(event)
  })
  for (const element of document.querySelectorAll<HTMLElement>('[data-key]')) {
    element.setAttribute('aria-keyshortcuts', element.dataset['key']!)
    const says = element.getAttribute('aria-label') ?? element.dataset['says'] ?? element.textContent
    table.append(
      make('tr', {}, make('th', {scope: 'row'}, make('kbd', {}, element.dataset['key']!)), make('td', {}, says)),
    )
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null

function press(event: KeyboardEvent): void {
  const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(letterOf(event))}"]`)
  if (!element) return
  event.preventDefault()
  if (element instanceof HTMLInputElement) {
    element.focus()
    element.select()
  } else element.click()
}

/** The key as Latin keyboards have it: on an Arabic one the key of `j` gives a letter of Arabic. */
function letterOf({key, code, shiftKey}: KeyboardEvent): string {
  if (/^[a-z/?]$/u.test(key)) return key
  if (code === 'Slash') return shiftKey ? '?' : '/'
  return !shiftKey && /^Key[A-Z]$/u.test(code) && !/^[A-Z]$/u.test(key) ? code.slice(3).toLowerCase() : key
}
