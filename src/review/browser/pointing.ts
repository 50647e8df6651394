/** Tells which mark of the text people click, focus or point at. */

/** A mark is pointed at when the pointer has rested on it for so long. */
const REST_MS = 150

/** @returns Forgets where the pointer rests. */
export function listenForMarks(text: HTMLElement, look: (mark: number) => void): () => void {
  const lookAt = (target: EventTarget | null): void => {
    const mark = markAt(target)
    if (mark !== undefined) look(mark)
  }
  text.addEventListener('focusin', ({target}) => lookAt(target))
  text.addEventListener('click', ({target}) => {
    if (getSelection()?.isCollapsed !== false) lookAt(target)
  })
  let timer = 0
  let place = ''
  const forget = (): void => clearTimeout(timer)
  text.addEventListener('pointerleave', forget)
  text.addEventListener('pointermove', ({target, clientX, clientY, buttons, pointerType}) => {
    // Text that scrolls below a pointer that lies still is not pointed at.
    if (place === `${clientX} ${clientY}`) return
    place = `${clientX} ${clientY}`
    forget()
    if (pointerType !== 'touch' && buttons === 0) timer = setTimeout(() => lookAt(target), REST_MS)
  })
  return forget
}

function markAt(target: EventTarget | null): number | undefined {
  const mark = target instanceof Element ? target.closest<HTMLElement>('[data-mark]') : null
  return mark ? Number(mark.dataset['mark']) : undefined
}
