/** What the commands get from outside, and what they say to it. */
import type {Readable, Writable} from 'node:stream'
import type {Options, Profile} from '../model.ts'
import type {Clean} from '../run/ledger.ts'
import type {Tally} from '../tally.ts'

/** What the command line works with. */
export interface Surroundings {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Makes the function that cleans an article, and the digest of all that it goes by. */
  readonly cleaner: (options: Options, profile?: Profile) => {readonly clean: Clean; readonly digest: string}
  /** Makes what counts the articles of a corpus. */
  readonly tally: () => Tally
  /** Shows stacks of errors. */
  readonly debug?: boolean
  /** Stops the run between two pieces of work. */
  readonly signal?: AbortSignal
}

/** 0 done · 1 some articles failed · 2 usage or configuration · 70 a bug, or a disk that gave up. */
export const exitCodes = {done: 0, someFailed: 1, usage: 2, internal: 70, brokenPipe: 141} as const
