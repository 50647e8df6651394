/** Inputs as they stand on the command line → the list of files to read. */
import {readdirSync, realpathSync, statSync, type Stats} from 'node:fs'
import {basename, extname, join, relative, sep} from 'node:path'
import {globSync, isDynamicPattern} from 'tinyglobby'
import {UsageError, systemCode} from './errors.ts'

/** What a file is packed with as a whole. */
export type Packing = 'gzip' | 'zstd'

/** A file to read. */
export interface Source {
  /** `text` and `html` are files of one article each, all others hold rows. */
  readonly kind: 'text' | 'html' | 'jsonl' | 'wet' | 'warc' | 'parquet'
  readonly packed?: Packing
  /** `-` is stdin. */
  readonly path: string
  /** The path under its input folder with forward slashes, or the file's own name: its name under the output folder. */
  readonly name: string
  /** In a shard: the lines of a plain file of rows that are its own. */
  readonly part?: Part
}

/** A half-open stretch of a file, in bytes. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** What the inputs stand for. */
export interface Inputs {
  /** Sorted by name in code units, so that the order of the arguments has no meaning. */
  readonly sources: readonly Source[]
  /** The folders that were searched: nothing may be written into them. */
  readonly folders: readonly string[]
}

/** What files hold, by their extensions. */
export type Kinds = Readonly<Record<string, Source['kind']>>

export const kinds: Kinds = {
  '.txt': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.wet': 'wet',
  '.warc': 'warc',
  '.parquet': 'parquet',
}

/** Whether a file holds many articles, one a row. */
export const isRows = ({kind}: Source): boolean => kind !== 'text' && kind !== 'html'

/** A name in parts: `a/b.TXT.gz` is `a/b`, `.txt` and gzip. */
export interface NameParts {
  readonly stem: string
  /** What the file holds, in lower case; empty when the name says nothing. */
  readonly extension: string
  readonly packed?: Packing
}

const packings: Readonly<Record<string, Packing>> = {'.gz': 'gzip', '.zst': 'zstd'}

/** What a name says of a file. */
export function partsOf(path: string): NameParts {
  const last = extname(path).toLowerCase()
  const packed = packings[last]
  const whole = packed ? path.slice(0, -last.length) : path
  const extension = packed ? extname(whole).toLowerCase() : last
  return {stem: whole.slice(0, whole.length - extension.length), extension, ...(packed && {packed})}
}

/** What a file is, by its name, or `undefined` when it isn't read. Parquet packs its own pages. */
function typeOf(path: string, read: Kinds): Pick<Source, 'kind' | 'packed'> | undefined {
  const {extension, packed} = partsOf(path)
  const kind = read[extension]
  if (kind === undefined || (kind === 'parquet' && packed)) return undefined
  return {kind, ...(packed && {packed})}
}

/**
 * What stands at a path, or `undefined` when nothing does.
 *
 * @throws UsageError when that can't be told, as on a path through a file.
 */
export function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, {throwIfNoEntry: false})
  } catch (error) {
    throw new UsageError(`Cannot look at "${path}": ${systemCode(error) ?? String(error)}`, {cause: error})
  }
}

/** How a source is called in words for people. */
export function placeOf(source: Source): string {
  return source.path === '-' ? 'stdin' : source.path
}

/**
 * Finds the files that the inputs stand for: files, folders (searched through, hidden names left out), globs, and `-` for
 * JSONL on stdin.
 *
 * @param inputs As given on the command line.
 * @param except A file that is no input even where it lies in an input folder.
 * @param read What is read of folders.
 * @throws UsageError for a missing file, an extension that isn't read, a glob or folder without any, `-` among others.
 */
export function findSources(inputs: readonly string[], except?: string, read: Kinds = kinds): Inputs {
  if (inputs.includes('-')) {
    if (inputs.length > 1) throw new UsageError('Unexpected inputs beside "-", expected stdin alone')
    return {sources: [{kind: 'jsonl', path: '-', name: 'stdin.jsonl'}], folders: []}
  }
  const folders: string[] = []
  const left = except === undefined ? undefined : realpath(except)
  const sources = inputs
    .flatMap((input) => find(input, folders, read))
    .filter((source) => left === undefined || realpath(source.path) !== left)
  if (sources.length === 0) throw new UsageError(nothingIn(inputs.join('", "'), read))
  // The same file by two inputs is one file; two files of one name are for the outputs to refuse.
  const once = new Map(sources.map((source) => [`${source.name}\0${realpath(source.path)}`, source]))
  return {sources: [...once.values()].toSorted(byName), folders}
}

function find(input: string, folders: string[], read: Kinds): Source[] {
  const found = lookAt(input)
  if (found?.isDirectory()) {
    folders.push(input)
    const sources = listFolder(input, [realpath(input)]).flatMap((path) => {
      const type = typeOf(path, read)
      return type ? [{...type, path, name: relative(input, path).split(sep).join('/')}] : []
    })
    if (sources.length === 0) throw new UsageError(nothingIn(input, read))
    return sources
  }
  if (found) return [named(input, basename(input), read)]
  if (!isDynamicPattern(input)) throw new UsageError(`No such file or folder: "${input}"`)
  const base = globBase(input)
  if (input.includes('**')) folders.push(base)
  const matches = globSync(input, {expandDirectories: false})
  if (matches.length === 0) throw new UsageError(`No file matches "${input}"`)
  return matches.map((path) => named(path, relative(base, path).split(sep).join('/'), read))
}

function named(path: string, name: string, read: Kinds): Source {
  const type = typeOf(path, read)
  if (type) return {...type, path, name}
  throw new UsageError(`Unexpected file "${path}", expected one of ${namesOf(read)}`)
}

/** The files of a folder and the folders in it. A link to a folder above is not followed round and round. */
function listFolder(folder: string, above: readonly string[]): string[] {
  return entries(folder).flatMap((entry) => {
    if (entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    if (!(entry.isSymbolicLink() ? leadsToFolder(path) : entry.isDirectory())) return [path]
    const real = realpath(path)
    return above.includes(real) ? [] : listFolder(path, [...above, real])
  })
}

/** A link that leads nowhere counts as a file: it fails when it is read, as one article. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory()
  } catch {
    return false
  }
}

function entries(folder: string) {
  try {
    return readdirSync(folder, {withFileTypes: true})
  } catch (error) {
    throw new UsageError(`Cannot read the folder "${folder}": ${systemCode(error) ?? String(error)}`, {cause: error})
  }
}

/** The part of a glob in front of its first segment that isn't a plain name. */
function globBase(pattern: string): string {
  const segments = pattern.split('/')
  const first = segments.findIndex((segment) => isDynamicPattern(segment))
  const base = segments.slice(0, first).join('/')
  return base === '' && pattern.startsWith('/') ? '/' : base || '.'
}

function realpath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path // a link that leads nowhere
  }
}

const byName = (a: Source, b: Source) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

const nothingIn = (where: string, read: Kinds) => `Nothing to read in "${where}", expected files named ${namesOf(read)}`

const namesOf = (read: Kinds) => `${Object.keys(read).join(' ')}, packed as .gz or .zst or not`
