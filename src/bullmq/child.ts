/** One shard in a process of its own, and what its end means for the job. */
import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import {exitCodes} from '../cli/surroundings.ts'
import type {ShardDone, ShardProgress} from './shard-job.ts'

/** How the process of a shard ended. */
export interface Ended {
  /** `undefined` when a signal ended it. */
  readonly code: number | undefined
  readonly signal: string | undefined
  /** What it said last, but for events. */
  readonly said: string
  /** What it said at its end; nothing is done when it said none. */
  readonly done: ShardDone
}

/** What is to become of a job: it is done; it can't be; somebody else is at it; it may work next time. */
export type Verdict = 'done' | 'never' | 'later' | 'again'

/** The command line of the package, on a leash. */
export const command: readonly string[] = [
  process.execPath,
  '--import',
  new URL('./leash.js', import.meta.url).href,
  fileURLToPath(new URL('../cli/main.js', import.meta.url)),
]

/** Lines of a process that are kept to say why it failed. */
const LINES = 5

/**
 * Runs a process that speaks as `untail clean --log json` does.
 *
 * @param line Program and arguments.
 * @param progress Called with what it says of how far it is.
 * @param signal Stops it.
 * @throws Error when it can't be started.
 */
export async function runProcess(
  line: readonly string[],
  progress: (progress: ShardProgress) => void,
  signal?: AbortSignal,
): Promise<Ended> {
  const [program, ...args] = line as [string, ...string[]]
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    killSignal: 'SIGTERM',
    ...(signal && {signal}),
  })
  const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', (error) => {
      if (error.name !== 'AbortError') reject(error)
    })
    child.once('close', (code, by) => resolve({code: code ?? undefined, signal: by ?? undefined}))
  })
  const said: string[] = []
  let done: ShardDone = {articles: 0, failed: 0, seconds: 0}
  if (child.stderr)
    createInterface({input: child.stderr}).on('line', (text) => {
      const event = eventIn(text)
      if (event?.event === 'progress') progress({articles: event.articles, failed: event.failed, bytes: event.bytes})
      else if (event?.event === 'done') done = {articles: event.articles, failed: event.failed, seconds: event.seconds}
      else if (event?.event === 'guard') said.push(event.reason)
      else if (!event) said.push(text)
      if (said.length > LINES) said.shift()
    })
  const how = await ended
  return {...how, said: said.join('\n'), done}
}

/** The events of `--log json` that say something of a shard as a whole. */
type Event =
  | ({readonly event: 'progress'} & ShardProgress)
  | ({readonly event: 'done'} & ShardDone)
  | {readonly event: 'guard'; readonly reason: string}
  | {readonly event: 'failed' | 'kept' | 'vanished'}

function eventIn(line: string): Event | undefined {
  try {
    return JSON.parse(line) as Event
  } catch {
    return undefined
  }
}

/** What the end of a process means. */
export function verdictOf({code}: Pick<Ended, 'code'>): Verdict {
  if (code === exitCodes.done || code === exitCodes.someFailed) return 'done'
  if (code === exitCodes.usage || code === exitCodes.guarded) return 'never'
  return code === exitCodes.locked ? 'later' : 'again'
}

/** Why a process did not do its shard, in words for people. */
export const reasonOf = ({code, signal, said}: Ended): string =>
  `untail clean ended with ${code === undefined ? signal : `exit code ${code}`}${said === '' ? '' : `: ${said}`}`
