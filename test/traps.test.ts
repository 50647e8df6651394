/** Articles that use the words of the packs in their own sentences, in every language: nothing of them may go. */
import {existsSync, readFileSync, readdirSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {layoutText} from '../src/layout/text.ts'
import {loadRules} from '../src/rules.ts'

const seeds = new URL('../seeds/', import.meta.url)
const rules = loadRules()
const clean = createClean(rules)
const lost = (body: string): string[] => clean({id: '', form: 'text', body}).removals.map(({text}) => text.trim())

/** Paragraphs of an article that hold a phrase, at least: fewer are no trap. */
const TRAPS = 4

const languages = readdirSync(seeds).filter((name) => existsSync(new URL(`${name}/traps.txt`, seeds)))

describe.each(languages)('%s', (language) => {
  const article = readFileSync(new URL(`${language}/traps.txt`, seeds), 'utf8')
  const paragraphs = article.split('\n').filter((line) => line !== '')

  test('the article uses phrases of the packs', () => {
    const blocks = layoutText(article, rules.phrases)
    expect(blocks.filter(({hits}) => hits.some(({list}) => list !== 'credit')).length).toBeGreaterThanOrEqual(TRAPS)
  })
  test('it comes out as it went in', () => {
    expect(lost(article)).toEqual([])
    expect(lost(paragraphs.join('\n\n'))).toEqual([])
  })
  test('so does every paragraph of it as the end of an article', () => {
    for (const [index, paragraph] of paragraphs.entries()) {
      const [first, second] = [1, 2].map((step) => paragraphs[(index + step) % paragraphs.length]!)
      expect(lost(`${first}\n\n${second}\n\n${paragraph}\n`)).toEqual([])
    }
  })
})
