/** A hast tree → the page, as `parse.ts` reads it from the source. */
import type {Element, Nodes, Properties, Root, RootContent, Text} from 'hast'
import {find, html} from 'property-information'
import type {Edits} from './edits.ts'
import {factsOf, type View} from './facts.ts'
import {
  DEEPEST,
  PageElement,
  PageError,
  isUnread,
  noAttributes,
  show,
  showSomething,
  type Attributes,
  type Page,
  type PageNode,
} from './page.ts'

/** The page of a tree. */
export interface HastPage {
  readonly page: Page
  /**
   * What the texts' places count in: their values in order, with a line feed behind each. Elements have no place in it.
   */
  readonly body: string
  /** What elements and texts of the page are in the tree. */
  readonly nodes: ReadonlyMap<PageNode, Element | Text>
}

/**
 * Reads what edits leave of a tree. A tree without `<html>` is read as what stands in a body.
 *
 * @throws PageError when elements stand too deep in each other.
 */
export function readHast(root: Root, edits: Edits): HastPage {
  const whole = isWhole(root)
  refuseDeep(root, whole ? 0 : 2)
  const nodes = new Map<PageNode, Element | Text>()
  let body = ''

  const addTo = (parent: PageElement, children: readonly RootContent[]): void => {
    for (const node of children) {
      if (node.type === 'text') {
        const value = edits.valueOf(node)
        const base = body.length
        const text = {kind: 'text', value, origin: (index: number) => base + index} as const
        body += `${value}\n`
        nodes.set(text, node)
        parent.children.push(text)
      } else if (node.type === 'element') {
        show(node.tagName, parent)
        const attributes = attributesOf(node)
        if (!isUnread(node.tagName, attributes)) parent.children.push(elementOf(node, attributes, parent))
      } else if (node.type !== 'comment' && node.type !== 'doctype') {
        // Source that is not parsed yet, or something that only its makers know: what holds it is no mere noise.
        showSomething(parent)
      }
    }
  }
  const elementOf = (node: Element, attributes: Attributes, parent?: PageElement): PageElement => {
    const element = new PageElement(node.tagName, parent, undefined, attributes)
    nodes.set(element, node)
    addTo(element, edits.childrenOf(node))
    return element
  }
  const bodyOf = (children: readonly RootContent[]): PageElement => {
    const outermost = new PageElement('html', undefined, undefined, noAttributes)
    const inner = new PageElement('body', outermost, undefined, noAttributes)
    outermost.children.push(inner)
    addTo(inner, children)
    return outermost
  }

  const top = edits.childrenOf(root)
  const page = {
    root: whole
      ? elementOf(
          top.find((node) => node.type === 'element')!,
          noAttributes,
        )
      : bodyOf(top),
    facts: {...factsOf<Nodes>(root, {...view, children: (node) => edits.childrenOf(node)}), whole: hasHead(root)},
  }
  return {page, body, nodes}
}

/**
 * Whether a tree is of a whole page and not of a fragment, around which a parser has made up `html`, `head` and `body`: these have
 * no position where others have.
 */
function hasHead(root: Root): boolean {
  const outer = (node: Nodes): boolean => node.type === 'element' && ['html', 'head', 'body'].includes(node.tagName)
  const top = root.children.filter(outer)
  const written = [...top, ...top.flatMap((node) => ('children' in node ? node.children.filter(outer) : []))]
  return (
    root.children.some(({type}) => type === 'doctype') ||
    written.some(({position}) => position !== undefined) ||
    // Parsers tell the quirks mode; a tree that was built means what it has.
    (written.length > 0 && root.position === undefined && root.data?.quirksMode === undefined)
  )
}

/** Whether nothing that is read stands beside an `<html>`. */
function isWhole({children}: Root): boolean {
  const read = children.filter(
    (node) => !['comment', 'doctype'].includes(node.type) && !(node.type === 'text' && node.value.trim() === ''),
  )
  return read.length === 1 && read[0]!.type === 'element' && read[0]!.tagName === 'html'
}

function refuseDeep(root: Root, around: number): void {
  let level: readonly Nodes[] = [root]
  for (let depth = around; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new PageError(`Unexpected nesting of more than ${DEEPEST} elements, expected less`)
    level = level.flatMap((node) => ('children' in node ? node.children.filter(({type}) => type === 'element') : []))
  }
}

const view: Omit<View<Nodes>, 'children'> = {
  tag: (node) => (node.type === 'element' ? node.tagName : undefined),
  text: (node) => (node.type === 'text' ? node.value : ''),
  attribute: (node, name) => (node.type === 'element' ? attributeIn(node.properties, name) : undefined),
}

/** Trees that were built by hand may have elements without properties, whatever the types say. */
const attributesOf = ({properties = {}}: {properties?: Properties}): Attributes =>
  Object.keys(properties).length === 0 ? noAttributes : (name) => attributeIn(properties, name)

/** Properties go by names of their own (`className`), and may be lists, numbers and truths. */
function attributeIn(properties: Properties = {}, name: string): string | undefined {
  const {property, booleanish} = infoOf(name)
  const value = properties[property] ?? properties[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return booleanish ? String(value) : value ? '' : undefined
  return Array.isArray(value) ? value.join(' ') : String(value)
}

type Info = ReturnType<typeof find>
const infos = new Map<string, Info>()

/** The names that are asked for are few. */
function infoOf(name: string): Info {
  let info = infos.get(name)
  if (!info) infos.set(name, (info = find(html, name)))
  return info
}
