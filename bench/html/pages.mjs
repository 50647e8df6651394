// The pages of the bench, and what reads HTML as text the same way for every engine that answers in HTML.
import {createReadStream} from 'node:fs'
import {resolve} from 'node:path'
import {createInterface} from 'node:readline'
import {createGunzip} from 'node:zlib'
import {parse} from 'parse5'

export const file = resolve(process.env.UNTAIL_SHARED ?? '../shared', 'html/dev.jsonl.gz')

/** Streams the rows of `file`; with `indices` (rising) only those, and the others are not even parsed. */
export async function* readPages(indices) {
  const wanted = indices && new Set(indices)
  const input = createReadStream(file)
  const lines = createInterface({input: input.pipe(createGunzip()), crlfDelay: Infinity})
  let index = -1
  for await (const line of lines) {
    index++
    if (line !== '' && (!wanted || wanted.has(index))) yield {index, ...JSON.parse(line)}
  }
}

/** `count` of `total` indices, spread evenly. */
export const spread = (total, count) =>
  count >= total
    ? Array.from({length: total}, (_, index) => index)
    : Array.from({length: count}, (_, index) => Math.floor((index * total) / count))

// What hast-util-to-text leaves out too.
const unseen = new Set('datalist head noembed noframes noscript rp script style template title'.split(' '))
const inline = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark meter nobr q rb rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

/**
 * The text of an HTML page or part of one: text nodes, with a line break wherever an element is not inline. It is read this way, and not
 * through an engine's own `textContent`, since that glues the last word of a paragraph to the first of the next. Without recursion, since pages
 * nest thousands deep.
 */
export function textOf(html) {
  let text = ''
  const left = [parse(html)]
  for (let node; (node = left.pop()) !== undefined;) {
    if (typeof node === 'string') text += node
    else if (node.nodeName === '#text') text += node.value
    else if (!unseen.has(node.nodeName) && node.childNodes) {
      const edge = inline.has(node.nodeName) ? '' : '\n'
      text += edge
      left.push(edge, ...node.childNodes.toReversed())
    }
  }
  return text
}
