/** The batch: every source cleaned, written and entered in the record, in order. */
import type {Readable, Writable} from 'node:stream'
import type {Source} from '../io/inputs.ts'
import {readChunks, type Fields} from '../io/jsonl.ts'
import type {Outputs, Task} from '../io/outputs.ts'
import {fileSink, streamSink, type Sink} from '../io/sink.ts'
import type {Rendering} from '../model.ts'
import type {Unit} from '../offsets.ts'
import {renderer} from '../render.ts'
import {createLedger, type Clean, type Counts, type Ledger} from './ledger.ts'
import {cleanRows} from './rows.ts'
import {cleanTexts} from './texts.ts'

/** The ends of a run that are no files. */
export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable
}

/** How to run. */
export interface RunOptions {
  /** The digest of the rules that `clean` goes by, for the record. */
  readonly rules: string
  /** The names of the fields of JSONL rows. */
  readonly fields: Fields
  /** What the record counts offsets in. */
  readonly offsets: Unit
  /** What pages are written as. */
  readonly to: Rendering
  /** How many files of one article each are read or written at a time. */
  readonly jobs: number
  /** Is told of every article that failed: its place, and why. */
  readonly report: (place: string, reason: string) => void
  /** Stops the run between two pieces of work; files that aren't whole are taken back. */
  readonly signal?: AbortSignal
}

/**
 * Cleans all sources. The record has one line an article, in the order of the outputs and of the rows in them.
 *
 * The record and JSONL outputs appear under their names when they are whole: a run that breaks off leaves the old ones.
 *
 * @throws UsageError when an output can't be opened; an `Error` with a system code when one can't be written to its end.
 */
export async function run(outputs: Outputs, clean: Clean, streams: Streams, options: RunOptions): Promise<Counts> {
  const record = outputs.record === undefined ? undefined : openSink(outputs.record, streams.stdout)
  const writing = {to: options.to, render: await renderer(options.to)}
  const ledger = createLedger(clean, options.rules, options.offsets, writing, record, options.report)
  try {
    for (const group of groups(outputs.tasks)) {
      if (group.kind === 'single')
        await cleanTexts(group.tasks, ledger, options.jobs, () => record?.drained(), options.signal)
      else for (const task of group.tasks) await cleanFile(task, ledger, record, streams, options)
    }
    await record?.close()
  } catch (error) {
    record?.discard()
    throw error
  }
  return ledger.counts
}

async function cleanFile(
  {source, target}: Task,
  ledger: Ledger,
  record: Sink | undefined,
  streams: Streams,
  options: RunOptions,
): Promise<void> {
  const out = openSink(target, streams.stdout)
  let whole = false
  try {
    const chunks = untilAborted(chunksOf(source, streams.stdin), options.signal)
    whole = await cleanRows(source, chunks, out, record, ledger, options.fields, options.to)
    if (whole) await out.close()
  } finally {
    if (!whole) out.discard()
  }
}

/** The bytes of a JSONL source: of its file, or of stdin. */
export function chunksOf(source: Source, stdin: Readable): AsyncIterable<Buffer> {
  return source.path === '-' ? (stdin as AsyncIterable<Buffer>) : readChunks(source.path)
}

/** A sink for a file's path, or for stdout when it is `-`. */
export function openSink(path: string, stdout: Writable): Sink {
  return path === '-' ? streamSink(stdout) : fileSink(path)
}

/** Chunks, until the run is stopped. */
export async function* untilAborted(
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield chunk
  }
}

/** Neighbours of one kind: files of one article each go many at a time, JSONL files one after the other. */
function groups(tasks: readonly Task[]): {kind: 'single' | 'rows'; tasks: Task[]}[] {
  const found: {kind: 'single' | 'rows'; tasks: Task[]}[] = []
  for (const task of tasks) {
    const kind = task.source.kind === 'jsonl' ? 'rows' : 'single'
    const last = found.at(-1)
    if (last?.kind === kind) last.tasks.push(task)
    else found.push({kind, tasks: [task]})
  }
  return found
}
