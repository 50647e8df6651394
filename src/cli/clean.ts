/** `untail clean` */
import {existsSync, rmSync, statSync} from 'node:fs'
import {Command} from 'commander'
import {UsageError} from '../io/errors.ts'
import {findSources, type Source} from '../io/inputs.ts'
import {planOutputs, refuseAsides, type Aside, type Outputs} from '../io/outputs.ts'
import {writeWhole} from '../io/sink.ts'
import {categories} from '../model.ts'
import {reportText} from '../report.ts'
import {takeLocks, type Lock} from '../run/lock.ts'
import {manifestOf, writeManifest} from '../run/manifest.ts'
import {openQuarantine} from '../run/quarantine.ts'
import {run} from '../run/run.ts'
import {shareOfOutputs, type Shard} from '../run/shard.ts'
import {openState} from '../run/state.ts'
import {codeOf, locksOf, writeMetrics} from './ends.ts'
import {profileOf, refuseUnread} from './learn.ts'
import {readShard} from './options.ts'
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
  const command = declareClean()
  return command
    .addHelpText('after', examples)
    .action(async (inputNames: string[], {out, shard}: {readonly out: string; readonly shard?: Shard}) => {
      const {settings} = await settingsOf(command, surroundings.cwd)
      const {whole, share} = placesOf(inputNames, out, settings, shard)
      const outputs = share?.outputs ?? whole
      const lock = takeLocks(locksOf({...whole, target: whole.groups[0]?.target}, settings.state))
      try {
        exit(await clean(outputs, settings, surroundings, lock, share))
      } finally {
        lock.release()
      }
    })
}

/** The command without what it does. */
export const declareClean = (): Command =>
  withSettings(
    new Command('clean')
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
      .option('--shard <i/n>', 'clean one share of the inputs, for "untail merge"', readShard),
  )

/**
 * What is read, and where everything goes.
 *
 * @throws UsageError for what can't be read or written, and for settings that don't go together.
 */
export function placesOf(
  inputNames: readonly string[],
  out: string,
  settings: Settings,
  shard?: Shard,
): {readonly whole: Outputs; readonly share?: OwnShare} {
  const inputs = findSources(inputNames)
  const whole = planOutputs(inputs, out, settings.to, settings.record)
  refuseAsides(inputs, whole, asidesOf(settings))
  refuseUnread(inputs.sources, settings)
  refuse(out, whole, settings)
  return {whole, ...(shard && {share: shareOut(whole, out, shard, settings)})}
}

/** @returns The exit code. */
async function clean(
  outputs: Outputs,
  settings: Settings,
  surroundings: Surroundings,
  lock: Lock,
  share?: OwnShare,
): Promise<number> {
  const sources = outputs.groups.flatMap((group) => group.sources)
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
    languages: settings.report !== undefined || share !== undefined,
    ...(index !== undefined && {index}),
  }
  const crew = await surroundings.crew(
    {options, desk, ...(profile && {profile}), ...(state && {done: state.index})},
    jobs,
  )
  try {
    if (share) rmSync(share.manifest, {force: true})
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
    const code = codeOf(result, shape === 'pipe' ? result.broken : undefined)
    if (share && result.tripped.length === 0) {
      const {rules, ...others} = ground
      const common = {inputs: share.inputs, rules, settings: {...others, fields, shape, index, recordShape}}
      const {shard, outputs: own} = share
      await writeManifest(share.manifest, {
        shard,
        ...common,
        form: own.folder === undefined ? 'rows' : 'folder',
        outputs: own.groups.flatMap(({target, form}) =>
          existsSync(target) ? [{path: target, isRows: form === 'rows'}] : [],
        ),
        record: own.record,
        bytes: result.bytes,
        report: result.report,
      })
    }
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

/** What a shard is to do, and to leave. */
export interface OwnShare {
  readonly shard: Shard
  readonly inputs: string
  readonly outputs: Outputs & {readonly record: string}
  readonly manifest: string
}

/** @throws UsageError for what can't be merged. */
function shareOut(whole: Outputs, out: string, shard: Shard, {learn: isLearned, prune}: Settings): OwnShare {
  const refused = isLearned ? '--learn' : prune ? '--prune' : undefined
  if (refused !== undefined)
    throw new UsageError(
      `Unexpected ${refused} with --shard, expected ${isLearned ? '--profile: "untail learn --shard" counts for one' : 'none: a shard does not know what others wrote'}`,
    )
  const {record, folder, groups} = whole
  if (record === undefined || record === '-' || (folder === undefined && groups[0]?.form !== 'rows'))
    throw new UsageError(
      `Unexpected --shard with --out "${out}"${record === '-' ? ' and --record "-"' : ''}, expected a folder or a file of rows, and a record`,
    )
  const {own, inputs} = shareOfOutputs(whole, shard)
  return {shard, inputs, outputs: {...own, record}, manifest: manifestOf(out, whole)}
}

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

/** The bytes of all sources, for the time that is left; `undefined` when they aren't what is read. */
function sizeOf(sources: readonly Source[]): number | undefined {
  if (sources.some(({path, packed}) => path === '-' || packed !== undefined)) return undefined
  return sources.reduce(
    (sum, {path, part}) => sum + (part ? part.end - part.start : (statSync(path, {throwIfNoEntry: false})?.size ?? 0)),
    0,
  )
}
