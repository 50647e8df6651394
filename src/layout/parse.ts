/** The source of a page → the page, as the HTML standard reads it. */
import {DecodingMode, HtmlEntityDecoder} from 'entities/decode'
import {defaultTreeAdapter, parse, type DefaultTreeAdapterMap, type DefaultTreeAdapterTypes, type Token} from 'parse5'
import {factsOf, type View} from './facts.ts'
import type {Place} from './line.ts'
import {
  DEEPEST,
  PageElement,
  PageError,
  isUnread,
  noAttributes,
  show,
  type Attributes,
  type Page,
  type PageText,
} from './page.ts'

/**
 * Elements that a parser may make of so many code units: each takes three to write (`<b>`), and it makes some up. More come of
 * formatting elements that are never closed, which every paragraph opens again.
 */
const ELEMENTS = {ofEach: 0.5, least: 1000}

/**
 * Parses a page or a fragment. Linear in the length of the source.
 *
 * @throws PageError when elements stand too deep in each other, when unclosed ones would be opened again without end, or when it is XML.
 */
export function parsePage(source: string): Page {
  refuseXml(source)
  const document = parse(source, {
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    treeAdapter: guarded(source.length),
  })
  const facts = {...factsOf<ParsedNode>(document, view), whole: isWhole(document)}
  return {root: rootOf(document, source), facts}
}

/** The parser makes up `html`, `head` and `body` for a fragment: then they have no place. */
const isWhole = ({childNodes}: DefaultTreeAdapterTypes.Document | ParsedElement): boolean =>
  childNodes.some(
    (node) =>
      node.nodeName === '#documentType' ||
      (['html', 'head', 'body'].includes(node.nodeName) && Boolean(node.sourceCodeLocation)) ||
      (node.nodeName === 'html' && isWhole(node)),
  )

/** XHTML is HTML; other XML holds no page. */
function refuseXml(source: string): void {
  if (!/^\uFEFF?\s*<\?xml\b/u.test(source)) return
  const root = /<(?![?!])([a-z][\w:.-]*)/iu.exec(source.slice(0, PROLOG))?.[1]
  if (root !== undefined && root.toLowerCase() !== 'html')
    throw new PageError(`Unexpected XML with the root <${root}>, expected HTML`)
}
const PROLOG = 4096

function guarded(length: number): typeof defaultTreeAdapter {
  let open = 0
  const firsts = new Map<object, Token.Location>()
  const again = new Map<object, Token.Location>()
  let left = Math.max(ELEMENTS.least, ELEMENTS.ofEach * length)
  return {
    ...defaultTreeAdapter,
    createElement(...given) {
      if (left-- <= 0) throw new PageError('Unexpected formatting elements without end, expected them to be closed')
      return defaultTreeAdapter.createElement(...given)
    },
    /** What opens an element again that ended too early has no place of its own: that one goes on to its end. */
    setNodeSourceCodeLocation(node, place) {
      const start = place && 'startTag' in place ? place.startTag : undefined
      const first = start && firsts.get(start)
      if (first) again.set(node, first)
      else if (start && formatting.has(node.nodeName)) firsts.set(start, place!)
      defaultTreeAdapter.setNodeSourceCodeLocation(node, first ? {...first, startOffset: NOWHERE} : place)
    },
    /** The end tag's place is all that is new: a copy of the rest costs a tenth of the parsing. */
    updateNodeSourceCodeLocation(node, {endOffset}) {
      const place = again.get(node) ?? node.sourceCodeLocation
      if (place && endOffset !== undefined) place.endOffset = Math.max(place.endOffset, endOffset)
    },
    onItemPush() {
      if (++open > DEEPEST) throw new PageError(`Unexpected nesting of more than ${DEEPEST} elements, expected less`)
    },
    onItemPop() {
      open--
    },
  }
}

/** The offset of what has no place: without an offset the parser would not tell where it ends. */
const NOWHERE = -1

/** What the parser opens again where it ended before its end tag. */
const formatting = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '))

type ParsedElement = DefaultTreeAdapterMap['element']
type ParsedNode = DefaultTreeAdapterMap['node']

const view: View<ParsedNode> = {
  tag: (node) => ('tagName' in node ? node.tagName : undefined),
  children: (node) => ('childNodes' in node ? node.childNodes : []),
  text: (node) => ('value' in node ? node.value : ''),
  attribute: (node, name) => ('attrs' in node ? attributeOf(node, name) : undefined),
}

function rootOf(document: DefaultTreeAdapterTypes.Document, source: string): PageElement {
  const html = document.childNodes.find((node): node is ParsedElement => node.nodeName === 'html')
  if (!html) throw new PageError('Unexpected page without elements, expected HTML')
  return elementOf(html, noAttributes, placeOf(html), undefined, source)
}

function elementOf(
  {childNodes, tagName}: ParsedElement,
  attributes: Attributes,
  place: Place | undefined,
  parent: PageElement | undefined,
  source: string,
): PageElement {
  const page = new PageElement(tagName, parent, place, attributes)
  for (const node of childNodes) {
    if (node.nodeName === '#text') {
      page.children.push(textOf((node as DefaultTreeAdapterTypes.TextNode).value, placeOf(node), source))
    } else if ('tagName' in node) {
      show(node.tagName, page)
      const own = attributesOf(node)
      if (!isUnread(node.tagName, own)) page.children.push(elementOf(node, own, placeOf(node), page, source))
    }
  }
  return page
}

const attributesOf = (element: ParsedElement): Attributes =>
  element.attrs.length === 0 ? noAttributes : (name) => attributeOf(element, name)

const attributeOf = ({attrs}: ParsedElement, name: string): string | undefined =>
  attrs.find((attribute) => attribute.name === name)?.value

const placeOf = ({sourceCodeLocation: place}: DefaultTreeAdapterTypes.ChildNode): Place | undefined =>
  place && place.startOffset !== NOWHERE ? {start: place.startOffset, end: place.endOffset} : undefined

/** A text with the place of each of its code units. */
export function textOf(value: string, place: Place | undefined, source: string): PageText {
  return {kind: 'text', value, origin: place && originsIn(value, place, source)}
}

/**
 * Where the code units of a text stand: the source has character references, carriage returns and zero bytes that the text
 * has not. `undefined` where the text is not of one piece, as when a table's stray words are put together in front of it.
 */
function originsIn(value: string, {start, end}: Place, source: string): PageText['origin'] {
  if (end - start === value.length && source.startsWith(value, start)) return (index) => start + index
  const origins = new Uint32Array(value.length + 1)
  let at = start
  for (let index = 0; index < value.length;) {
    if (at >= end) return undefined
    const {read, written} = characterAt(source, at)
    if (value.startsWith(read, index)) {
      origins.fill(at, index, index + read.length)
      index += read.length
      at += written
    } else {
      const leftOut = leftOutAt(source, at)
      if (leftOut === 0) return undefined
      at += leftOut
    }
  }
  for (let leftOut = 1; at < end && leftOut > 0; at += leftOut) leftOut = leftOutAt(source, at)
  if (at !== end) return undefined
  origins[value.length] = end
  return (index) => origins[index]!
}

/**
 * The parser leaves out zero bytes, the line feed that opens a `<pre>`, and tags that mean nothing: end tags that end
 * nothing, `</body>` among them, and a second `<body>`.
 */
function leftOutAt(source: string, at: number): number {
  if (source[at] === '\0' || source[at] === '\n') return 1
  if (source[at] === '\r' && source[at + 1] === '\n') return 2
  return source[at] === '<' ? (emptyTag.exec(source.slice(at, at + TAG))?.[0].length ?? 0) : 0
}
/** Those of a table end something, where its stray words are put together in front of it. */
const emptyTag = /^<(?:\/(?!t(?:able|body|d|foot|h|head|r)\b)[a-z]|(?:body|head|html)\b)[^<>]*>/iu
const TAG = 100

/** What the parser reads at a place of the source, and how much of it. */
function characterAt(source: string, at: number): {read: string; written: number} {
  const code = source[at] ?? ''
  if (code === '\r') return {read: '\n', written: source[at + 1] === '\n' ? 2 : 1}
  if (code === '\0') return {read: '\uFFFD', written: 1}
  const reference = code === '&' ? referenceAt(source, at) : undefined
  return reference ? {read: reference.text, written: reference.length} : {read: code, written: 1}
}

function referenceAt(source: string, at: number): {text: string; length: number} | undefined {
  let text = ''
  let length = 0
  const decoder = new HtmlEntityDecoder((code, consumed) => {
    text += String.fromCodePoint(code)
    length = consumed
  })
  decoder.startEntity(DecodingMode.Legacy)
  if (decoder.write(source.slice(at, at + REFERENCE), 1) < 0) decoder.end()
  return length === 0 ? undefined : {text, length}
}
/** Code units of the longest character reference (`&CounterClockwiseContourIntegral;`), and some. */
const REFERENCE = 40
