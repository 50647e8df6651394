/** The fixtures: no word of an article goes, and the noise does, but for what is known to be left. */
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {loadRules} from '../src/rules.ts'
import {scoreDocument} from '../src/score.ts'
import {readFixtures} from '../training/fixtures.ts'
import {creditLost, leftSoFar} from './left-so-far.ts'

const clean = createClean(loadRules())
const results = readFixtures().map((fixture) => {
  const {id, text, title} = fixture
  const {removals} = clean({id, form: 'text', body: text, ...(title === null ? {} : {title})})
  const gone = fixture.noise.filter(({start, end}) =>
    removals.some((removal) => removal.start < end && removal.end > start),
  )
  return {id, fixture, removals, gone, score: scoreDocument(fixture, removals)}
})

describe.each(results.map((result) => [result.id, result] as const))('%s', (id, {fixture, removals, gone, score}) => {
  test('keeps every word of the article', () => {
    const lost = removals.filter(
      (removal) => !fixture.noise.some(({start, end}) => start < removal.end && end > removal.start),
    )
    expect(lost.map(({text}) => text)).toEqual([])
    expect(score.cutBody).toBe(0)
  })
  // Two ratchets: what is on a list and is right by now is to be taken off it.
  test(`keeps the credits: ${creditLost.has(id) ? 'not yet' : 'yes'}`, () => {
    expect(gone.every(({category}) => category !== 'credit')).toBe(!creditLost.has(id))
  })
  test(`loses all its noise: ${leftSoFar.has(id) ? 'not yet' : 'yes'}`, () => {
    expect(score.cutNoise === score.noise).toBe(!leftSoFar.has(id))
  })
})
