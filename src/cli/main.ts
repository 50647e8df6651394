#!/usr/bin/env node
/** argv → run → exit code. The only file that touches `process`, with the rules that the package brings. */
import {createClean} from '../clean.ts'
import {loadRules, rulesDigest, withProfile} from '../rules.ts'
import {createTally} from '../tally.ts'
import {program} from './program.ts'
import {exitCodes} from './surroundings.ts'

const stop = new AbortController()
const interrupted = new Map([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
// Once: whoever asks twice doesn't want to wait for the files to be taken back.
for (const [signal, code] of interrupted)
  process.once(signal, () => {
    stop.abort()
    process.stdin.destroy()
    process.exitCode = code
  })
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exitCode = exitCodes.brokenPipe
  })

const code = await program(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cleaner: (options, profile) => {
    const rules = profile ? withProfile(loadRules(), profile) : loadRules()
    return {clean: createClean(rules, options), digest: rulesDigest(rules, options)}
  },
  tally: () => createTally(loadRules().phrases),
  debug: process.env['UNTAIL_DEBUG'] !== undefined,
  signal: stop.signal,
})
process.exitCode ??= code
