/** What a page says of itself in its head: title and published text. */
import type {PageFacts} from '../model.ts'

/** How the nodes of a parser's tree are looked at. */
export interface View<Node> {
  /** The name of an element; `undefined` for all other nodes. */
  tag(node: Node): string | undefined
  children(node: Node): readonly Node[]
  /** What a text node holds; nothing for all other nodes. */
  text(node: Node): string
  /** The value of an attribute, by its name in HTML. */
  attribute(node: Node, name: string): string | undefined
}

/** Gathers the facts of a parsed page. Data that is broken says nothing. */
export function factsOf<Node>(root: Node, view: View<Node>): PageFacts {
  const said: {headline?: string; title?: string; articleBody?: string} = {}
  const textIn = (node: Node): string =>
    view
      .children(node)
      .map((child) => view.text(child))
      .join('')
  const look = (node: Node): void => {
    const tag = view.tag(node)
    if (tag === 'meta' && view.attribute(node, 'property') === 'og:title')
      said.headline ??= view.attribute(node, 'content')?.trim() ?? ''
    else if (tag === 'title') said.title ??= textIn(node).trim()
    else if (tag === 'script' && view.attribute(node, 'type') === 'application/ld+json')
      said.articleBody ||= articleBodyIn(textIn(node)) ?? ''
    else if (tag !== 'svg') for (const child of view.children(node)) look(child)
  }
  look(root)
  const title = said.headline || said.title
  return {...(title && {title}), ...(said.articleBody && {articleBody: said.articleBody})}
}

/** The longest `articleBody` anywhere in a JSON-LD script. */
function articleBodyIn(json: string): string | undefined {
  let longest: string | undefined
  try {
    JSON.parse(json, (key, value: unknown) => {
      if (key === 'articleBody' && typeof value === 'string' && value.length > (longest?.length ?? 0)) longest = value
      return value
    })
  } catch {
    return undefined
  }
  return longest
}
