/**
 * One run at a time: a file that names who holds it. It is held for as long as the process that it names lives, however busy
 * that is; on another machine, where that can't be seen, for as long as its holder touches it.
 */
import {randomUUID} from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {hostname} from 'node:os'
import {basename, dirname} from 'node:path'
import {LockedError, UsageError, systemCode} from '../io/errors.ts'

export interface Lock {
  /** @throws LockedError when it was taken away: somebody has deleted the file, or took the holder for dead. */
  readonly check: () => void
  readonly release: () => void
}

/** Takes several locks, or none. @throws As `takeLock` does. */
export function takeLocks(wanted: readonly (readonly [path: string, what: string])[]): Lock {
  const locks: Lock[] = []
  const release = () => locks.forEach((lock) => lock.release())
  try {
    for (const [path, what] of wanted) locks.push(takeLock(path, what))
  } catch (error) {
    release()
    throw error
  }
  return {check: () => locks.forEach((lock) => lock.check()), release}
}

interface Holder {
  readonly token: string
  readonly pid: number
  /** When the process started, in ticks since the machine did: a number of a process is given again. */
  readonly started: string
  readonly host: string
  /** The machine since it was started, and the space its process numbers count in. */
  readonly machine: string
  readonly since: string
}

/** A live holder on another machine touches its lock so often. */
const BEAT = 10_000
/** A lock on another machine that was not touched for so long is left behind: thirty beats, for clocks and disks that lag. */
const STALE = 300_000

/**
 * Takes a lock, also one that a dead run has left.
 *
 * @param path The lock's file. Its folder is made.
 * @param what What it stands for, in words for people.
 * @throws LockedError when another run holds it. UsageError when the file can't be written.
 */
export function takeLock(path: string, what: string): Lock {
  const holder: Holder = {
    token: randomUUID(),
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    machine: machine(),
    since: new Date().toISOString(),
  }
  try {
    mkdirSync(dirname(path), {recursive: true})
    while (!create(path, holder)) {
      const other = readHolder(path)
      if (other && isAlive(other, path)) throw new LockedError(heldBy(other, what, path))
      if (other) remove(path, other)
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot lock ${what}: ${code} at "${path}"`, {cause: error})
  }
  const beat = setInterval(() => touch(path), BEAT).unref()
  return {
    check() {
      if (readHolder(path)?.token !== holder.token)
        throw new LockedError(`The lock of ${what} was taken away while it was held: "${path}"`)
    },
    release() {
      clearInterval(beat)
      if (readHolder(path)?.token === holder.token) rmSync(path, {force: true})
      if (basename(dirname(path)).startsWith('.')) removeIfEmpty(dirname(path)) // a folder of ours
    },
  }
}

/** A lock appears whole: it is written beside and linked, as a link can't replace what is there. */
function create(path: string, holder: Holder): boolean {
  const beside = `${path}.${holder.token}`
  writeFileSync(beside, `${JSON.stringify(holder)}\n`)
  try {
    linkSync(beside, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(beside, {force: true})
  }
}

/** @returns `undefined` when there is no lock any more. */
function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (error instanceof SyntaxError)
      throw new UsageError(`Unexpected content of "${path}", expected the lock of a run: delete it if none is going on`)
    throw error
  }
}

/** Takes a dead run's lock away. Whoever took it over in the meantime gets it back. */
function remove(path: string, dead: Holder): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  try {
    if (readHolder(aside)?.token !== dead.token) linkSync(aside, path)
  } finally {
    rmSync(aside, {force: true})
  }
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.machine === machine()) return isRunning(holder.pid) && startOf(holder.pid) === holder.started
  const touched = statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0
  return Date.now() - touched < STALE
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return systemCode(error) === 'EPERM' // it runs, and is somebody else's
  }
}

/**
 * The 22nd field of a process's status; its second is a name in brackets that may hold blanks, its third `Z` or `X` for one that is
 * dead and not yet taken note of. Empty where there is no /proc.
 */
function startOf(pid: number): string {
  const status = readOr(`/proc/${pid}/stat`)
  const [state, ...fields] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? 'dead' : (fields[18] ?? '')
}

function machine(): string {
  return [hostname(), readOr('/proc/sys/kernel/random/boot_id').trim(), linkOr('/proc/self/ns/pid')].join(' ')
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // It was deleted: `check` will say so.
  }
}

const heldBy = ({pid, host, since}: Holder, what: string, path: string): string =>
  `Another run holds ${what}: process ${pid} on ${host}, since ${since} (${path})`

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // There is something in it.
  }
}
