/** Marked texts as HTML, in the manners of feeds and content management systems: what is known of texts holds for pages too. */
import {random, type Marked} from './shared.ts'

/** A manner of writing lines as HTML. */
interface Manner {
  /** What stands around a line of the article, and around one of noise. */
  readonly line: readonly [string, string]
  readonly noise: readonly [string, string]
  /** What stands in the place of a blank line. */
  readonly gap: string
  /** What stands around a run of noise lines, and around the document. */
  readonly run: readonly [string, string]
  readonly around: readonly [string, string]
}

const bare: Manner = {line: ['<p>', '</p>'], noise: ['<p>', '</p>'], gap: '', run: ['', ''], around: ['', '']}
const link = ['<li><a href="#">', '</a></li>'] as const
const manners: readonly Manner[] = [
  bare,
  {...bare, line: ['', '<br>'], noise: ['', '<br>'], gap: '<br>', around: ['<div>', '</div>']},
  {...bare, line: ['<div>', '</div>'], noise: ['<div>', '</div>'], around: ['<div class="article-body">', '</div>']},
  {...bare, noise: ['<p><strong>', '</strong></p>']},
  {...bare, noise: ['<p><a href="#">', '</a></p>'], around: ['<article>', '</article>']},
  {...bare, noise: link, run: ['<ul>', '</ul>'], around: ['<div class="entry-content">', '</div>']},
  {...bare, noise: ['<div><a href="#">', '</a></div>'], run: ['<div>', '</div>']},
]

const escaped = (text: string): string => text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;')

/** Writes a marked text as HTML; its marks stand around the same words. Equal documents are written alike. */
export function asHtml(document: Marked, seed: number): Marked {
  const {text} = document
  const next = random(seed)
  const manner = manners[Math.floor(next() * manners.length)]!
  const noise: Marked['noise'][number][] = []
  let html = manner.around[0]
  let isInRun = false
  let at = 0
  for (const line of text.split('\n')) {
    const [start, end] = [at, at + line.length]
    at = end + 1
    const marks = document.noise.filter((mark) => mark.start < end && mark.end > start)
    const covered = marks.reduce((sum, mark) => sum + Math.min(mark.end, end) - Math.max(mark.start, start), 0)
    const isNoise = 2 * covered > line.length
    if (isNoise !== isInRun && line !== '') {
      html += manner.run[isNoise ? 0 : 1]
      isInRun = isNoise
    }
    if (line === '') {
      html += manner.gap + '\n'
      continue
    }
    const [before, behind] = isNoise ? manner.noise : manner.line
    html += before
    let from = start
    for (const mark of marks) {
      const [first, last] = [Math.max(mark.start, start), Math.min(mark.end, end)]
      html += escaped(text.slice(from, first))
      const opened = html.length
      html += escaped(text.slice(first, last))
      noise.push({...mark, start: opened, end: html.length})
      from = last
    }
    html += escaped(text.slice(from, end)) + behind + '\n'
  }
  if (isInRun) html += manner.run[1]
  return {...document, form: 'html', text: html + manner.around[1], noise}
}
