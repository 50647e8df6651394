/** `--out` and `--record` → where every source and the record go, or why they can't. */
import {realpathSync} from 'node:fs'
import {basename, dirname, extname, join, resolve, sep} from 'node:path'
import type {Rendering} from '../model.ts'
import {UsageError} from './errors.ts'
import {extensionOf, lookAt, type Inputs, type Source} from './inputs.ts'

/** A source and where its clean form goes; `-` is stdout. */
export interface Task {
  readonly source: Source
  readonly target: string
}

/** Where everything goes. */
export interface Outputs {
  /** Sorted by target in code units, as `findSources` would find them there: the order of the record. */
  readonly tasks: readonly Task[]
  /** The record's file, `-` for stdout, or `undefined` when there is no place for one. */
  readonly record: string | undefined
}

/**
 * Gives every source its target: a folder mirrors the names, with the extension of what is written; a file takes the one
 * source that is written as its name says, `-` takes one JSONL source. Without `record` the record goes beside the output:
 * `<folder>/record.jsonl` or `<file>.record.jsonl`.
 *
 * @param to What pages are written as.
 * @throws UsageError when an output would overwrite an input or another output, lies inside an input folder, or can't be.
 */
export function planOutputs(inputs: Inputs, out: string, to: Rendering, record?: string): Outputs {
  const outputs = place(inputs.sources, out, to)
  const plan = {tasks: outputs.tasks, record: record ?? outputs.record}
  refuseCollisions(inputs, out, plan)
  return plan
}

/** The targets for `restore`, which reads the record and writes none. */
export function planRestored(inputs: Inputs, out: string, record: string): readonly Task[] {
  const {tasks} = place(inputs.sources, out, 'html')
  const sources: Source[] = [...inputs.sources, {kind: 'jsonl', path: record, name: record}]
  refuseCollisions({...inputs, sources}, out, {tasks, record: undefined})
  return tasks
}

/**
 * Sees to it that what is written about the inputs goes elsewhere.
 *
 * @throws UsageError when it would overwrite an input or lies inside an input folder.
 */
export function refuseInput(inputs: Inputs, out: string): void {
  refuseCollisions(inputs, out, {
    tasks: inputs.sources.slice(0, 1).map((source) => ({source, target: out})),
    record: undefined,
  })
}

function place(sources: readonly Source[], out: string, to: Rendering): Outputs {
  const [first] = sources
  const only = sources.length === 1 ? first : undefined
  if (out === '-') {
    if (only?.kind !== 'jsonl')
      throw new UsageError(`Unexpected --out "-" for ${count(sources)}, expected one JSONL input`)
    return {tasks: [{source: only, target: '-'}], record: undefined}
  }
  const found = lookAt(out)
  const kind = found?.isDirectory() ? undefined : fileKinds[extensionOf(out)]
  if (kind) {
    if (!only) throw new UsageError(`Unexpected --out "${out}" for ${count(sources)}, expected a folder or one input`)
    if (writtenAs(only, to) !== kind)
      throw new UsageError(`Unexpected --out "${out}" for ${count(sources)}, ${orElse(only, to)}`)
    return {tasks: [{source: only, target: out}], record: `${out.slice(0, -extname(out).length)}.record.jsonl`}
  }
  // `--out /dev/null`, a named pipe
  if (only && found && !found.isDirectory() && !found.isFile())
    return {tasks: [{source: only, target: out}], record: undefined}
  if (found && !found.isDirectory()) throw new UsageError(`Unexpected file at --out "${out}", expected a folder`)
  const named = sources.map((source) => ({source, name: targetName(source, to)}))
  return {
    tasks: named.toSorted(byName).map(({source, name}) => ({source, target: join(out, name)})),
    record: join(out, 'record.jsonl'),
  }
}

/** What a file to write holds, by its extension. */
const fileKinds: Readonly<Record<string, Rendering | 'jsonl'>> = {
  '.txt': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
}

const writtenAs = ({kind}: Source, to: Rendering): Rendering | 'jsonl' => (kind === 'html' ? to : kind)

/** A source's name under the output folder. */
const targetName = ({kind, name}: Source, to: Rendering): string => (kind === 'html' ? renderedName(name, to) : name)

const orElse = (only: Source, to: Rendering): string => {
  const as = writtenAs(only, to)
  const extensions = Object.keys(fileKinds).filter((extension) => fileKinds[extension] === as)
  const expected = `expected a folder or a file named ${extensions.join(' or ')}`
  return only.kind === 'html' ? `${expected}, as pages are written as ${to} (--to)` : expected
}

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** The name that a page is written under: `a/page.html` as text is `a/page.txt`. */
export function renderedName(name: string, to: Rendering): string {
  const extension = to === 'text' ? '.txt' : to === 'markdown' ? '.md' : undefined
  return extension === undefined ? name : name.slice(0, name.length - extname(name).length) + extension
}

function refuseCollisions(inputs: Inputs, out: string, {tasks, record}: Outputs): void {
  if (record === '-' && out === '-')
    throw new UsageError('Unexpected "-" as --out and --record, expected a file for one')
  for (const folder of inputs.folders) {
    const inside = [out, record].find((path) => path !== undefined && path !== '-' && isWithin(path, folder))
    if (inside !== undefined)
      throw new UsageError(`Unexpected output "${inside}" inside the input folder "${folder}", expected one elsewhere`)
  }
  const read = new Map(inputs.sources.map((source) => [real(source.path), source.path]))
  const written = new Map<string, string>()
  for (const {source, target} of tasks) {
    if (target === '-') continue
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

const isWithin = (path: string, folder: string) => `${real(path)}${sep}`.startsWith(`${real(folder)}${sep}`)

/** The absolute path with links resolved as far as it exists. */
function real(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const above = dirname(absolute)
    return above === absolute ? absolute : join(real(above), basename(absolute))
  }
}
