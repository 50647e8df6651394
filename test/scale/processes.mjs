// Processes that are gone at the end, and conditions that are waited for.
import {spawn} from 'node:child_process'
import {randomUUID} from 'node:crypto'
import {once} from 'node:events'
import {readFileSync, readdirSync} from 'node:fs'
import {createServer} from 'node:net'
import {setTimeout as after} from 'node:timers/promises'

/** Milliseconds that something is waited for. */
const PATIENCE = 60_000

// Whatever is started has it, and hands it on to what it starts.
const MARK = 'UNTAIL_SCALE'
const mark = randomUUID()
/** What was started and has not ended. Redis writes its title over the mark. */
const children = new Set()

process.on('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Kills what was started, and what that has started, until nothing is left. */
export function killAll() {
  children.forEach((child) => child.kill('SIGKILL'))
  for (let left = marked(); left.length > 0; left = marked()) for (const pid of left) killIfThere(pid)
}

const marked = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => ofProcess(pid, 'environ').includes(`${MARK}=${mark}`))
    .map(Number)

/** What the system knows of a process; nothing when it is gone. */
function ofProcess(pid, what) {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return ''
  }
}

/** Whether a process goes on. One that nobody has asked for its end does not. */
export const isRunning = (pid) => /^State:\s+[^ZX]/m.test(ofProcess(pid, 'status'))

/** The process that started another. */
export const parentOf = (pid) => Number(/^PPid:\s+(\d+)$/m.exec(ofProcess(pid, 'status'))?.[1])

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * Starts a process.
 *
 * @returns {{pid: number, said: () => string, ended: Promise<number | string>}} What it has said on stdout and stderr, and its exit code
 *   or the name of the signal that ended it.
 */
export function start(command, args, {env = process.env, ...options} = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: {...env, [MARK]: mark},
  })
  children.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = Promise.race([
    once(child, 'exit').then(([code, signal]) => code ?? signal),
    once(child, 'error').then(([error]) => Promise.reject(error)),
  ]).finally(() => children.delete(child))
  // Whoever waits for it is told; nobody may.
  ended.catch(() => undefined)
  return {pid: child.pid, said: () => said, ended}
}

/** Runs a process to its end. @throws Error with what it said, unless its exit code is 0. */
export async function run(command, args, options = {}) {
  const child = start(command, args, options)
  const code = await child.ended
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}: ${child.said().slice(-1000)}`)
  return child.said()
}

/**
 * Waits until there is something.
 *
 * @template T
 * @param {() => T | undefined | false | Promise<T | undefined | false>} look
 * @param {string} what In words, for the error.
 * @param {ReturnType<typeof start>} cause What does not happen any more when this process has ended.
 * @returns {Promise<T>}
 */
export async function until(look, what, cause) {
  for (const end = performance.now() + PATIENCE; performance.now() < end; await after(10)) {
    const found = await look()
    if (found) return found
    if (!isRunning(cause.pid)) throw new Error(`A process has ended, expected ${what}: ${cause.said().slice(-1000)}`)
  }
  throw new Error(`Nothing after ${PATIENCE / 1000} s, expected ${what}: ${cause.said().slice(-1000)}`)
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address()
  server.close()
  await once(server, 'close')
  return port
}
