/** Judgments as documents to learn from. */
import {describe, expect, test, vi} from 'vitest'
import {readJudgments} from '../training/judgments.ts'
import type {Marked} from '../training/shared.ts'
import {createPlace} from './place.ts'

const noise = [{start: 3, end: 8, category: 'ui' as const}]
const gold: Marked = {id: 'g', lang: 'en', host: null, stratum: 'natural', title: null, text: 'a\n\nshare', noise: []}

describe('judgments', () => {
  test('are marked documents; gold keeps its marks, and of two the last counts', async () => {
    const place = createPlace()
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const page = {id: 'p', form: 'html', text: '<p>share</p>', noise, host: 'a.com', lang: 'ar', title: 'A'}
    const lines = [
      {id: 'x', text: 'a\n\nshare', noise: []},
      {id: 'g', text: gold.text, noise},
      {id: 'g', text: 'another text', noise: []},
      page,
    ]
    place.write({
      'a.jsonl': lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      'b.jsonl': JSON.stringify({
        id: 'x',
        text: 'a\n\nshare',
        noise: [{start: 0, end: 1, category: 'unsure'}, ...noise],
      }),
    })
    const judged = await readJudgments([place.path('a.jsonl'), place.path('b.jsonl')], [gold])
    const common = {lang: '', host: null, title: null, stratum: 'judgment'}
    expect(judged).toEqual([
      {...common, form: 'text', id: 'x', text: 'a\n\nshare', noise: [{start: 0, end: 1, category: 'unsure'}, ...noise]},
      {...common, form: 'text', id: 'g', text: 'another text', noise: []},
      {...common, ...page},
    ])
    expect(said.mock.calls).toEqual([[`untail: ${place.path('a.jsonl')}:2: "g" is a marked document: its marks stay`]])
    said.mockRestore()
  })
})
