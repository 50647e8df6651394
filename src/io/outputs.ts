/** `--out` and `--record` → where every source and the record go, or why they can't. */
import {realpathSync} from 'node:fs'
import {basename, dirname, join, relative, resolve, sep} from 'node:path'
import {renderings, type Rendering} from '../model.ts'
import {UsageError} from './errors.ts'
import {isRows, lookAt, partsOf, type Inputs, type NameParts, type Packing, type Source} from './inputs.ts'

/** What is written to one target. */
export interface Group {
  /**
   * - `file`: an article, as text, Markdown or HTML
   * - `rows`: JSONL, a row an article, whatever the sources are
   * - `parquet`: the source with other texts in it
   */
  readonly form: 'file' | 'rows' | 'parquet'
  /** `-` is stdout. */
  readonly target: string
  /** What the target is packed with. */
  readonly packed?: Packing
  /** In the order that they are written in. `file` and `parquet` have one. */
  readonly sources: readonly [Source, ...Source[]]
  /** The rows of more than one source go into it, though a shard may hold those of one. */
  readonly joined?: true
}

/** Where everything goes. */
export interface Outputs {
  /** Sorted by target in code units, as `findSources` would find them there: the order of the record. */
  readonly groups: readonly Group[]
  /** The folder that mirrors the inputs, when it is no single file that is written. */
  readonly folder?: string
  /** The record's file, `-` for stdout, or `undefined` when there is no place for one. */
  readonly record: string | undefined
}

/**
 * Gives every source its target.
 *
 * A folder mirrors the names, with the extension of what is written and packed as the source is. A file of rows takes all
 * sources, one after the other in the order of their names; any other file the one source that is written as its name says.
 * `-` takes one article as it is written, or the rows of all. Without `record` the record goes beside the output:
 * `<folder>/record.jsonl` or `<file>.record.jsonl`.
 *
 * @param to What pages are written as.
 * @throws UsageError when an output would overwrite an input or another output, lies inside an input folder, or can't be.
 */
export function planOutputs(inputs: Inputs, out: string, to: Rendering, record?: string): Outputs {
  const outputs = place(inputs.sources, out, to)
  const plan = {...outputs, record: record ?? outputs.record}
  refuseCollisions(inputs, out, plan)
  return plan
}

/** The targets for `restore`, which reads the record and writes none. */
export function planRestored(inputs: Inputs, out: string, record: string): readonly Group[] {
  const {groups} = place(inputs.sources, out, 'html')
  for (const {form, target, sources} of groups) {
    const [source] = sources
    const isAlike = form === 'file' ? target !== '-' : source.kind === 'jsonl' || source.kind === 'parquet'
    if (sources.length > 1 || !isAlike)
      throw new UsageError(`Unexpected --out "${out}" for ${count(sources)}, expected what each can be restored to`)
  }
  refuseRestored(inputs, out, record, groups)
  return groups
}

/**
 * The targets for one article of `restore`: its file, or the rows that it may be in as rows.
 *
 * @param id As the record has it.
 */
export function planOne(inputs: Inputs, out: string, record: string, id: string): readonly Group[] {
  // A page may have been written under another name, which cannot be restored: whoever reads it says so.
  const names = partsOf(id).extension.startsWith('.htm') ? renderings.map((to) => renderedName(id, to)) : [id]
  const isFile = (source: Source): boolean =>
    !isRows(source) && (inputs.sources.length === 1 || names.includes(source.name))
  const file = inputs.sources.find(isFile)
  const rows = inputs.sources.filter(({kind}) => kind === 'jsonl' || kind === 'parquet')
  const {groups, folder} = place(file ? [file] : rows, out, 'html')
  const asRows = groups.map((group): Group => {
    if (group.form !== 'parquet') return group
    if (folder === undefined)
      throw new UsageError(`Unexpected --out "${out}" for one row, expected a folder, "-" or a .jsonl file`)
    return {...group, form: 'rows', target: `${partsOf(group.target).stem}.jsonl`}
  })
  refuseRestored(inputs, out, record, asRows)
  return asRows
}

function refuseRestored(inputs: Inputs, out: string, record: string, groups: readonly Group[]): void {
  const sources: Source[] = [...inputs.sources, {kind: 'jsonl', path: record, name: record}]
  refuseCollisions({...inputs, sources}, out, {groups, record: undefined})
}

/**
 * Sees to it that what is written about the inputs goes elsewhere.
 *
 * @throws UsageError when it would overwrite an input or lies inside an input folder.
 */
export function refuseInput(inputs: Inputs, out: string): void {
  refuseCollisions(inputs, out, {
    groups: inputs.sources.slice(0, 1).map((source) => ({form: 'file', sources: [source], target: out})),
    record: undefined,
  })
}

/** What a run writes besides outputs and record, on request. */
export interface Aside {
  readonly flag: string
  readonly path: string
  readonly form: 'file' | 'folder'
}

/**
 * Sees to it that what a run writes besides overwrites nothing, and is not read as an input by the next run.
 *
 * @throws UsageError when it would take the place of an input, an output or another of them, lies in an input folder, or is
 *   a folder that inputs or outputs lie in.
 */
export function refuseAsides(inputs: Inputs, {groups, folder, record}: Outputs, asides: readonly Aside[]): void {
  const taken = new Map(inputs.sources.map(({path}) => [real(path), `the input "${path}"`]))
  for (const path of [...groups.map(({target}) => target), ...(record === undefined ? [] : [record])])
    if (path !== '-') taken.set(real(path), `the output "${path}"`)
  if (folder !== undefined) taken.set(real(workFolder(folder)), `the output "${folder}"`)
  for (const {flag, path, form} of asides) {
    const refuse = (why: string) => new UsageError(`Unexpected ${flag} "${path}"${why}`)
    if (path === '-') throw refuse(`, expected a ${form}`)
    const found = lookAt(path)
    if (form === 'file' && found && !found.isFile() && !found.isDirectory()) continue // a device, a named pipe
    if (found && found.isDirectory() !== (form === 'folder'))
      throw refuse(`, which is a ${form === 'folder' ? 'file' : 'folder'}, expected a ${form}`)
    const above = inputs.folders.find((input) => isWithin(path, input))
    if (above !== undefined) throw refuse(` inside the input folder "${above}", expected one elsewhere`)
    const at = real(path)
    const other = taken.get(at)
    if (other !== undefined) throw refuse(`, which is ${other}, expected one elsewhere`)
    const inside = form === 'folder' ? [...taken].find(([one]) => one.startsWith(at + sep)) : undefined
    if (inside) throw refuse(`, which ${inside[1]} lies in, expected one elsewhere`)
    taken.set(at, flag)
  }
}

/** What a run keeps in an output folder while it goes on. The name is hidden: it is no input of other runs. */
export const workFolder = (folder: string): string => join(folder, '.untail')

/** Where an output waits for the end of the run. */
export const stagedIn = (folder: string, target: string): string => join(stageOf(folder), relative(folder, target))

/** Where what is new in a folder waits. */
export const stageOf = (folder: string): string => join(workFolder(folder), 'new')

function place(sources: readonly Source[], out: string, to: Rendering): Outputs {
  const [first, ...others] = sources
  if (!first) return {groups: [], record: undefined}
  const only = others.length === 0 ? first : undefined
  const found = out === '-' ? undefined : lookAt(out)
  // Stdout, `--out /dev/null`, a named pipe
  if (out === '-' || (found && !found.isDirectory() && !found.isFile())) {
    const form = only && !isRows(only) ? 'file' : 'rows'
    return {groups: [{form, target: out, ...joinedIf(others), sources: [first, ...others]}], record: undefined}
  }
  const parts = partsOf(out)
  const kind = found?.isDirectory() ? undefined : fileKinds[parts.extension]
  if (kind) {
    const form = kind === 'rows' ? 'rows' : kind === 'parquet' ? 'parquet' : 'file'
    if (form !== 'rows' && !only)
      throw new UsageError(
        `Unexpected --out "${out}" for ${count(sources)}, expected a folder, a .jsonl file or one input`,
      )
    if (form !== 'rows' && writtenAs(first, to) !== kind)
      throw new UsageError(`Unexpected --out "${out}" for ${count(sources)}, ${orElse(first, to)}`)
    if (form === 'parquet' && parts.packed)
      throw new UsageError(`Unexpected --out "${out}", expected a file named .parquet, which packs its own pages`)
    return {
      groups: [{form, target: out, ...packedAs(parts), ...joinedIf(others), sources: [first, ...others]}],
      record: `${parts.stem}.record.jsonl`,
    }
  }
  if (found && !found.isDirectory()) throw new UsageError(`Unexpected file at --out "${out}", expected a folder`)
  const named = sources.map((source) => ({source, name: targetName(source, to)}))
  return {
    folder: out,
    groups: named.toSorted(byName).map(({source, name}) => ({
      form: source.kind === 'parquet' ? 'parquet' : isRows(source) ? 'rows' : 'file',
      target: join(out, name),
      ...packedAs(source),
      sources: [source],
    })),
    record: join(out, 'record.jsonl'),
  }
}

const joinedIf = (others: readonly Source[]): {readonly joined?: true} => (others.length > 0 ? {joined: true} : {})

const packedAs = ({packed}: Source | NameParts): {readonly packed?: Packing} => (packed ? {packed} : {})

/** What a file to write holds, by its extension. */
const fileKinds: Readonly<Record<string, Rendering | 'rows' | 'parquet'>> = {
  '.txt': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.jsonl': 'rows',
  '.ndjson': 'rows',
  '.parquet': 'parquet',
}

const writtenAs = (source: Source, to: Rendering): Rendering | 'rows' | 'parquet' => {
  if (source.kind === 'parquet') return 'parquet'
  if (isRows(source)) return 'rows'
  return source.kind === 'html' ? to : 'text'
}

/** A source's name under the output folder. What Common Crawl calls `x.warc.wet.gz` is written to `x.jsonl.gz`. */
function targetName(source: Source, to: Rendering): string {
  if (source.kind === 'html') return renderedName(source.name, to)
  if (source.kind !== 'wet' && source.kind !== 'warc') return source.name
  const {stem, extension} = partsOf(source.name)
  const packing = source.name.slice(stem.length + extension.length)
  return `${stem.replace(/\.warc$/i, '')}.jsonl${packing}`
}

const orElse = (only: Source, to: Rendering): string => {
  const as = writtenAs(only, to)
  const extensions = Object.keys(fileKinds).filter(
    (extension) => fileKinds[extension] === as || fileKinds[extension] === 'rows',
  )
  const expected = `expected a folder or a file named ${extensions.join(' or ')}`
  return only.kind === 'html' ? `${expected}, as pages are written as ${to} (--to)` : expected
}

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** The name that a page is written under: `a/page.html.gz` as text is `a/page.txt.gz`. */
export function renderedName(name: string, to: Rendering): string {
  const rendered = to === 'text' ? '.txt' : to === 'markdown' ? '.md' : undefined
  const {stem, extension} = partsOf(name)
  return rendered === undefined ? name : stem + rendered + name.slice(stem.length + extension.length)
}

function refuseCollisions(inputs: Inputs, out: string, {groups, record}: Outputs): void {
  if (record === '-' && out === '-')
    throw new UsageError('Unexpected "-" as --out and --record, expected a file for one')
  for (const folder of inputs.folders) {
    const inside = [out, record].find((path) => path !== undefined && path !== '-' && isWithin(path, folder))
    if (inside !== undefined)
      throw new UsageError(`Unexpected output "${inside}" inside the input folder "${folder}", expected one elsewhere`)
  }
  const read = new Map(inputs.sources.map((source) => [real(source.path), source.path]))
  const written = new Map<string, string>()
  for (const {sources, target} of groups) {
    if (target === '-') continue
    const [source] = sources
    const path = real(target)
    const overwritten = read.get(path)
    if (overwritten !== undefined) throw new UsageError(`Unexpected output "${target}": it would overwrite the input`)
    const other = written.get(path)
    if (other !== undefined)
      throw new UsageError(`Unexpected inputs "${other}" and "${source.path}": both would be written to "${target}"`)
    written.set(path, source.path)
  }
  if (record === undefined || record === '-') return
  const path = real(record)
  if (read.has(path)) throw new UsageError(`Unexpected record "${record}": it would overwrite the input`)
  const taken = written.get(path)
  if (taken !== undefined)
    throw new UsageError(`Unexpected record "${record}": "${taken}" would be written there, give another --record`)
}

const count = (sources: readonly Source[]) =>
  sources.length === 1 ? `the input "${sources[0]?.path}"` : `${sources.length} inputs`

/** Whether a path lies in a folder, or is it, with links resolved. */
export const isWithin = (path: string, folder: string): boolean =>
  `${real(path)}${sep}`.startsWith(`${real(folder)}${sep}`)

/** The absolute path with links resolved as far as it exists. */
function real(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync.native(absolute)
  } catch {
    const above = dirname(absolute)
    return above === absolute ? absolute : join(real(above), basename(absolute))
  }
}
