/** Signals and broken pipes → how a process ends. With `main.ts` the only file that touches `process`. */
import {exitCodes} from './surroundings.ts'

const interrupted = new Map([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])

/**
 * Stops the run on SIGINT and SIGTERM, and ends quietly when its reader has left.
 *
 * @returns What stops the run. The exit code is set.
 */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController()
  // Once: whoever asks twice doesn't want to wait for the files to be taken back.
  for (const [signal, code] of interrupted)
    process.once(signal, () => {
      process.exitCode = code
      stop.abort()
      process.stdin.destroy()
    })
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exitCode = exitCodes.brokenPipe
    })
  return stop.signal
}
