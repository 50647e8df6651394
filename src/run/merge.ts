/** What the shards of a corpus have written → what one run over all of it writes. */
import {createHash} from 'node:crypto'
import {copyFileSync, linkSync, mkdirSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {Writable} from 'node:stream'
import {InputError, UsageError, systemCode} from '../io/errors.ts'
import {partsOf} from '../io/inputs.ts'
import {readChunks} from '../io/jsonl.ts'
import {finish, openOutput, type Output} from '../io/open.ts'
import {stageOf} from '../io/outputs.ts'
import {unpack} from '../io/packing/unpack.ts'
import {appear, appearInFolder, type Sink, type Waiting} from '../io/sink.ts'
import {pathOf, type Kept, type Manifest} from './manifest.ts'

/** Where it goes. */
export interface Merged {
  /** A folder, a file of rows, or `-` for stdout. */
  readonly out: string
  readonly record: string
}

/**
 * Merges shards: rows and records one after the other, files of a folder as they are, but for those that hold a part of a source
 * each. The shards stay as they are: files are linked where that can be, else copied. Everything appears when all is whole, the record last.
 *
 * @param manifests Of all shards, in their order.
 * @throws UsageError when a file of a shard is missing or is not the one that it wrote; an `Error` with a system code when something
 *   can't be written.
 */
export async function merge(manifests: readonly Manifest[], {out, record}: Merged, stdout: Writable): Promise<void> {
  const isFolder = manifests[0]?.form === 'folder'
  const stage = isFolder ? stageOf(out) : undefined
  if (stage !== undefined) rmSync(stage, {recursive: true, force: true})
  const opened: Output[] = []
  const open = async (path: string): Promise<Output> => {
    const output = await openOutput(path, stdout, partsOf(path).packed)
    opened.push(output)
    return output
  }
  try {
    const staged: Waiting[] = []
    if (stage === undefined) {
      const rows = await open(out)
      for (const manifest of manifests) for (const kept of manifest.outputs) await copy(manifest, kept, rows)
    } else
      for (const [name, parts] of byName(manifests)) {
        const file = {temporary: join(stage, name), target: join(out, name)}
        await stageFile(parts, file.temporary, stdout)
        staged.push(file)
      }
    const lines = await open(record)
    for (const manifest of manifests) await copy(manifest, manifest.record, lines)
    for (const output of opened) await output.close()
    for (const file of staged) appearInFolder(file)
    for (const {file} of opened) if (file) appear(file)
  } catch (error) {
    for (const output of opened) output.discard()
    throw error
  } finally {
    if (stage !== undefined) rmSync(stage, {recursive: true, force: true})
  }
}

type Part = readonly [Manifest, Kept]

/** Outputs of one name hold parts of one source. */
function byName(manifests: readonly Manifest[]): Map<string, Part[]> {
  const names = new Map<string, Part[]>()
  for (const manifest of manifests)
    for (const kept of manifest.outputs) {
      const parts = names.get(kept.name)
      if (parts) parts.push([manifest, kept])
      else names.set(kept.name, [[manifest, kept]])
    }
  return names
}

async function stageFile(parts: readonly Part[], staged: string, stdout: Writable): Promise<void> {
  const [first, ...others] = parts
  mkdirSync(dirname(staged), {recursive: true})
  if (first && others.length === 0) return place(pathOf(...first), staged)
  const whole = await openOutput(staged, stdout)
  try {
    for (const [manifest, kept] of parts) await copy(manifest, kept, whole)
    await finish(whole)
  } catch (error) {
    whole.discard()
    throw error
  }
}

/** A link costs nothing, but stays on one disk. */
function place(path: string, staged: string): void {
  try {
    linkSync(path, staged)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw lost(path, error)
    copyFileSync(path, staged)
  }
}

/** Copies what a file of a shard holds, as it was before it was packed. */
async function copy(manifest: Manifest, kept: Kept, output: Sink): Promise<void> {
  const path = pathOf(manifest, kept)
  const digest = createHash('sha256')
  async function* bytes(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of readChunks(path)) {
        digest.update(chunk)
        yield chunk
      }
    } catch (error) {
      throw lost(path, error)
    }
  }
  const {packed} = partsOf(path)
  const other = `${path}: Unexpected content, expected what shard ${manifest.shard.number} wrote: run it again`
  try {
    for await (const chunk of packed ? unpack(bytes(), packed) : bytes()) {
      output.bytes(chunk)
      await output.drained()
    }
  } catch (error) {
    throw error instanceof InputError ? new UsageError(other, {cause: error}) : error
  }
  if (digest.digest('hex') !== kept.sha256) throw new UsageError(other)
}

/** @returns What to throw for a file of a shard that can't be read. */
function lost(path: string, error: unknown): unknown {
  const code = systemCode(error)
  return code === undefined ? error : new UsageError(`Cannot read "${path}" of a shard: ${code}`, {cause: error})
}
