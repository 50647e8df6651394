/**
 * Our own marked documents: `fixtures/<area>--<case>/marked.txt`, or `marked.html` for the source of a page, where
 * `⟦category: text⟧` stands around what is noise.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {categories} from '../src/model.ts'
import type {Marked} from './shared.ts'

const folder = new URL('../fixtures/', import.meta.url)
const seeds = new URL('../seeds/', import.meta.url)
const mark = /⟦([a-z]+): ([^⟧]*)⟧/gu

/** A marked page. Offsets are UTF-16 code units of `html`. */
/** The marked text without its marks, and where they stood. */
function unmark(id: string, marked: string): Pick<Marked, 'text' | 'noise'> {
  let text = ''
  let at = 0
  const noise: Marked['noise'][number][] = []
  for (const {0: whole, 1: category, 2: inner, index} of marked.matchAll(mark)) {
    const known = categories.find((name) => name === category)
    if (!known)
      throw new Error(`fixtures/${id}: Unexpected category «${category}», expected one of ${categories.join(', ')}`)
    text += marked.slice(at, index)
    noise.push({start: text.length, end: text.length + inner!.length, category: known})
    text += inner!
    at = index + whole.length
  }
  text += marked.slice(at)
  if (/[⟦⟧]/u.test(text)) throw new Error(`fixtures/${id}: Unexpected ⟦ or ⟧ by itself, expected ⟦category: text⟧`)
  return {text, noise}
}

const langOf = (id: string): string => /-([a-z]{2})$/u.exec(id)?.[1] ?? 'ar'

/**
 * Reads a marked text: a document with its noise, and its title when its first line names one and `---` follows.
 *
 * @throws Error when a category is unknown or a mark has no end.
 */
export function readMarked(id: string, content: string): Marked {
  const [, title, body] = /^title: (.*)\n---\n([^]*)$/u.exec(content) ?? [content, null, content]
  return {id, lang: langOf(id), host: null, stratum: 'fixture', title: title ?? null, ...unmark(id, body)}
}

/** The names of the fixtures that have such a file, sorted, and what is in it. */
const contents = (file: string): (readonly [id: string, content: string])[] =>
  readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && entry.name.includes('--'))
    .map(({name}) => name)
    .filter((name) => existsSync(new URL(`${name}/${file}`, folder)))
    .toSorted()
    .map((name) => [name, readFileSync(new URL(`${name}/${file}`, folder), 'utf8')])

/** All fixtures that are text, sorted by name. */
export const readFixtures = (): Marked[] => contents('marked.txt').map(([id, content]) => readMarked(id, content))

/** All fixtures that are the source of a page or of a part of one, sorted by name. */
export const readHtmlFixtures = (): Marked[] =>
  contents('marked.html').map(([id, content]) => ({
    form: 'html',
    id,
    lang: langOf(id),
    host: null,
    stratum: 'fixture',
    title: null,
    ...unmark(id, content),
  }))

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
