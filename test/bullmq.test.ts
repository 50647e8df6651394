/** Shards as jobs: what a job is, and what the end of its process means. The queue itself is in `npm run test:scale`: it needs Redis. */
import {spawnSync} from 'node:child_process'
import {cpSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {describe, expect, onTestFinished, test} from 'vitest'
import {reasonOf, runProcess, verdictOf} from '../src/bullmq/child.ts'
import {argsOf, idOf, jobsOf, runOf} from '../src/bullmq/shard-job.ts'
import {createPlace} from './place.ts'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const fake = fileURLToPath(new URL('./fake-untail.ts', import.meta.url))
const tsx = import.meta.resolve('tsx')

describe('jobs', () => {
  test('one a shard, with its number where {shard} stands', () => {
    expect(jobsOf({run: 'a', shards: 2}, ['in', '--report', 'r/{shard}.json'], 'parts/{shard}')).toEqual([
      {run: 'a', shard: 1, of: 2, args: ['--out', 'parts/1', 'in', '--report', 'r/1.json']},
      {run: 'a', shard: 2, of: 2, args: ['--out', 'parts/2', 'in', '--report', 'r/2.json']},
    ])
  })

  test.each([
    ['an out for all', {run: 'a', shards: 2}, 'parts', 'Unexpected out "parts", expected {shard} in it'],
    ['no shards', {run: 'a', shards: 0}, '{shard}', 'Unexpected 0 shards, expected a whole number from 1 up'],
    ['a run that is no id', {run: 'a:1', shards: 1}, '{shard}', 'Unexpected run "a:1", expected letters'],
  ])('%s is refused', (_, run, out, message) => {
    expect(() => jobsOf(run, ['in'], out)).toThrow(message)
  })

  test.each(['-o', '--out', '--out=x', '--shard'])('%s in the arguments is refused', (flag) => {
    expect(() => jobsOf({run: 'a', shards: 1}, ['in', flag, 'x'], '{shard}')).toThrow(`Unexpected ${flag} in args`)
  })

  test('the same work has the same ids, other work has others', () => {
    expect(runOf(['in'], '{shard}', 2)).toBe(runOf(['in'], '{shard}', 2))
    expect(runOf(['in'], '{shard}', 3)).not.toBe(runOf(['in'], '{shard}', 2))
    expect(idOf('a', 2)).toBe('a-2')
  })

  test('what a worker says goes behind flags, and before what is an input whatever it looks like', () => {
    const own = ['--shard', '2/3', '--jobs', '4', '--log', 'json', '--no-quiet']
    const line = (...args: string[]) => argsOf({args, shard: 2, of: 3}, 4)
    expect(line('--out', 'x', 'in')).toEqual(['clean', '--out', 'x', 'in', ...own])
    expect(line('--out', 'x', '--', '-in')).toEqual(['clean', '--out', 'x', ...own, '--', '-in'])
  })
})

describe('a process', () => {
  const untail = [process.execPath, '--import', tsx, fake]
  const silent = () => undefined

  test('that does its shard says what it did', async () => {
    const place = createPlace()
    place.write({'in/1.txt': 'word\n', 'in/2.txt': 'NOISE read also\n'})
    const [job] = jobsOf(
      {run: 'a', shards: 1},
      [place.path('in'), '--no-config', '--quiet'],
      place.path('parts/{shard}'),
    )
    const ended = await runProcess([...untail, ...argsOf(job!, 1)], silent)
    expect(ended).toMatchObject({code: 0, said: '', done: {articles: 2, failed: 0}})
    expect(place.list('parts/1')).toEqual(['1.txt', '2.txt', 'manifest.json', 'record.jsonl'])
  })

  test('that can’t do it says why', async () => {
    const ended = await runProcess([...untail, 'clean', 'nowhere', '--out', 'x', '--no-config'], silent)
    expect(reasonOf(ended)).toBe('untail clean ended with exit code 2: untail: No such file or folder: "nowhere"')
  })

  const script = (code: string): string[] => [process.execPath, '-e', code]

  test('says how far it is', async () => {
    const said: object[] = []
    const event = {event: 'progress', articles: 3, failed: 1, bytes: 900}
    await runProcess(script(`console.error('${JSON.stringify(event)}')`), (progress) => said.push(progress))
    expect(said).toEqual([{articles: 3, failed: 1, bytes: 900}])
  })

  test('names the guard that tripped', async () => {
    const line = JSON.stringify({event: 'guard', reason: '60 % of articles changed'})
    const ended = await runProcess(script(`console.error('${line}'); process.exitCode = 3`), silent)
    expect(reasonOf(ended)).toBe('untail clean ended with exit code 3: 60 % of articles changed')
  })

  test('is stopped by a signal', async () => {
    const stop = new AbortController()
    const event = JSON.stringify({event: 'progress', articles: 0, failed: 0, bytes: 0})
    const forever = script(`console.error('${event}'); setInterval(() => {}, 1000)`)
    const ended = await runProcess(forever, () => stop.abort(), stop.signal)
    expect(reasonOf(ended)).toBe('untail clean ended with SIGTERM')
  })

  test('that is not there is an error', async () => {
    await expect(runProcess(['/nowhere/node'], silent)).rejects.toThrow('ENOENT')
  })

  test('stops when its worker is killed', async () => {
    const leash = pathToFileURL(join(src, 'bullmq/leash.ts')).href
    const shard = ['--import', tsx, '--import', leash, '-e', 'console.error(process.pid); setInterval(() => {}, 1000)']
    const worker = `
      const {spawn} = require('node:child_process')
      const shard = spawn(process.execPath, ${JSON.stringify(shard)}, {stdio: ['ignore', 'ignore', 'pipe', 'ipc']})
      shard.stderr.once('data', (pid) => require('node:fs').writeSync(1, pid) && process.kill(process.pid, 'SIGKILL'))`
    const {stdout, signal} = spawnSync(process.execPath, ['-e', worker], {encoding: 'utf8', timeout: 30_000})
    expect(signal).toBe('SIGKILL')
    await expect.poll(() => isRunning(stdout.trim()), {timeout: 10_000}).toBe(false)
  })

  test.each([
    [0, 'done'],
    [1, 'done'],
    [2, 'never'],
    [3, 'never'],
    [70, 'again'],
    [75, 'later'],
    [137, 'again'],
    [undefined, 'again'],
  ])('that ends with %s: %s', (code, verdict) => {
    expect(verdictOf({code})).toBe(verdict)
  })
})

/** Whether a process goes on: one may be dead and still there, as long as nobody has asked for its end. */
const isRunning = (pid: string): boolean => {
  const {stdout} = spawnSync('ps', ['-o', 'stat=', '-p', pid], {encoding: 'utf8'})
  return !/^Z|^$/u.test(stdout.trim())
}

test('without BullMQ the entry says what is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'untail-alone-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  cpSync(join(src, 'bullmq'), join(folder, 'bullmq'), {recursive: true})
  cpSync(join(src, 'cli/surroundings.ts'), join(folder, 'cli/surroundings.ts'))
  const {stderr} = spawnSync(process.execPath, ['--import', tsx, join(folder, 'bullmq/index.ts')], {encoding: 'utf8'})
  expect(stderr).toMatch(/Cannot find (?:package|module) 'bullmq'/u)
})
