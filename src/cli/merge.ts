/** `untail merge` */
import {existsSync, readdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {Command} from 'commander'
import {UsageError} from '../io/errors.ts'
import {lookAt, partsOf} from '../io/inputs.ts'
import {openOutput} from '../io/open.ts'
import {isWithin, type Outputs} from '../io/outputs.ts'
import {writeWhole} from '../io/sink.ts'
import {addReport, noReport, reportText} from '../report.ts'
import {tripped} from '../run/guards.ts'
import {takeLocks} from '../run/lock.ts'
import {MANIFEST, pathOf, readManifest, writeManifest, type Manifest, type Written} from '../run/manifest.ts'
import {merge} from '../run/merge.ts'
import {allShards} from '../run/shard.ts'
import {readCounted, readHead} from '../run/tally-file.ts'
import {MAX_LINES} from '../tally.ts'
import {codeOf, locksOf, writeMetrics, type Ended} from './ends.ts'
import {writeProfile} from './learn.ts'
import {positive, readShare} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'
import {summary} from './voice.ts'

interface MergeOptions {
  readonly out: string
  readonly profile?: boolean
  readonly record?: string
  readonly report?: string
  readonly metrics?: string
  readonly manifest?: string
  readonly maxChanged?: number
  readonly maxRemoved?: number
  readonly maxFailed?: number
  readonly maxLines: number
  readonly quiet?: boolean
}

const examples = `
Examples:
  untail clean in --shard 1/2 --out parts/1        and on another machine:
  untail clean in --shard 2/2 --out parts/2
  untail merge parts --out clean                   what "untail clean in --out clean" would have written

  untail merge parts --out all.jsonl               of shards with --out parts/1.jsonl and so on
  untail merge --profile counts/*.tally --out profile.json

A shard counts when its manifest is there: it is written last. Shards stay as they are.`

/** The command; its exit code goes to `exit`. */
export function mergeCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  return new Command('merge')
    .summary('bring together what shards have written')
    .description(
      'Makes of the outputs, records and reports of all shards what one run over all inputs would have written.',
    )
    .argument(
      '<shards...>',
      'manifests of shards, folders of them, or with --profile what "untail learn --shard" wrote',
    )
    .requiredOption('-o, --out <dir|file|->', 'where it goes; - is stdout')
    .option('--profile', 'make a profile of what shards have counted')
    .option('-r, --record <file>', 'where the record goes (default: <dir>/record.jsonl or <file>.record.jsonl)')
    .option('--max-changed <share>', 'the largest share of articles that may change: 0.2 or 20%', readShare)
    .option('--max-removed <share>', 'the largest share of characters that may go', readShare)
    .option('--max-failed <share>', 'the largest share of articles that may fail', readShare)
    .option('--report <file>', 'where the report of all goes')
    .option('--metrics <file>', 'where the metrics of all go')
    .option('--manifest <file>', 'where the manifest of all goes, as of one shard')
    .option('--max-lines <n>', 'how many lines, and how many titles, a profile keeps', positive, MAX_LINES)
    .option('-q, --quiet', 'no summary')
    .addHelpText('after', examples)
    .action(async (names: string[], options: MergeOptions) => {
      exit(await (options.profile ? mergeProfile : mergeOutputs)(names, options, surroundings))
    })
}

async function mergeProfile(names: readonly string[], options: MergeOptions, surroundings: Surroundings) {
  const heads = allShards(names.map(readHead), ['inputs', 'rules'])
  if (heads.some(({path}) => path === options.out))
    throw new UsageError(`Unexpected --out "${options.out}", expected none of what is merged`)
  const tally = surroundings.tally()
  for (const {path} of heads) tally.take(readCounted(path))
  const articles = heads.reduce((sum, head) => sum + head.articles, 0)
  const out = await openOutput(options.out, surroundings.stdout)
  try {
    await writeProfile(out, tally, articles, options, surroundings.stderr)
  } catch (error) {
    out.discard()
    throw error
  }
  return exitCodes.done
}

async function mergeOutputs(names: readonly string[], options: MergeOptions, surroundings: Surroundings) {
  const start = performance.now()
  const {out, quiet, maxChanged, maxRemoved, maxFailed} = options
  const {stdout, stderr} = surroundings
  const manifests = allShards(names.flatMap(manifestsIn).map(readManifest), ['inputs', 'rules', 'settings', 'form'])
  const outputs = outputsOf(manifests, out, options.record)
  if (out === '-' && options.manifest !== undefined)
    throw new UsageError('Unexpected --manifest with --out "-", expected a file that it can be of')
  const lock = takeLocks(locksOf(outputs))
  try {
    const report = noReport()
    for (const manifest of manifests) addReport(report, manifest.report)
    const bytes = manifests.reduce((sum, manifest) => sum + manifest.bytes, 0)
    const ended = {report, bytes, tripped: tripped(report.all, {maxChanged, maxRemoved, maxFailed})}
    if (ended.tripped.length === 0) {
      await merge(manifests, {out, record: outputs.record}, stdout)
      if (options.manifest !== undefined) await writeManifest(options.manifest, writtenOf(manifests, outputs, ended))
    }
    const code = codeOf(ended)
    if (options.report !== undefined) writeWhole(options.report, reportText(report))
    if (options.metrics !== undefined) writeMetrics(options.metrics, ended, code, (performance.now() - start) / 1000)
    for (const reason of ended.tripped) stderr.write(`untail: guard: ${reason}; nothing was replaced\n`)
    if (!quiet) stderr.write(`${summary(report.all)}\n`)
    return code
  } finally {
    lock.release()
  }
}

/** What was merged, as if it were one shard. */
function writtenOf(
  manifests: readonly [Manifest, ...Manifest[]],
  {target, folder, record}: Place,
  {report, bytes}: Pick<Ended, 'report' | 'bytes'>,
): Written {
  const [{inputs, rules, settings, form}] = manifests
  const kept = new Map(manifests.flatMap(({outputs}) => outputs.map((file) => [file.name, file] as const)))
  const outputs =
    folder === undefined
      ? [{path: target, isRows: true}]
      : [...kept.values()].map(({name, sha256}) => ({path: join(folder, name), isRows: sha256 !== undefined}))
  return {shard: {number: 1, of: 1}, inputs, rules, settings, form, outputs, record, bytes, report}
}

/** The manifests that a name stands for: one, or those in a folder and in the folders in it. */
function manifestsIn(name: string): string[] {
  if (!lookAt(name)?.isDirectory()) return [name]
  const own = join(name, MANIFEST)
  if (existsSync(own)) return [own]
  const found = readdirSync(name)
    .toSorted()
    .flatMap((entry) => {
      const path = join(name, entry)
      if (entry.endsWith(`.${MANIFEST}`)) return [path]
      return existsSync(join(path, MANIFEST)) ? [join(path, MANIFEST)] : []
    })
  if (found.length === 0) throw new UsageError(`No manifest in "${name}", expected those of shards that are done`)
  return found
}

/** Where what is merged goes. */
interface Place extends Pick<Outputs, 'folder'> {
  readonly target: string
  readonly record: string
}

/** @throws UsageError when what shards have written can't go there. */
function outputsOf(manifests: readonly [Manifest, ...Manifest[]], out: string, named: string | undefined): Place {
  const [{form}] = manifests
  const {stem, extension} = partsOf(out)
  const found = out === '-' ? undefined : lookAt(out)
  const isRows = out === '-' || (!found?.isDirectory() && (extension === '.jsonl' || extension === '.ndjson'))
  if ((form === 'rows') !== isRows)
    throw new UsageError(
      `Unexpected --out "${out}" for shards with ${form === 'rows' ? 'rows in a file' : 'folders'}, expected ${form === 'rows' ? 'a .jsonl or .ndjson file' : 'a folder'}`,
    )
  if (out === '-' && named === undefined) throw new UsageError('Unexpected --out "-" without --record, expected one')
  const record = named ?? (form === 'rows' ? `${stem}.record.jsonl` : join(out, 'record.jsonl'))
  for (const manifest of manifests) {
    const folder = form === 'folder' ? dirname(manifest.path) : undefined
    const kept = [...manifest.outputs, manifest.record].map((file) => pathOf(manifest, file))
    const isTaken =
      folder === undefined ? kept.some((path) => isSame(path, out)) : isWithin(out, folder) || isWithin(folder, out)
    if (isTaken || kept.some((path) => isSame(path, record)))
      throw new UsageError(
        `Unexpected --out "${out}", expected a place other than that of shard ${manifest.shard.number}`,
      )
  }
  return {target: out, record, ...(form === 'folder' && {folder: out})}
}

const isSame = (path: string, other: string): boolean => isWithin(path, other) && isWithin(other, path)
