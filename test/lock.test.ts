/** One run at a time: who holds a lock, and when it may be taken over. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {LockedError, UsageError} from '../src/io/errors.ts'
import {takeLock} from '../src/run/lock.ts'
import {createPlace} from './place.ts'

/** A program that takes a lock and then does nothing else but compute: its event loop stands still. */
function holding(path: string): string[] {
  const lock = fileURLToPath(new URL('../src/run/lock.ts', import.meta.url))
  const script = `
    const {takeLock} = await import(${JSON.stringify(lock)})
    takeLock(${JSON.stringify(path)}, 'the output')
    process.stdout.write('held', () => { for (;;); })`
  return ['--import', 'tsx', '--input-type=module', '-e', script]
}

async function busyHolder(path: string) {
  const child = spawn(process.execPath, holding(path), {stdio: ['ignore', 'pipe', 'inherit']})
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a lock is held until it is released', () => {
  const path = createPlace().path('lock')
  const lock = takeLock(path, 'the output "x"')
  lock.check()
  expect(() => takeLock(path, 'the output "x"')).toThrow(LockedError)
  expect(() => takeLock(path, 'the output "x"')).toThrow(
    new RegExp(`Another run holds the output "x": process ${process.pid} on .+, since 20.+`, 'u'),
  )
  lock.release()
  takeLock(path, 'the output "x"').release()
})

test('a busy holder keeps it, and a killed one loses it', async () => {
  const path = createPlace().path('folder/.untail/lock')
  const holder = await busyHolder(path)
  // As old as it would look if its holder had not come to touch it for an hour.
  const hourAgo = Date.now() / 1000 - 3600
  utimesSync(path, hourAgo, hourAgo)
  expect(() => takeLock(path, 'the output')).toThrow(`process ${holder.pid} on`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  takeLock(path, 'the output').release()
  // Nor is the folder left that it has made.
  expect(existsSync(dirname(path))).toBe(false)
})

test.skipIf(!existsSync('/proc/self/stat'))(
  'a dead holder whose parent takes no note of that loses it too (skipped where there is no /proc)',
  async () => {
    const path = createPlace().path('lock')
    // The shell becomes a process that waits for no child.
    const parent = spawn('sh', ['-c', '"$@" & exec sleep 60', 'sh', process.execPath, ...holding(path)], {
      stdio: 'ignore',
    })
    onTestFinished(() => void parent.kill('SIGKILL'))
    while (!existsSync(path)) await sleep(20)
    const {pid} = JSON.parse(readFileSync(path, 'utf8')) as {pid: number}
    expect(() => takeLock(path, 'the output')).toThrow(`process ${pid} on`)
    process.kill(pid, 'SIGKILL')
    while (!/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await sleep(20)
    takeLock(path, 'the output').release()
  },
)

test('a process with the number of a dead holder is not taken for it', () => {
  const path = createPlace().path('lock')
  takeLock(path, 'the output')
  const holder = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({...holder, token: 'other', started: '1'}))
  takeLock(path, 'the output').release()
})

test('on another machine it is held for as long as it is touched', () => {
  const path = createPlace().path('lock')
  takeLock(path, 'the output')
  const holder = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({...holder, token: 'other', machine: 'elsewhere'}))
  expect(() => takeLock(path, 'the output')).toThrow(LockedError)
  const sixMinutesAgo = Date.now() / 1000 - 360
  utimesSync(path, sixMinutesAgo, sixMinutesAgo)
  takeLock(path, 'the output').release()
})

test('who lost it is told, and takes nothing from the new holder', () => {
  const path = createPlace().path('lock')
  const lock = takeLock(path, 'the output')
  const holder = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({...holder, token: 'other'}))
  expect(() => lock.check()).toThrow('The lock of the output was taken away while it was held')
  lock.release()
  expect(JSON.parse(readFileSync(path, 'utf8')).token).toBe('other')
})

test('a file that is no lock is not taken for one', () => {
  const place = createPlace()
  place.write({lock: 'hello'})
  expect(() => takeLock(place.path('lock'), 'the output')).toThrow(UsageError)
  expect(place.read('lock')).toBe('hello')
})
