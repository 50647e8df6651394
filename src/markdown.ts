/** Pages as Markdown. Loading this takes as long as all else together: load it when it is asked for. */
import type {Element, ElementContent, Root, RootContent, Text} from 'hast'
import type {Paragraph, PhrasingContent, Root as Markdown, RootContent as MarkdownContent} from 'mdast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import {unified} from 'unified'
import {parsePage} from './layout/parse.ts'

const converter = unified()
  .use(rehypeParse)
  .use(() => tidy)
  .use(rehypeRemark)
  .use(() => (tree: Markdown) => separate(tree))
  .use(remarkGfm, {tablePipeAlign: false})
  .use(remarkStringify, {
    bullet: '-',
    emphasis: '*',
    strong: '*',
    fence: '`',
    fences: true,
    rule: '-',
    listItemIndent: 'one',
  })
  .freeze()

/**
 * A page as GitHub's Markdown: headings, paragraphs, lists, tables, quotes, links, and images with their text. Nothing is judged
 * here: give it what `createClean` left of a page. Left out is what shows nothing by itself: head, scripts, styles, templates,
 * what the `hidden` attribute hides.
 *
 * @param html The source of a page or of a part of one.
 * @throws PageError when the page can't be laid out, as `createClean` says with the status `failed`.
 */
export function toMarkdown(html: string): string {
  parsePage(html)
  return String(converter.processSync(html))
}

const isElement = (node: RootContent): node is Element => node.type === 'element'

/** Makes a page ready: takes out what is not read, and what Markdown has no words for becomes what it has. */
function tidy(root: Root): void {
  root.children = root.children.filter(isShown)
  for (const node of root.children) if (isElement(node)) tidyElement(node)
}

function tidyElement(element: Element): void {
  for (const node of element.children) if (isElement(node)) tidyElement(node)
  element.children = apart(element.children.filter(isShown)).flatMap(captioned)
  // A link to nowhere is what links come to.
  if (element.tagName === 'a' && element.properties['href'] === undefined) element.tagName = 'span'
  element.tagName = alike.get(element.tagName) ?? element.tagName
  if (element.tagName === 'table' && holdsMore(element)) unfold(element)
}

/** What would be left out, and has words. */
const alike = new Map([
  ['menu', 'ul'],
  ['dialog', 'div'],
  ['math', 'span'],
])

const unread = new Set(['head', 'title', 'script', 'style', 'template', 'noscript', 'object', 'canvas', 'svg', 'rp'])

function isShown(node: RootContent): boolean {
  if (!isElement(node)) return node.type !== 'comment'
  if (unread.has(node.tagName) || (node.properties['hidden'] ?? null) !== null) return false
  if (node.tagName === 'img') return findPicture(node)
  return node.tagName !== 'a' || node.children.some((child) => child.type !== 'text' || child.value.trim() !== '')
}

/** Pictures that are loaded late have a blank one in their place until then. */
function findPicture({properties}: Element): boolean {
  const {src, dataSrc, dataLazySrc, dataOriginal} = properties
  const found = [src, dataSrc, dataLazySrc, dataOriginal].find(
    (value): value is string => typeof value === 'string' && value !== '' && !value.startsWith('data:'),
  )
  if (found !== undefined) properties['src'] = found
  return found !== undefined
}

/** Links with nothing between them are words of their own. */
const apart = (nodes: readonly ElementContent[]): ElementContent[] =>
  nodes.flatMap((node, index) => (isLink(node) && isLink(nodes[index - 1]) ? [space(), node] : [node]))
const isLink = (node: ElementContent | undefined): boolean => node?.type === 'element' && node.tagName === 'a'
const space = (): Text => ({type: 'text', value: ' '})

/** Cells hold a line each; where one has more in it, the table is there for the look of the page. */
const holdsMore = ({children}: Element): boolean =>
  children.some((node) => isElement(node) && (isMore(node) || holdsMore(node)))
const more = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'blockquote', 'pre', 'table', 'article'])
const isMore = ({tagName, children}: Element): boolean =>
  more.has(tagName) ||
  (tagName === 'td' && children.filter((node) => isElement(node) && node.tagName === 'p').length > 1)

/** A caption stands in front of its table. */
function captioned(node: ElementContent): ElementContent[] {
  if (!isElement(node) || node.tagName !== 'table') return [node]
  const captions = node.children.filter((child) => isElement(child) && child.tagName === 'caption')
  for (const caption of captions) if (isElement(caption)) caption.tagName = 'p'
  node.children = node.children.filter((child) => !captions.includes(child))
  return [...captions, node]
}

const tableParts = new Set(['caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'])

/** Makes a table plain elements. Those in its cells are done before it. */
function unfold(element: Element): void {
  element.tagName = 'div'
  for (const node of element.children) if (isElement(node) && tableParts.has(node.tagName)) unfold(node)
}

/** Two line breaks part paragraphs. */
function separate(parent: {children: MarkdownContent[]}): void {
  parent.children = parent.children.flatMap((node): MarkdownContent[] => {
    if (node.type === 'paragraph') return paragraphsOf(node)
    if (node.type === 'blockquote' || node.type === 'list' || node.type === 'listItem') separate(node)
    return [node]
  })
}

function paragraphsOf({children}: Paragraph): Paragraph[] {
  const found: PhrasingContent[][] = [[]]
  for (const [index, node] of children.entries()) {
    const last = found.at(-1)!
    if (node.type !== 'break') last.push(node)
    else if (children[index + 1]?.type === 'break') found.push([])
    else if (last.length > 0) last.push(node)
  }
  return found.filter((line) => line.length > 0).map((line) => ({type: 'paragraph', children: line}))
}
