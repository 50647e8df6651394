/** Elements by hand: whatever is text goes in as text, and nothing is ever read as markup. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Makes an element. An attribute that is `true` is there without a value, one that is `false` or absent is not there. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  setAll(element, attributes)
  element.append(...children)
  return element
}

/** The same for drawings. */
export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  setAll(element, attributes)
  element.append(...children)
  return element
}

function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
}

/** Text of a document, in its own direction, which nothing around it is drawn into. */
export const foreign = (text: string, attributes: Attributes = {}): HTMLElement =>
  make('bdi', {dir: 'auto', ...attributes}, text)

/**
 * The element of the page by its id.
 *
 * @throws Error when the page has none: page and script are not of one build.
 */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`Unexpected page without ${kind.name} #${id}, expected the page of this build`)
}
