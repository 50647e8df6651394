/** What a shard has done, in a file that is written last: where it stands, outputs and record are whole. */
import {readFileSync} from 'node:fs'
import {dirname, join, relative, sep} from 'node:path'
import {digestOf} from '../io/digest.ts'
import {UsageError, systemCode} from '../io/errors.ts'
import {partsOf} from '../io/inputs.ts'
import type {Outputs} from '../io/outputs.ts'
import {isObject} from '../io/paths.ts'
import {writeWhole} from '../io/sink.ts'
import {readReport, reportValue, type Report} from '../report.ts'
import type {Left} from './shard.ts'

/** What all shards of a corpus have in common. */
export interface Common {
  /** sha256 of the names and sizes of all that was shared out. */
  readonly inputs: string
  /** The digest of the rules that articles were cleaned by. */
  readonly rules: string
  /** What else the bytes of outputs and record depend on. */
  readonly settings: Readonly<Record<string, unknown>>
}

export interface Manifest extends Common, Left {
  /** A folder of outputs, or rows in one file. */
  readonly form: 'folder' | 'rows'
  /** In the order of the record. */
  readonly outputs: readonly Kept[]
  readonly record: Kept
  readonly report: Report
  /** How many bytes of sources were read. */
  readonly bytes: number
}

/** A file that a shard has written. */
export interface Kept {
  /** From the manifest's folder, with forward slashes. */
  readonly name: string
  /** sha256 of its bytes. Texts and pages have none: their digests are in the record. */
  readonly sha256?: string
}

const VERSION = 1
export const MANIFEST = 'manifest.json'

/** Where the manifest of a shard stands: `<folder>/manifest.json` or `<file>.manifest.json`. */
export const manifestOf = (out: string, {folder}: Outputs): string =>
  folder === undefined ? `${partsOf(out).stem}.${MANIFEST}` : join(folder, MANIFEST)

/** Where a file stands that a manifest names. */
export const pathOf = ({path}: Manifest, {name}: Kept): string => join(dirname(path), name)

/** What is written, for its manifest. */
export interface Written extends Common, Pick<Manifest, 'shard' | 'form' | 'bytes' | 'report'> {
  /** In the order of the record. What failed has none. */
  readonly outputs: readonly {readonly path: string; readonly isRows: boolean}[]
  readonly record: string
}

/** Writes a manifest, when all else is written. */
export async function writeManifest(path: string, {outputs, record, report, ...others}: Written): Promise<void> {
  const kept = async (file: string, hasDigest: boolean): Promise<Kept> => ({
    name: relative(dirname(path), file).split(sep).join('/'),
    ...(hasDigest && {sha256: await digestOf(file)}),
  })
  const files: Kept[] = []
  for (const output of outputs) files.push(await kept(output.path, output.isRows))
  const value = {
    untail: 'shard',
    version: VERSION,
    ...others,
    outputs: files,
    record: await kept(record, true),
    report: reportValue(report),
  }
  writeWhole(path, `${JSON.stringify(value, undefined, 1)}\n`)
}

/**
 * Reads a manifest.
 *
 * @throws UsageError when the file can't be read or is none.
 */
export function readManifest(path: string): Manifest {
  const value = parsed(path)
  if (!isManifest(value)) throw new UsageError(`${path}: Unexpected content, expected the manifest of a shard`)
  return {...value, path, report: readReport(value.report)}
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) return undefined
    throw new UsageError(`Cannot read the manifest "${path}": ${code}`, {cause: error})
  }
}

const isManifest = (value: unknown): value is Omit<Manifest, 'report'> & {report: ReturnType<typeof reportValue>} =>
  isObject(value) &&
  value['untail'] === 'shard' &&
  value['version'] === VERSION &&
  isObject(value['shard']) &&
  isObject(value['report']) &&
  isObject(value['record']) &&
  Array.isArray(value['outputs'])
