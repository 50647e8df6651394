/** The command line with the fake cleaner, as a process of its own: for pipes and exit codes. */
import {program} from '../src/cli/program.ts'
import {fakeCleaner, tally} from './fake-clean.ts'

process.stdout.on('error', () => undefined)
process.exitCode = await program(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cleaner: fakeCleaner,
  tally,
})
