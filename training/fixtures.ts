/** Our own marked documents: `fixtures/<area>--<case>/marked.txt`, where `⟦category: text⟧` stands around what is noise. */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {categories} from '../src/model.ts'
import type {Marked} from './shared.ts'

const folder = new URL('../fixtures/', import.meta.url)
const seeds = new URL('../seeds/', import.meta.url)
const mark = /⟦([a-z]+): ([^⟧]*)⟧/gu

/**
 * Reads a marked text: a document with its noise, and its title when its first line names one and `---` follows.
 *
 * @throws Error when a category is unknown or a mark has no end.
 */
export function readMarked(id: string, content: string): Marked {
  const [, title, body] = /^title: (.*)\n---\n([^]*)$/u.exec(content) ?? [content, null, content]
  let text = ''
  let at = 0
  const noise: Marked['noise'][number][] = []
  for (const {0: whole, 1: category, 2: inner, index} of body.matchAll(mark)) {
    const known = categories.find((name) => name === category)
    if (!known)
      throw new Error(`fixtures/${id}: Unexpected category «${category}», expected one of ${categories.join(', ')}`)
    text += body.slice(at, index)
    noise.push({start: text.length, end: text.length + inner!.length, category: known})
    text += inner!
    at = index + whole.length
  }
  text += body.slice(at)
  if (/[⟦⟧]/u.test(text)) throw new Error(`fixtures/${id}: Unexpected ⟦ or ⟧ by itself, expected ⟦category: text⟧`)
  const lang = /-([a-z]{2})$/u.exec(id)?.[1] ?? 'ar'
  return {id, lang, host: null, stratum: 'fixture', title: title ?? null, text, noise}
}

/** All fixtures, sorted by name. */
export const readFixtures = (): Marked[] =>
  readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && entry.name.includes('--'))
    .map(({name}) => name)
    .toSorted()
    .map((name) => readMarked(name, readFileSync(new URL(`${name}/marked.txt`, folder), 'utf8')))

/** Paragraphs that a short article of traps has. */
const SHORT = 3

/**
 * The articles that use the packs' phrases as ordinary words, one a language, and each of their paragraphs as the end of a
 * short one. There is no noise in them.
 */
export const readTraps = (): Marked[] =>
  readdirSync(seeds)
    .filter((lang) => existsSync(new URL(`${lang}/traps.txt`, seeds)))
    .toSorted()
    .flatMap((lang) => {
      const article = readFileSync(new URL(`${lang}/traps.txt`, seeds), 'utf8')
      const paragraphs = article.split('\n').filter((line) => line !== '')
      const short = paragraphs.map((_, index) =>
        Array.from({length: SHORT}, (__, step) => paragraphs[(index + step) % paragraphs.length]!).join('\n\n'),
      )
      return [article, ...short].map((text, index): Marked => ({
        id: `traps-${lang}-${index}`,
        lang,
        host: `traps-${lang}`,
        stratum: 'trap',
        title: null,
        text,
        noise: [],
      }))
    })
