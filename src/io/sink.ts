/** Where lines go: a file that appears when it is whole, or a stream. Both take text in blocks. */
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {Writable} from 'node:stream'
import {UsageError, systemCode} from './errors.ts'

/** Takes text and bytes in order. Either `close` or `discard` ends it. */
export interface Sink {
  text(text: string): void
  bytes(bytes: Uint8Array): void
  /** What to wait for before more is written; `undefined` when there is room, so that a row costs no promise. */
  drained(): Promise<void> | undefined
  /** Writes what is left and lets the file appear under its name. */
  close(): Promise<void>
  /** Leaves the old file as it was. A stream keeps what it has got. */
  discard(): void
}

const blockSize = 1 << 20

/**
 * A name for a file that is not whole yet, in the folder of `path`, so that it can be renamed to it.
 * It doesn't grow out of the file's own name: an Arabic headline as a name can be near the limit of 255 bytes.
 */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.untail-${randomBytes(6).toString('hex')}.tmp`)
}

/**
 * A file that is written under a temporary name and renamed when it is closed. Its folder is made.
 * A device or a named pipe is written to directly: renaming over `/dev/null` would replace it.
 *
 * @throws UsageError when the file can't be opened.
 */
export function fileSink(path: string): Sink {
  const {target, temporary, file} = openTarget(path)
  const {flush, ...blocks} = inBlocks((block) => {
    for (let at = 0; at < block.length;) at += writeSync(file, block, at)
  })
  let isOpen = true
  const shut = () => {
    if (isOpen) closeSync(file)
    isOpen = false
  }
  return {
    ...blocks,
    drained: () => undefined,
    close: async () => {
      flush()
      shut()
      if (temporary !== target) renameSync(temporary, target)
    },
    discard: () => {
      shut()
      if (temporary !== target) rmSync(temporary, {force: true})
    },
  }
}

function openTarget(path: string): {target: string; temporary: string; file: number} {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    if (found?.isDirectory()) throw new UsageError(`Unexpected folder at "${path}", expected a file or nothing`)
    if (found && !found.isFile()) return {target: path, temporary: path, file: openSync(path, 'w')}
    // A link stays a link: what it points to is replaced.
    const target = found ? realpathSync(path) : path
    const temporary = temporaryBeside(target)
    mkdirSync(dirname(target), {recursive: true})
    return {target, temporary, file: openSync(temporary, 'w')}
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot write "${path}": ${code}`, {cause: error})
  }
}

/** A stream that is not ended when the sink is closed, such as stdout. An error of the stream is thrown at the next wait. */
export function streamSink(stream: Writable): Sink {
  let failure: Error | undefined
  let full = false
  const fail = (error: Error) => {
    failure ??= error
  }
  stream.on('error', fail)
  // The stream may keep a block for later, the block writer uses its memory again: hence the copy.
  const {flush, ...blocks} = inBlocks((block) => {
    full = !stream.write(Buffer.from(block))
  })
  return {
    ...blocks,
    drained: () => {
      if (failure) return Promise.reject(failure)
      if (!full) return undefined
      full = false
      return once(stream, 'drain').then(() => undefined)
    },
    close: async () => {
      flush()
      await new Promise<void>((resolve, reject) => {
        stream.write('', (error) => (error ? reject(error) : resolve()))
      })
      stream.off('error', fail)
      if (failure) throw failure
    },
    discard: () => {
      stream.off('error', fail)
    },
  }
}

/** Gathers text and bytes into blocks: encoding into kept memory is more than twice as fast as a buffer a string. */
function inBlocks(write: (block: Uint8Array) => void): Pick<Sink, 'text' | 'bytes'> & {readonly flush: () => void} {
  const block = Buffer.allocUnsafeSlow(blockSize)
  let used = 0
  const flush = () => {
    if (used > 0) write(block.subarray(0, used))
    used = 0
  }
  return {
    text: (text) => {
      const most = text.length * 3 // a UTF-16 code unit takes three bytes at most
      if (most > blockSize - used) flush()
      if (most > blockSize) write(Buffer.from(text))
      else used += block.write(text, used)
    },
    bytes: (bytes) => {
      if (bytes.length > blockSize - used) flush()
      if (bytes.length > blockSize) write(bytes)
      else {
        block.set(bytes, used)
        used += bytes.length
      }
    },
    flush,
  }
}
