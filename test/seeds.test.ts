/** The five seed articles, which belong to their publishers and stand outside the repository. */
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {loadRules} from '../src/rules.ts'
import {scoreDocument} from '../src/score.ts'
import {files, hasShared, rows, shared, type Marked} from '../training/shared.ts'

/** Three headlines without a marker, on the article's own subject: what is wrong with them stands in training/ERRORS.md. */
const noiseLeft = new Set(['004_c6f77c236fc7478e.txt'])

describe.skipIf(!hasShared)(`seeds (skipped without ${shared})`, () => {
  const clean = createClean(loadRules())
  const seeds = hasShared ? rows<Marked>(files.seeds) : []
  test.each(seeds.map((seed) => [seed.id, seed] as const))('%s', (id, seed) => {
    const outcome = clean({id, form: 'text', body: seed.text})
    const {cutBody, cutNoise, noise} = scoreDocument(seed, outcome.removals)
    expect(cutBody).toBe(0)
    if (noise === 0) expect(outcome.clean).toBe(seed.text)
    expect(cutNoise === noise).toBe(!noiseLeft.has(id))
    for (const {start, end, category} of seed.noise)
      if (category === 'credit') expect(outcome.clean).toContain(seed.text.slice(start, end))
  })
})
