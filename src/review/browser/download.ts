/** Files that people get from the page. */
import {make} from './dom.ts'
import {markedOf, sectionsOf, type Judged} from './exports.ts'
import type {Marks} from './marks.ts'
import type {Store} from './store.ts'
import {counted} from './words.ts'

/** Saves the judged articles as marked documents. What came of it, in words. */
export async function saveJudgments(store: Store, marks: Marks): Promise<string> {
  const lines: string[] = []
  const articles = marks.judged()
  for await (const judged of read(store, marks)) {
    const marked = markedOf(judged)
    if (marked) lines.push(`${JSON.stringify(marked)}\n`)
  }
  if (articles.length === 0) return 'Nothing to export: no article is judged yet.'
  const without = articles.length - lines.length
  if (lines.length > 0) save('judgments.jsonl', lines, 'application/jsonl')
  return `${counted(lines.length, 'marked document')} exported${without > 0 ? `; ${counted(without, 'article')} left out, as this page has no source of them` : ''}.`
}

/** Saves what the judgments mean for the configuration. What came of it, in words. */
export async function saveConfiguration(store: Store, marks: Marks): Promise<string> {
  const judged: Judged[] = []
  for await (const one of read(store, marks)) judged.push(one)
  const sections = sectionsOf(judged)
  const sites = Object.keys(sections.sites).length
  if (sites === 0) return 'Nothing to export: no short line of a known site was judged wrong or missed yet.'
  save('untail.config.json', [`${JSON.stringify(sections, null, 2)}\n`], 'application/json')
  return `Sections of ${counted(sites, 'site')} exported. Look them through before you use them.`
}

async function* read(store: Store, marks: Marks): AsyncGenerator<Judged> {
  for (const article of marks.judged()) {
    const entry = store.index.articles[article]
    if (entry) yield {entry, data: await store.article(article), judgment: marks.of(article)}
  }
}

function save(name: string, parts: string[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, {type}))
  make('a', {href: url, download: name}).click()
  // Browsers may come to the file only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
