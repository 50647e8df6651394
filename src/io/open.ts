/** A path → where to write: stdout or a file, packed as it is to be. */
import type {Writable} from 'node:stream'
import type {Rendering} from '../model.ts'
import type {Packing} from './inputs.ts'
import type {Fields} from './jsonl.ts'
import type {Group} from './outputs.ts'
import {packedSink} from './packing/pack.ts'
import {appear, fileSink, streamSink, type Sink, type Waiting} from './sink.ts'

export interface Output extends Sink {
  /** The file that waits to appear, when it is closed. Stdout has appeared. */
  readonly file?: Waiting
}

/**
 * Opens an output.
 *
 * @param path `-` is stdout.
 * @throws UsageError when it can't be opened.
 */
export async function openOutput(path: string, stdout: Writable, packed?: Packing): Promise<Output> {
  const base: Output = path === '-' ? streamSink(stdout) : fileSink(path)
  return packed ? {...base, ...(await packedSink(base, packed))} : base
}

/**
 * Opens the target of a group.
 *
 * @throws UsageError when it can't be opened; InputError when it is made of a source that is broken.
 */
export async function openGroup(
  {form, target, packed, sources: [source]}: Group,
  stdout: Writable,
  fields: Fields,
  to: Rendering,
): Promise<Output> {
  const output = await openOutput(target, stdout, packed)
  if (form !== 'parquet') return output
  try {
    const {parquetSink} = await import('./parquet/sink.ts') // 60 ms, which nobody else is to wait for
    return {...output, ...(await parquetSink(output, source, fields, to))}
  } catch (error) {
    output.discard()
    throw error
  }
}

/** Closes an output and lets it appear. */
export async function finish(output: Output): Promise<void> {
  await output.close()
  if (output.file) appear(output.file)
}
