#!/usr/bin/env node
/** argv → run → exit code. The only file that touches `process`, with the rules that the package brings. */
import {readFileSync} from 'node:fs'
import {Worker} from 'node:worker_threads'
import {loadRules, readDigest, rulesDigest, withProfile} from '../rules.ts'
import {createCrew} from '../run/crew.ts'
import {sayings} from '../signals/sayings.ts'
import {createTally} from '../tally.ts'
import {program} from './program.ts'
import {stopOnSignals} from './signals.ts'

const signal = stopOnSignals()
const code = await program(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  digest: (options, profile) => rulesDigest(profile ? withProfile(readDigest(), profile) : readDigest(), options),
  crew: async (assignment, jobs) =>
    createCrew(() => new Worker(new URL('./worker.js', import.meta.url), {workerData: assignment}), jobs),
  says: () => sayings,
  page: () => readFileSync(new URL('../review/page.html', import.meta.url), 'utf8'),
  tally: () => createTally(loadRules().phrases),
  env: process.env,
  debug: process.env['UNTAIL_DEBUG'] !== undefined,
  signal,
})
process.exitCode ??= code
