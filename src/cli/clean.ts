/** `untail clean` */
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {Command} from 'commander'
import {UsageError} from '../io/errors.ts'
import {findSources, type Source} from '../io/inputs.ts'
import {planOutputs, refuseAsides, workFolder, type Aside, type Outputs} from '../io/outputs.ts'
import {besideOf, writeWhole} from '../io/sink.ts'
import {lastSuccessIn, metricsText} from '../metrics.ts'
import {categories} from '../model.ts'
import {reportText} from '../report.ts'
import {takeLocks, type Lock} from '../run/lock.ts'
import {openQuarantine} from '../run/quarantine.ts'
import {run, type Result} from '../run/run.ts'
import {openState} from '../run/state.ts'
import {profileOf, refuseUnread} from './learn.ts'
import {OUTPUT, settingsOf, withSettings, type Settings} from './settings.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'
import {createVoice} from './voice.ts'

const examples = `
Examples:
  untail clean articles --out clean               a folder of files: the same names under clean/, and clean/record.jsonl
  untail clean news.jsonl.gz --out clean.jsonl    rows in, the same rows out; the record is clean.record.jsonl
  untail clean 'crawl/**/*.txt' --out clean       a glob
  untail clean articles crawl --out all.jsonl     all of them as rows in one file
  untail clean pages --out clean --to html        pages stay pages, which "untail restore" takes back to their sources
  zcat news.jsonl.gz | untail clean - --out - --record record.jsonl | gzip > clean.jsonl.gz
  untail clean articles --out clean --learn       lines that many of the pages have are told from what they say
  untail clean articles --out clean --level balanced --keep comments,legal --remove credit
  untail clean news.jsonl --out news.ndjson --shape es-bulk --index news
  untail clean articles --out clean --state state --prune --max-changed 0.6 --max-failed 0.02 --quiet

Formats: .txt, .html and .htm are an article each. .jsonl and .ndjson are rows; .wet and .warc become rows, and .parquet stays
Parquet, or becomes rows in a .jsonl file. All but Parquet may be packed, as .gz or .zst, and come out packed alike in a folder,
or as the name of --out says. Stdin is unpacked when it is packed. Of damaged input what stands before the damage is written.

Pages are files named .html or .htm, and the rows that have one and no text. As text or markdown, a page in a file is written
to .txt or .md, and one in a row into the row's text field; --to html leaves both where they were. What is "refused" is written
whole.

Nothing is replaced before all is written. --state keeps what was done, so that what is unchanged is not done again; --prune needs
it, and a folder as --out. When a guard trips (--max-changed, --max-removed, --max-failed), the old output stays, and the new one
waits beside it.

Categories: ${categories.join(', ')}`

/** The command; its exit code goes to `exit`. */
export function cleanCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('clean')
    .summary('cut the noise out of articles')
    .description(
      'Writes the clean articles, and a record of everything that was taken out: with both the sources come back.',
    )
    .argument(
      '<inputs...>',
      'files, folders or globs of .txt, .html, .htm, .jsonl, .ndjson, .wet, .warc, .parquet, packed or not; - for JSONL on stdin',
    )
    .optionsGroup(OUTPUT)
    .requiredOption('-o, --out <dir|file|->', 'where clean articles go; - is stdout')
  return withSettings(command)
    .addHelpText('after', examples)
    .action(async (inputNames: string[], {out}: {readonly out: string}) => {
      const {settings} = await settingsOf(command, surroundings.cwd)
      const inputs = findSources(inputNames)
      const outputs = planOutputs(inputs, out, settings.to, settings.record)
      refuseAsides(inputs, outputs, asidesOf(settings))
      refuseUnread(inputs.sources, settings)
      refuse(out, outputs, settings)
      const lock = takeLocks(locksOf(outputs, settings))
      try {
        exit(await clean(inputs.sources, outputs, settings, surroundings, lock))
      } finally {
        lock.release()
      }
    })
}

/** @returns The exit code. */
async function clean(
  sources: readonly Source[],
  outputs: Outputs,
  settings: Settings,
  surroundings: Surroundings,
  lock: Lock,
): Promise<number> {
  const {level, policy, sites, fields, to, jobs, shape, index, recordShape} = settings
  const {stderr, signal} = surroundings
  const now = () => performance.now()
  const start = now()
  const seconds = () => (now() - start) / 1000
  const voice = createVoice(stderr, settings, stderr.isTTY ? sizeOf(sources) : undefined, now)
  const profile = await profileOf(settings, sources, surroundings)
  const options = {level, policy, sites}
  // Dolma counts as Python does.
  const offsets = recordShape === 'dolma' ? 'code-point' : settings.offsets
  const ground = {rules: surroundings.digest(options, profile), offsets, to}
  const state = settings.state === undefined ? undefined : openState(settings.state, ground)
  const quarantine = settings.quarantine === undefined ? undefined : openQuarantine(settings.quarantine)
  const desk = {
    ...ground,
    fields,
    shape,
    recordShape,
    state: state !== undefined,
    languages: settings.report !== undefined,
    ...(index !== undefined && {index}),
  }
  const crew = await surroundings.crew(
    {options, desk, ...(profile && {profile}), ...(state && {done: state.index})},
    jobs,
  )
  try {
    const result = await run(outputs, crew, surroundings, {
      fields,
      to,
      guards: settings,
      prune: settings.prune,
      failed: voice.failed,
      progress: voice.progress,
      check: lock.check,
      ...(state && {state}),
      ...(quarantine && {quarantine}),
      ...(signal && {signal}),
    })
    const code = codeOf(result)
    if (settings.report !== undefined) writeWhole(settings.report, reportText(result.report))
    if (settings.metrics !== undefined) writeMetrics(settings.metrics, result, code, seconds())
    voice.ended(result, seconds())
    return code
  } catch (error) {
    if (settings.metrics !== undefined) writeMetrics(settings.metrics, undefined, exitCodes.internal, seconds())
    throw error
  } finally {
    voice.clear()
    await crew.close()
  }
}

const codeOf = ({tripped, report}: Result): number =>
  tripped.length > 0 ? exitCodes.guarded : report.all.failed > 0 ? exitCodes.someFailed : exitCodes.done

/** @throws UsageError for settings that don't go together. */
function refuse(
  out: string,
  {groups}: Outputs,
  {prune, state, shape, index, maxChanged, maxRemoved, maxFailed}: Settings,
): void {
  if (prune && state === undefined)
    throw new UsageError('Unexpected --prune without --state, expected one that knows what the last run read')
  if (shape !== 'jsonl' && groups.some(({form}) => form !== 'rows'))
    throw new UsageError(
      `Unexpected --shape ${shape} with --out "${out}", expected a .jsonl or .ndjson file, which takes the rows of all inputs`,
    )
  if (index !== undefined && shape !== 'es-bulk' && shape !== 'opensearch')
    throw new UsageError(`Unexpected --index with --shape ${shape}, expected es-bulk or opensearch`)
  const guards = {'--max-changed': maxChanged, '--max-removed': maxRemoved, '--max-failed': maxFailed}
  const asked = Object.entries(guards).find(([, most]) => most !== undefined)
  if (out === '-' && asked)
    throw new UsageError(`Unexpected ${asked[0]} with --out "-", expected a file: stdout can't be taken back`)
}

/** What is written besides outputs and record. */
function asidesOf({report, metrics, state, quarantine}: Settings): Aside[] {
  const aside = (flag: string, path: string | undefined, form: Aside['form']): Aside[] =>
    path === undefined ? [] : [{flag, path, form}]
  return [
    ...aside('--state', state, 'folder'),
    ...aside('--quarantine', quarantine, 'folder'),
    ...aside('--report', report, 'file'),
    ...aside('--metrics', metrics, 'file'),
  ]
}

/** One run at a time writes an output, and one goes by a state. */
function locksOf(
  {groups: [first], folder, record}: Outputs,
  {state}: Settings,
): (readonly [path: string, what: string])[] {
  const file = first?.target === '-' ? record : first?.target
  const locks: (readonly [string, string])[] = []
  if (folder !== undefined) locks.push([join(workFolder(folder), 'lock'), `the output "${folder}"`])
  else if (file !== undefined && file !== '-' && (statSync(file, {throwIfNoEntry: false})?.isFile() ?? true))
    locks.push([besideOf(file, 'lock'), `the output "${file}"`])
  if (state !== undefined) locks.push([join(state, 'lock'), `the state "${state}"`])
  return locks
}

/** The bytes of all sources, for the time that is left; `undefined` when they aren't what is read. */
function sizeOf(sources: readonly Source[]): number | undefined {
  if (sources.some(({path, packed}) => path === '-' || packed !== undefined)) return undefined
  return sources.reduce((sum, {path}) => sum + (statSync(path, {throwIfNoEntry: false})?.size ?? 0), 0)
}

/** @param result `undefined` when the run broke off. */
function writeMetrics(path: string, result: Result | undefined, code: number, seconds: number): void {
  const ended = Math.round(Date.now() / 1000)
  const isReplaced = code === exitCodes.done || code === exitCodes.someFailed
  const lastSuccess = isReplaced ? ended : existsSync(path) ? lastSuccessIn(readFileSync(path, 'utf8')) : undefined
  const facts = {code, ended, seconds, bytes: result?.bytes ?? 0, guardsTripped: result?.tripped.length ?? 0}
  writeWhole(path, metricsText(result?.report, {...facts, ...(lastSuccess !== undefined && {lastSuccess})}))
}
