// How time grows with nasty input.
import {statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {median} from './timed.mjs'

/** Inputs that make careless code quadratic: each at a size and at twice that size. */
const nasty = {
  'comma-separated tags': (n) => Array.from({length: n * 16_000}, (_, i) => `وسم${i}`).join('، '),
  'short lines': (n) => Array.from({length: n * 100_000}, (_, i) => `سطر ${i}`).join('\n'),
  'one line': (n) => 'كلمة في الجملة. '.repeat(n * 330_000),
  'one line without a stop': (n) => 'كلمة '.repeat(n * 1_000_000),
  blanks: (n) => ' '.repeat(n * 10_000_000),
  'markers in a row': (n) => 'اقرأ أيضا: '.repeat(n * 20_000),
  'one headline over and over': (n) => 'الرئيس يغادر العاصمة متوجها إلى الشمال\n'.repeat(n * 50_000),
}
export function benchNasty({place, clean}) {
  console.log('\nnasty input: seconds of CPU at a size and at twice that size')
  for (const [name, make] of Object.entries(nasty)) {
    const times = [1, 2].map((n) => {
      const file = join(place, `nasty-${n}.jsonl`)
      writeFileSync(file, `${JSON.stringify({id: '1', text: make(n)})}\n`)
      return {
        size: statSync(file).size,
        cpu: median(Array.from({length: 3}, () => clean(file, '--out', join(place, 'nasty-out.jsonl')).cpu)),
      }
    })
    const [once, twice] = times
    console.log(
      `  ${name.padEnd(28)} ${(once.size / 1e6).toFixed(1).padStart(5)} MB ${once.cpu.toFixed(2).padStart(6)} s   ${(twice.size / 1e6).toFixed(1).padStart(5)} MB ${twice.cpu.toFixed(2).padStart(6)} s   × ${(twice.cpu / once.cpu).toFixed(2)}`,
    )
  }
}
