/** `untail learn`, and the file that it writes. */
import {readFileSync} from 'node:fs'
import {Command} from 'commander'
import {decode} from '../io/bytes.ts'
import {InputError, UsageError, systemCode} from '../io/errors.ts'
import {findSources, type Source} from '../io/inputs.ts'
import {finish, openOutput, type Output} from '../io/open.ts'
import {refuseInput} from '../io/outputs.ts'
import type {Profile} from '../model.ts'
import {profileText, readProfile} from '../profile.ts'
import {learn} from '../run/learn.ts'
import {shareOf, type Shard} from '../run/shard.ts'
import {writeTally} from '../run/tally-file.ts'
import {MAX_LINES, type Tally} from '../tally.ts'
import {fieldsOf, positive, readShard, withFields, type FieldOptions} from './options.ts'
import type {Settings} from './settings.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface LearnOptions extends FieldOptions {
  readonly out: string
  readonly maxLines: number
  readonly jobs: number
  readonly shard?: Shard
  readonly quiet?: boolean
}

const examples = `
Examples:
  untail learn articles --out profile.json
  untail clean articles --out clean --profile profile.json
  zcat crawl.jsonl.gz | untail learn - --out profile.json --host-field meta.site
  untail learn articles --shard 3/16 --out counts/3.tally

A site is the host of a row, or that of its URL. Articles that have neither, as files, are held to be of one site.
The profile holds hashes and counts, no text. No order of the inputs and no article that comes twice changes it.`

/** The command; its exit code goes to `exit`. */
export function learnCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('learn')
    .summary('learn what the pages of a corpus have in common')
    .description(
      'Counts on how many pages of its site a line stands, and indexes titles: a profile for `untail clean`.',
    )
    .argument('<inputs...>', 'files, folders or globs of all that `untail clean` reads; - for JSONL on stdin')
    .requiredOption('-o, --out <file|->', 'where the profile goes; - is stdout')
    .option('--max-lines <n>', 'how many lines, and how many titles, are kept; the least seen go', positive, MAX_LINES)
    .option('-j, --jobs <n>', 'how many .txt and .html files are read at a time', positive, 8)
    .option('--shard <i/n>', 'count one share of the inputs, for "untail merge --profile"', readShard)
    .option('-q, --quiet', 'no summary')
  return withFields(command)
    .addHelpText('after', examples)
    .action(async (inputNames: string[], options: LearnOptions) => {
      const inputs = findSources(inputNames)
      refuseInput(inputs, options.out)
      const {stdout, stderr, signal} = surroundings
      const {shard} = options
      const share = shard && shareOf(inputs.sources, shard)
      const sources = share ? share.own.filter((source) => source !== undefined) : inputs.sources
      const out = await openOutput(options.out, stdout)
      try {
        const tally = surroundings.tally()
        const counts = await learn(sources, tally.add, surroundings, {
          fields: fieldsOf(options),
          jobs: options.jobs,
          report: (place, reason) => stderr.write(`untail: ${place}: ${reason}\n`),
          ...(signal && {signal}),
        })
        if (share && shard) {
          const {articles} = counts
          await writeTally(out, tally.counted(), {
            shard,
            inputs: share.inputs,
            rules: surroundings.digest({}),
            articles,
          })
          await finish(out)
          if (!options.quiet) stderr.write(`${count(articles, 'article')} of ${count(tally.sites, 'site')}\n`)
        } else await writeProfile(out, tally, counts.articles, options, stderr)
        exit(counts.failed > 0 ? exitCodes.someFailed : exitCodes.done)
      } catch (error) {
        out.discard()
        throw error
      }
    })
}

/** Writes the profile of what was counted, and says what is in it. */
export async function writeProfile(
  out: Output,
  tally: Tally,
  articles: number,
  {maxLines, quiet = false}: {readonly maxLines: number; readonly quiet?: boolean},
  stderr: Surroundings['stderr'],
): Promise<void> {
  const profile = tally.freeze({maxLines})
  const text = profileText(profile)
  out.text(text)
  await finish(out)
  if (!quiet) stderr.write(`${summary(articles, tally.sites, profile, text)}\n`)
}

function summary(articles: number, sites: number, {lines, titles, leftOut}: Profile, text: string): string {
  const kept =
    `${count(articles, 'article')} of ${count(sites, 'site')}: ` +
    `${count(lines.keys.length, 'line')} and ${count(titles.length, 'title')} in ${count(text.length, 'byte')}`
  const without = [
    ...(leftOut.lines > 0 ? [`${count(leftOut.lines, 'line')} seen on fewer than ${leftOut.fewerThan} pages`] : []),
    ...(leftOut.sites > 0 ? [count(leftOut.sites, 'site')] : []),
    ...(leftOut.shared > 0 ? [count(leftOut.shared, 'shared text')] : []),
    ...(leftOut.titles > 0 ? [count(leftOut.titles, 'title')] : []),
  ]
  return without.length > 0 ? `${kept}; left out: ${without.join(', ')}` : kept
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`

/**
 * Reads a profile.
 *
 * @throws UsageError when the file can't be read or is none.
 */
export function readProfileFile(path: string): Profile {
  try {
    return readProfile(decode(readFileSync(path)), path)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message, {cause: error})
    if (error instanceof InputError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read "${path}": ${code}`, {cause: error})
  }
}

/** @throws UsageError when a profile is to be learned of what can't be read twice. */
export function refuseUnread(sources: readonly Source[], {learn: isLearned}: Pick<Settings, 'learn'>): void {
  if (isLearned && sources.some(({path}) => path === '-'))
    throw new UsageError('Unexpected --learn with "-", expected files: stdin can be read only once')
}

/** The profile that articles are cleaned by, read or learned. */
export async function profileOf(
  {profile, learn: isLearned, fields, jobs}: Pick<Settings, 'profile' | 'learn' | 'fields' | 'jobs'>,
  sources: readonly Source[],
  surroundings: Surroundings,
): Promise<Profile | undefined> {
  if (profile !== undefined) return readProfileFile(profile)
  if (!isLearned) return undefined
  const tally = surroundings.tally()
  const {signal} = surroundings
  // What fails is named once, when it is to be cleaned.
  await learn(sources, tally.add, surroundings, {fields, jobs, report: () => undefined, ...(signal && {signal})})
  return tally.freeze()
}
