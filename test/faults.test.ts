/** What may happen to a run while it goes on, tried for real: in processes with threads of their own. */
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {describe, expect, onTestFinished, test} from 'vitest'
import {fakeClean} from './fake-clean.ts'
import {createPlace} from './place.ts'

const script = fileURLToPath(new URL('./fake-untail.ts', import.meta.url))
const command = ['--import', 'tsx', script]

/** Runs to its end. */
function untail(args: readonly string[], input = '', who: object = {}) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [...command, ...args], {encoding: 'utf8', input, ...who})
  return {code: status, stdout, stderr}
}

function start(args: readonly string[], who: object = {}) {
  const child = spawn(process.execPath, [...command, ...args], {stdio: ['pipe', 'ignore', 'pipe'], ...who})
  onTestFinished(() => void child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => ({code, signal, stderr}))
  return {child, ended}
}

type Place = ReturnType<typeof createPlace>

/** A folder of small files, and rows enough for several pieces. Each version has other words. */
function writeInputs(place: Place, version: string): void {
  const files = Array.from({length: 150}, (_, index) => [
    `in/${index % 7}/${index}.txt`,
    `${version} ${index}\nNOISE read also\nSLOW end\n`,
  ])
  const row = (id: number) => JSON.stringify({id, text: `${version}\nNOISE follow\n${'word '.repeat(2000)}`})
  const rows = Array.from({length: 600}, (_, id) => `${row(id)}\n`).join('')
  place.write({...Object.fromEntries(files), 'in/rows.jsonl': rows})
}

const treeOf = (place: Place, folder: string): Record<string, string> => {
  mkdirSync(place.path(folder), {recursive: true})
  return Object.fromEntries(place.list(folder).map((name) => [name, place.read(`${folder}/${name}`)]))
}

const outputsOf = (place: Place, folder: string) =>
  Object.entries(treeOf(place, folder)).filter(([name]) => !name.includes('.untail'))

describe('killed', () => {
  const run = (place: Place, out: string) => [
    'clean',
    place.path('in'),
    '--out',
    place.path(out),
    '--state',
    place.path(`${out}.state`),
    '--quiet',
    '--jobs',
    '2',
  ]

  test('at any moment, a run leaves the old files or the new ones; the next one ends it with the same bytes', async () => {
    const place = createPlace()
    writeInputs(place, 'old')
    expect(untail(run(place, 'out'))).toMatchObject({code: 0, stderr: ''})
    const old = treeOf(place, 'out')
    writeInputs(place, 'new')
    rmSync(place.path('in/0/0.txt'))
    const startedAt = performance.now()
    untail(run(place, 'fresh'))
    const whole = performance.now() - startedAt
    const expected = treeOf(place, 'fresh')
    let killed = 0
    // More often towards its end, where files appear.
    for (const part of [0.2, 0.4, 0.55, 0.7, 0.8, 0.85, 0.9, 0.95, 1]) {
      const {child, ended} = start(run(place, 'out'))
      await sleep(whole * part * (0.9 + 0.2 * Math.random()))
      child.kill('SIGKILL')
      if ((await ended).signal === 'SIGKILL') killed++
      for (const [name, content] of outputsOf(place, 'out')) expect([old[name], expected[name]]).toContain(content)
    }
    expect(killed).toBeGreaterThan(2)
    expect(untail([...run(place, 'out'), '--prune'])).toMatchObject({code: 0})
    expect(treeOf(place, 'out')).toEqual(expected)
    expect(treeOf(place, 'out.state')).toMatchObject({'articles.jsonl': expect.any(String) as string})
    expect(place.list('out.state')).toEqual(['articles.jsonl', 'manifest.json', 'sources.jsonl'])
  }, 400_000)

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'by %s, a run takes back what it began, keeps what it did, and exits with %i',
    async (signal, code) => {
      const place = createPlace()
      writeInputs(place, 'new')
      const {child, ended} = start(run(place, 'out'))
      // Wait until it has done something.
      const journal = place.path('out.state/runs/1.jsonl')
      for (let waited = 0; waited < 10_000 && sizeOf(journal) === 0; waited += 20) await sleep(20)
      child.kill(signal)
      expect(await ended).toEqual({
        code,
        signal: null,
        stderr: 'untail: Stopped before the end: nothing was replaced\n',
      })
      expect(place.list('out')).toEqual([])
      const kept = readFileSync(journal, 'utf8').split('\n').length
      expect(kept).toBeGreaterThan(10)
      expect(untail(run(place, 'out'))).toMatchObject({code: 0})
      expect(outputsOf(place, 'out').length).toBe(152)
    },
    60_000,
  )
})

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length
  } catch {
    return 0
  }
}

describe('a worker without memory', () => {
  test('costs the one article that took it, in rows and in files', () => {
    const place = createPlace()
    const rows = ['a', 'b', 'MEMORY', 'd', 'e'].map((text) => `${JSON.stringify({id: text, text})}\n`).join('')
    place.write({'in/rows.jsonl': rows, 'in/1.txt': 'word', 'in/2.txt': 'MEMORY', 'in/3.txt': 'NOISE x\nword'})
    const {code, stderr} = untail(['clean', place.path('in'), '--out', place.path('out'), '--jobs', '2'])
    const reason = 'Unexpected need for memory, expected an article that a worker has room for'
    expect(stderr.replaceAll(place.path('in'), '%')).toContain(
      `untail: %/2.txt: ${reason}\nuntail: %/rows.jsonl:3: ${reason}\n`,
    )
    expect(code).toBe(1)
    expect(place.list('out')).toEqual(['1.txt', '3.txt', 'record.jsonl', 'rows.jsonl'])
    expect(place.read('out/rows.jsonl')).toBe(rows)
    expect(place.records('out/record.jsonl').map(({id, status}) => `${id} ${status}`)).toEqual([
      '1.txt clean',
      '2.txt failed',
      '3.txt cleaned',
      'a clean',
      'b clean',
      'MEMORY failed',
      'd clean',
      'e clean',
    ])
  }, 200_000)
})

test('any number of workers gives the same bytes', () => {
  const place = createPlace()
  writeInputs(place, 'new')
  for (const jobs of ['1', '2', '8'])
    expect(untail(['clean', place.path('in'), '--out', place.path(jobs), '--quiet', '--jobs', jobs])).toMatchObject({
      code: 0,
    })
  expect(treeOf(place, '2')).toEqual(treeOf(place, '1'))
  expect(treeOf(place, '8')).toEqual(treeOf(place, '1'))
}, 200_000)

describe('a disk', () => {
  /** A disk of its own, 1 MB small, or `false` where none can be mounted. */
  const mount = (path: string): boolean => {
    mkdirSync(path, {recursive: true})
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0
    if (isMounted) onTestFinished(() => void spawnSync('umount', [path]))
    return isMounted
  }
  const clean = (place: Place) => ['clean', place.path('in'), '--out', place.path('disk/out'), '--quiet']

  test('that is full stops the run, and the old output stays whole', (context) => {
    const place = createPlace()
    if (!mount(place.path('disk'))) context.skip('no disk can be mounted here')
    place.write({'in/a.txt': 'word\nNOISE x', 'in/b.txt': 'word'})
    expect(untail(clean(place))).toMatchObject({code: 0})
    const old = treeOf(place, 'disk/out')
    place.write({'in/a.txt': 'other', 'in/b.txt': 'word '.repeat(500_000), 'in/c.txt': 'other'})
    const {code, stderr} = untail(clean(place))
    expect(code).toBe(70)
    expect(stderr).toMatch(/^untail: ENOSPC: no space left on device, [^\n]*\n$/u)
    expect(treeOf(place, 'disk/out')).toEqual(old)
  }, 200_000)

  test('that is full at stdout is named', (context) => {
    const place = createPlace()
    if (spawnSync('test', ['-w', '/dev/full']).status !== 0) context.skip('no /dev/full here')
    place.write({'in.jsonl': '{"text":"word"}\n'})
    const {code, stderr} = untail(['clean', place.path('in.jsonl'), '--out', '/dev/full', '--quiet'])
    expect(code).toBe(70)
    expect(stderr).toContain('ENOSPC')
  })

  test('that may not be written any more stops the run, and the old output stays whole', async (context) => {
    const place = createPlace()
    if (!mayRun(nobody)) context.skip('nobody else may run this here, and root may write all')
    place.write({'in/0.txt': 'old'})
    openToAll(place)
    const args = ['clean', place.path('in'), '--out', place.path('all/out'), '--quiet', '--jobs', '1']
    expect(untail(args, '', nobody)).toMatchObject({code: 0})
    const old = treeOf(place, 'all/out')
    place.write(Object.fromEntries(Array.from({length: 400}, (_, index) => [`in/${index}.txt`, `SLOW ${index}`])))
    const {ended} = start(args, nobody)
    for (let waited = 0; waited < 10_000 && place.list('all/out').length < 5; waited += 10) await sleep(10)
    for (const folder of ['all/out/.untail/new', 'all/out']) chmodSync(place.path(folder), 0o500)
    const {code, stderr} = await ended
    expect(code).toBe(70)
    expect(stderr).toMatch(/^untail: EACCES: permission denied, /u)
    expect(Object.fromEntries(outputsOf(place, 'all/out'))).toEqual(old)
    for (const folder of ['all/out/.untail/new', 'all/out']) chmodSync(place.path(folder), 0o700)
    expect(untail(args, '', nobody)).toMatchObject({code: 0})
    expect(place.list('all/out').length).toBe(401)
  }, 200_000)

  test('that may not be written is named before anything is done', (context) => {
    const place = createPlace()
    if (!mayRun(nobody)) context.skip('nobody else may run this here, and root may write all')
    place.write({'in/a.txt': 'word'})
    openToAll(place)
    chmodSync(place.path('all'), 0o555)
    const {code, stderr} = untail(['clean', place.path('in'), '--out', place.path('all/out')], '', nobody)
    expect(code).toBe(2)
    expect(stderr).toContain(`untail: Cannot lock the output "${place.path('all/out')}": EACCES at `)
  })
})

/** Somebody who may not write everywhere. */
const nobody = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {}
const mayRun = (who: object): boolean => spawnSync(process.execPath, [...command, '--version'], who).status === 0

/** A folder in the place that all may write. */
function openToAll(place: Place): void {
  mkdirSync(place.path('all'))
  chmodSync(place.path('.'), 0o755)
  chmodSync(place.path('all'), 0o777)
}

describe('inputs', () => {
  test('that are deleted while the run goes on fail alone', async () => {
    const place = createPlace()
    const names = Array.from({length: 200}, (_, index) => `${index}.txt`.padStart(7, '0'))
    place.write(Object.fromEntries(names.map((name) => [`in/${name}`, 'word'])))
    const clean = (article: Parameters<typeof fakeClean>[0]) => {
      if (article.id === names[0]) rmSync(place.path(`in/${names.at(-1)}`), {force: true})
      return fakeClean(article)
    }
    const {code, stderr} = await place.untail(['clean', '%/in', '--out', '%/out', '-q'], [], () => ({
      clean,
      digest: 'rules',
    }))
    expect(code).toBe(1)
    expect(stderr).toBe(`untail: %/in/${names.at(-1)}: Unexpected ENOENT, expected a readable file\n`)
    expect(place.list('out').length).toBe(200)
  })

  test('of any name keep it, and come back', async () => {
    const place = createPlace()
    const longest = `${'م'.repeat(125)}a.txt` // 255 bytes
    const names = ['two\nlines.txt', '😀 emoji.txt', 'quote".txt', ' blank .txt', '-dash.txt', longest, 'ﷺ/‏rtl.txt']
    place.write(Object.fromEntries(names.map((name) => [`in/${name}`, `NOISE x\n${name}`])))
    symlinkSync('..', place.path('in/loop'))
    expect(await place.untail(['clean', '%/in', '--out', '%/out', '-q', '--state', '%/state'])).toMatchObject({code: 0})
    expect(place.list('out')).toEqual([...names, 'record.jsonl'].toSorted())
    expect(place.read(`out/${longest}`)).toBe(longest)
    await place.untail(['restore', '%/out', '--record', '%/out/record.jsonl', '--out', '%/back', '-q'])
    expect(treeOf(place, 'back')).toEqual(Object.fromEntries(names.map((name) => [name, `NOISE x\n${name}`])))
  })
})
