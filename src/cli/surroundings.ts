/** What the commands get from outside, and what they say to it. */
import type {Readable, Writable} from 'node:stream'
import type {Options, Profile} from '../model.ts'
import type {Crew} from '../run/crew.ts'
import type {DeskOptions} from '../run/desk.ts'
import type {Index} from '../run/entries.ts'
import type {Tally} from '../tally.ts'

/** What those who clean go by. It can be sent to another thread. */
export interface Assignment {
  readonly options: Options
  readonly profile?: Profile
  readonly desk: DeskOptions
  /** Where the articles stand that were done before. */
  readonly done?: Index
}

/** What the command line works with. */
export interface Surroundings {
  readonly stdin: Readable
  readonly stdout: Writable & {readonly isTTY?: boolean; readonly columns?: number}
  readonly stderr: Writable & {readonly isTTY?: boolean; readonly columns?: number}
  /** The working folder: where a configuration file is looked for. */
  readonly cwd: string
  /** The digest of all that articles are cleaned by. */
  readonly digest: (options: Options, profile?: Profile) => string
  /** Those who clean, `jobs` of them. */
  readonly crew: (assignment: Assignment, jobs: number) => Promise<Crew>
  /** What evidence says, in a sentence, by its signal. */
  readonly says: () => ReadonlyMap<string, string>
  /** The review page without data. */
  readonly page: () => string
  /** Makes what counts the articles of a corpus. */
  readonly tally: () => Tally
  /** What the environment says of colours. */
  readonly env?: Readonly<Partial<Record<'NO_COLOR' | 'FORCE_COLOR' | 'TERM', string>>>
  /** Shows stacks of errors. */
  readonly debug?: boolean
  /** Stops the run between two pieces of work. */
  readonly signal?: AbortSignal
}

/**
 * 1: some articles failed, `check` found what would go, or records differ. 3: a guard on the whole run tripped. 70: a bug,
 * or a disk that gave up. 75: another run holds the lock.
 */
export const exitCodes = {
  done: 0,
  someFailed: 1,
  found: 1,
  differ: 1,
  usage: 2,
  guarded: 3,
  internal: 70,
  locked: 75,
  brokenPipe: 141,
} as const
