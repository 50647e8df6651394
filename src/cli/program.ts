/** The command line without a process: argv and streams in, an exit code out. */
import {readFileSync} from 'node:fs'
import {Command, CommanderError} from 'commander'
import {LockedError, UsageError, systemCode} from '../io/errors.ts'
import {checkCommand} from './check.ts'
import {cleanCommand} from './clean.ts'
import {configCommand} from './config-command.ts'
import {diffCommand} from './diff.ts'
import {explainCommand} from './explain.ts'
import {learnCommand} from './learn.ts'
import {mergeCommand} from './merge.ts'
import {planCommand} from './plan.ts'
import {restoreCommand} from './restore.ts'
import {reviewCommand} from './review.ts'
import {scoreCommand} from './score.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

/**
 * Runs one command.
 *
 * @param args The arguments without node and the script.
 * @returns The exit code. Whatever goes wrong is said on stderr in one line.
 */
export async function program(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const {stdout, stderr, debug} = surroundings
  let code: number = exitCodes.done
  const say = (message: string) => stderr.write(`untail: ${oneLine(message)}\n`)
  const command = new Command('untail')
    .description("Takes scraped articles and gives back the article's own words, with a record of what was taken out.")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text) => say(text.replace(/^error: /, '')),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 some articles failed, something would go (check) or differs (diff), 2 usage or configuration,\n3 a guard on the whole run tripped, 70 internal error, 75 another run holds the lock',
    )
  const commands = [
    cleanCommand,
    restoreCommand,
    explainCommand,
    reviewCommand,
    checkCommand,
    scoreCommand,
    diffCommand,
    learnCommand,
    configCommand,
    planCommand,
    mergeCommand,
  ]
  for (const create of commands) {
    const sub = create(surroundings, (result) => {
      code = result
    })
    command.addCommand(sub.copyInheritedSettings(command))
  }
  try {
    await command.parseAsync(args, {from: 'user'})
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    // The reader of our output has had enough, as in `untail … | head`: no word, and the code that a shell shows for it.
    if (systemCode(error) === 'EPIPE') return exitCodes.brokenPipe
    if (surroundings.signal?.aborted) {
      say('Stopped before the end: nothing was replaced')
      return exitCodes.internal
    }
    if (debug && error instanceof Error) stderr.write(`${error.stack}\n`)
    if (error instanceof UsageError || error instanceof LockedError) {
      say(error.message)
      return error instanceof UsageError ? exitCodes.usage : exitCodes.locked
    }
    say(
      `${systemCode(error) === undefined ? 'internal error: ' : ''}${error instanceof Error ? error.message : String(error)}`,
    )
    return exitCodes.internal
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : ''
}

const oneLine = (message: string) =>
  message
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
