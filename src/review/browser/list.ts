/** A list of thousands of rows, of which those in sight are in the page. Rows are all of one height. */

/** So many rows are made above and below of what is seen. */
const SPARE = 6

export interface List {
  /** Lists other articles. */
  readonly show: (articles: readonly number[]) => void
  /** Brings the selected article into sight, or the first where it is not listed. */
  readonly reveal: () => void
  /** Selects an article, and brings it into sight. */
  readonly select: (article: number) => void
  /** The article that stands so many rows behind the selected one, or the first or last; `undefined` in an empty list. */
  readonly beside: (steps: number) => number | undefined
  /** Makes the rows anew: what they say has changed. */
  readonly refresh: () => void
}

/**
 * Makes a list of an element that scrolls.
 *
 * @param fill Puts what is to be said of an article into its row.
 * @param onSelect Called when people select an article in the list.
 */
export function createList(
  box: HTMLElement,
  fill: (row: HTMLElement, article: number) => void,
  onSelect: (article: number) => void,
): List {
  const room = document.createElement('div')
  room.setAttribute('role', 'presentation')
  box.replaceChildren(room)
  let articles: readonly number[] = []
  let selected = -1
  let rows = new Map<number, HTMLElement>()
  const height = (): number => Number.parseFloat(getComputedStyle(box).getPropertyValue('--row')) || 64
  const place = (): number => articles.indexOf(selected)

  const rowOf = (at: number): HTMLElement => {
    const row = document.createElement('div')
    const article = articles[at]!
    row.className = 'row'
    row.id = `row-${article}`
    row.dataset['article'] = String(article)
    row.setAttribute('role', 'option')
    row.setAttribute('aria-setsize', String(articles.length))
    row.setAttribute('aria-posinset', String(at + 1))
    row.style.top = `${at * height()}px`
    fill(row, article)
    return row
  }

  const draw = (): void => {
    const first = Math.max(0, Math.floor(box.scrollTop / height()) - SPARE)
    const end = Math.min(articles.length, Math.ceil((box.scrollTop + box.clientHeight) / height()) + SPARE)
    const drawn = new Map<number, HTMLElement>()
    for (let at = first; at < end; at++) drawn.set(articles[at]!, rows.get(articles[at]!) ?? rowOf(at))
    for (const [article, row] of drawn) row.setAttribute('aria-selected', String(article === selected))
    rows = drawn
    room.replaceChildren(...drawn.values())
    if (drawn.has(selected)) box.setAttribute('aria-activedescendant', `row-${selected}`)
    else box.removeAttribute('aria-activedescendant')
  }

  const reveal = (): void => {
    const top = Math.max(0, place()) * height()
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + height() > box.scrollTop + box.clientHeight) box.scrollTop = top + height() - box.clientHeight
  }

  const redraw = (): void => {
    rows.clear()
    room.style.height = `${articles.length * height()}px`
    draw()
  }

  const beside = (steps: number): number | undefined =>
    articles[place() < 0 ? 0 : Math.min(articles.length - 1, Math.max(0, place() + steps))]

  let isDrawing = false
  box.addEventListener('scroll', () => {
    if (isDrawing) return
    isDrawing = true
    requestAnimationFrame(() => {
      isDrawing = false
      draw()
    })
  })
  new ResizeObserver(redraw).observe(box)
  box.addEventListener('click', ({target}) => {
    const row = (target as Element).closest<HTMLElement>('.row')
    if (row) onSelect(Number(row.dataset['article']))
  })
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor(box.clientHeight / height()) - 1)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -articles.length,
      End: articles.length,
      Enter: 0,
    }
    const step = steps[event.key]
    const article = step === undefined ? undefined : beside(step)
    if (article === undefined) return
    event.preventDefault()
    onSelect(article)
  })

  return {
    show: (others) => {
      articles = others
      redraw()
    },
    reveal,
    select: (article) => {
      selected = article
      reveal()
      draw()
    },
    beside,
    refresh: redraw,
  }
}
