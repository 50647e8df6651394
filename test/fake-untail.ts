/** The command line with the fake cleaner in threads, as a process of its own: for signals, pipes and exit codes. */
import {Worker} from 'node:worker_threads'
import {program} from '../src/cli/program.ts'
import {stopOnSignals} from '../src/cli/signals.ts'
import {createCrew} from '../src/run/crew.ts'
import {says, tally} from './fake-clean.ts'

const worker = new URL('./fake-worker.mjs', import.meta.url)
const resourceLimits = {maxOldGenerationSizeMb: 64}
const signal = stopOnSignals()
const code = await program(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  digest: () => 'rules',
  crew: async (assignment, jobs) =>
    createCrew(() => new Worker(worker, {workerData: assignment, resourceLimits}), jobs),
  says,
  page: () => '',
  tally,
  signal,
})
process.exitCode ??= code
