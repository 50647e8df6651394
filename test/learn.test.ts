/** `untail learn`, and cleaning by what it wrote. */
import {symlinkSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'

import {loadRules, rulesDigest, withProfile} from '../src/rules.ts'
import {createPlace, type Cleaner} from './place.ts'

const towns = ['الرياض', 'القاهرة', 'بغداد', 'تونس', 'عمان', 'بيروت', 'دمشق', 'الخرطوم']
const bodyOf = (town: string): string =>
  `زار الوزير مدينة ${town} أمس والتقى هناك عددا من المسؤولين المحليين.\nدليل الأسر المنتجة في أحياء المدينة\n`
const rows = towns.map(
  (town, id) => `${JSON.stringify({id, title: `زيارة الوزير إلى مدينة ${town}`, text: bodyOf(town)})}\n`,
)
const texts = Object.fromEntries(towns.map((town, name) => [`in/${name}.txt`, bodyOf(town)]))
const files = {'rows.jsonl': rows.join(''), ...texts}

const shipped = loadRules()
/** The real rules, and not those of `createPlace`. */
const cleaner: Cleaner = (options, profile) => {
  const rules = profile ? withProfile(shipped, profile) : shipped
  return {clean: createClean(rules, options), digest: rulesDigest(rules, options)}
}

describe('untail learn', () => {
  test('writes a profile and says what is in it', async () => {
    const place = createPlace()
    place.write(files)
    const {code, stdout, stderr} = await place.untail(['learn', '%/in', '%/rows.jsonl', '--out', '%/deep/p.json'])
    expect({code, stdout}).toEqual({code: 0, stdout: ''})
    const size = place.bytes('deep/p.json').length
    expect(stderr).toBe(`16 articles of 1 site: 1 line and 8 titles in ${size} bytes\n`)
    expect(place.list('deep')).toEqual(['p.json'])
  })

  test('the same for stdin, any order, any number of jobs, and rows that come twice', async () => {
    const place = createPlace()
    place.write({...files, 'turned.jsonl': [...rows.toReversed(), ...rows].join('')})
    await place.untail(['learn', '%/rows.jsonl', '--out', '%/a.json'])
    await place.untail(['learn', '%/turned.jsonl', '%/in', '--jobs', '1', '--out', '%/b.json'])
    const {stdout} = await place.untail(['learn', '-', '--out', '-'], rows)
    expect(place.read('b.json')).toBe(place.read('a.json'))
    expect(stdout).toBe(place.read('a.json'))
  })

  test('sites are told by the fields that are named', async () => {
    const place = createPlace()
    const sited = rows.map((row, i) =>
      row.replace('{', `{"meta":{"site":"${i % 2 ? 'a' : 'b'}.org"},"link":"https://c.org/",`),
    )
    const learn = async (...args: string[]) =>
      (await place.untail(['learn', '-', '--out', '%/p.json', ...args], sited)).stderr
    expect(await learn()).toContain(' of 1 site: 1 line ')
    expect(await learn('--host-field', 'meta.site')).toContain(' of 2 sites: 2 lines ')
    place.write({'one.jsonl': sited.join('')})
    await learn('--url-field', 'link')
    const byUrl = place.read('p.json')
    await learn()
    expect(place.read('p.json')).not.toBe(byUrl)
  })

  test('what fails is named; the others are learned from', async () => {
    const place = createPlace()
    place.write({...files, 'in/bad.txt': Buffer.from([0x61, 0xe9]), 'more.jsonl': 'broken\n{"id":1}\n'})
    symlinkSync(place.path('nowhere'), place.path('gone.jsonl'))
    symlinkSync(place.path('gone.jsonl'), place.path('in/gone.jsonl'))
    const {code, stderr} = await place.untail(['learn', '%/in', '%/more.jsonl', '--out', '%/p.json'])
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'untail: %/in/bad.txt: Unexpected byte 0xE9 at offset 1, expected UTF-8',
      'untail: %/in/gone.jsonl: Unexpected ENOENT, expected a readable file',
      'untail: %/more.jsonl:1: Unexpected text that is not JSON, expected a JSON object',
      'untail: %/more.jsonl:2: Unexpected nothing as "text", expected a string',
      expect.stringMatching(/^12 articles of 1 site: 1 line and 0 titles in /),
      '',
    ])
  })

  test('names what was left out', async () => {
    const place = createPlace()
    place.write(files)
    const {stderr} = await place.untail(['learn', '%/rows.jsonl', '--out', '%/p.json', '--max-lines', '3'])
    expect(stderr).toContain('; left out: 5 titles\n')
  })
})

describe('untail clean by a profile', () => {
  test('--learn is learn, then --profile, to the byte', async () => {
    const place = createPlace()
    place.write(files)
    await place.untail(['learn', '%/in', '%/rows.jsonl', '--out', '%/p.json'])
    const args = ['clean', '%/in', '%/rows.jsonl', '--level', 'balanced', '--out']
    await place.untail([...args, '%/told', '--profile', '%/p.json'], [], cleaner)
    await place.untail([...args, '%/learned', '--learn'], [], cleaner)
    await place.untail([...args, '%/plain'], [], cleaner)
    expect(place.list('told')).toHaveLength(10)
    for (const name of place.list('told')) expect(place.read(`learned/${name}`)).toBe(place.read(`told/${name}`))
    expect(place.read('told/0.txt')).toBe(`${bodyOf(towns[0]!).split('\n')[0]}\n`)
    expect(place.read('plain/0.txt')).toBe(bodyOf(towns[0]!))
    const [told, plain] = ['told', 'plain'].map((name) => place.records(`${name}/record.jsonl`)[0]!)
    expect(told!.rules).not.toBe(plain!.rules)
    expect(told!.removals[0]!.evidence).toContainEqual(
      expect.objectContaining({signal: 'seen-on-pages', detail: expect.stringMatching(/^about \d+ pages$/)}),
    )
  })

  test('--learn names what fails once', async () => {
    const place = createPlace()
    place.write({'rows.jsonl': `${rows.join('')}broken\n`})
    const {code, stderr} = await place.untail(['clean', '%/rows.jsonl', '--out', '%/out', '--learn', '--quiet'])
    expect(code).toBe(1)
    expect(stderr).toBe('untail: %/rows.jsonl:9: Unexpected text that is not JSON, expected a JSON object\n')
  })
})
