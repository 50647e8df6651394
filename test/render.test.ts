import {expect, test} from 'vitest'
import {renderings, type Article, type Outcome, type Rendering} from '../src/model.ts'
import {renderer} from '../src/render.ts'

const outcome: Outcome = {status: 'clean', clean: '<p>a</p>', text: 'a', removals: [], suspects: []}
const article = (form: Article['form']): Article => ({id: '1', form, body: outcome.clean})

test('a page is written as its text, as it is, or as markdown', async () => {
  const as = async (to: Rendering) => (await renderer(to))(outcome, article('html'))
  expect(await as('text')).toBe('a')
  expect(await as('html')).toBe('<p>a</p>')
  expect(await as('markdown')).toBe('a\n')
})

test('a text is a text, whatever it looks like', async () => {
  for (const to of renderings) expect((await renderer(to))(outcome, article('text'))).toBe('<p>a</p>')
})

test('of a page that cannot be read there is nothing to write but itself', async () => {
  const failed: Outcome = {status: 'failed', clean: '<p>a</p>', removals: [], suspects: []}
  const written = await Promise.all(renderings.map(async (to) => (await renderer(to))(failed, article('html'))))
  expect(Object.fromEntries(renderings.map((to, index) => [to, written[index]]))).toEqual({
    text: '',
    html: '<p>a</p>',
    markdown: '',
  })
})
