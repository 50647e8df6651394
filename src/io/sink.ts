/** Where lines go: a file that appears when it is whole, or a stream. Both take text in blocks. */
import {createHash, randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {Writable} from 'node:stream'
import {UsageError, systemCode} from './errors.ts'

/** Takes text and bytes in order. Either `close` or `discard` ends it. */
export interface Sink {
  text(text: string): void
  bytes(bytes: Uint8Array): void
  /** What to wait for before more is written; `undefined` when there is room, so that a row costs no promise. */
  drained(): Promise<void> | undefined
  /** Writes what is left. */
  close(): Promise<void>
  /** Takes back what was written. A stream keeps what it has got. */
  discard(): void
}

/** A file that waits under a temporary name; both are the same for a device or a named pipe. */
export interface Waiting {
  readonly temporary: string
  readonly target: string
}

export interface FileSink extends Sink {
  readonly file: Waiting
}

/**
 * A name for a file that is not whole yet, in the folder of `path`, so that it can be renamed to it: the same one each time, so
 * that what a killed run leaves is written over.
 * It doesn't grow out of the file's own name: an Arabic headline as a name can be near the limit of 255 bytes.
 */
export function besideOf(path: string, extension: 'tmp' | 'lock'): string {
  return join(
    dirname(path),
    `.untail-${createHash('sha256').update(basename(path)).digest('hex').slice(0, 12)}.${extension}`,
  )
}

/** The same for a file that others may be writing at the same time. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.untail-${randomBytes(6).toString('hex')}.tmp`)
}

/**
 * Writes a whole file at once: whoever looks sees the old one or the new one. Its folder is made. A device or a named pipe is
 * written to directly: renaming over `/dev/null` would replace it.
 */
export function writeWhole(path: string, text: string): void {
  const found = statSync(path, {throwIfNoEntry: false})
  if (found && !found.isFile()) return writeFileSync(path, text)
  // A link stays a link: what it points to is replaced.
  const target = found ? realpathSync(path) : path
  const temporary = temporaryBeside(target)
  mkdirSync(dirname(target), {recursive: true})
  try {
    writeFileSync(temporary, text, {flush: true})
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, {force: true})
    throw error
  }
}

/**
 * A file that is written under a temporary name, and stays there when it is closed. Its folder is made.
 * A device or a named pipe is written to directly: renaming over `/dev/null` would replace it.
 *
 * @throws UsageError when the file can't be opened.
 */
export function fileSink(path: string): FileSink {
  const {descriptor, ...file} = openTarget(path)
  const {flush, ...blocks} = inBlocks((block) => {
    for (let at = 0; at < block.length;) at += writeSync(descriptor, block, at)
  })
  let isOpen = true
  const shut = () => {
    if (isOpen) closeSync(descriptor)
    isOpen = false
  }
  return {
    ...blocks,
    file,
    drained: () => undefined,
    close: async () => {
      flush()
      // A rename may reach the disk before what was written: a machine that loses power would have an empty file.
      if (isStaged(file)) fsyncSync(descriptor)
      shut()
    },
    discard: () => {
      shut()
      discard(file)
    },
  }
}

const isStaged = ({temporary, target}: Waiting): boolean => temporary !== target

/** Lets a file appear under its name. */
export function appear(file: Waiting): void {
  if (!isStaged(file)) return
  renameSync(file.temporary, file.target)
  rmSync(besideName(file), {force: true}) // which waits no more
}

/** Lets a file appear whose folder may be missing: it is made when that turns out: asking first would cost as much as the renaming. */
export function appearInFolder({temporary, target}: Waiting): void {
  try {
    renameSync(temporary, target)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    mkdirSync(dirname(target), {recursive: true})
    renameSync(temporary, target)
  }
}

/** Takes a file back that has not appeared. */
export function discard(file: Waiting): void {
  if (isStaged(file)) rmSync(file.temporary, {force: true})
}

const besideName = ({target}: Waiting): string => `${target}.new`

/** Leaves a file beside the one that it doesn't replace, and says where. */
export function leaveBeside(file: Waiting): string {
  if (!isStaged(file)) return file.target
  try {
    renameSync(file.temporary, besideName(file))
    return besideName(file)
  } catch {
    return file.temporary // the longer name may be too long
  }
}

function openTarget(path: string): Waiting & {readonly descriptor: number} {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    if (found?.isDirectory()) throw new UsageError(`Unexpected folder at "${path}", expected a file or nothing`)
    if (found && !found.isFile()) return {target: path, temporary: path, descriptor: openSync(path, 'w')}
    // A link stays a link: what it points to is replaced.
    const target = found ? realpathSync(path) : path
    const temporary = besideOf(target, 'tmp')
    mkdirSync(dirname(target), {recursive: true})
    return {target, temporary, descriptor: openSync(temporary, 'w')}
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot write "${path}": ${code}`, {cause: error})
  }
}

/** A stream that is not ended when the sink is closed, such as stdout. An error of the stream is thrown at the next wait. */
export function streamSink(stream: Writable): Sink {
  let failure: Error | undefined
  const fail = (error: Error) => {
    failure ??= error
  }
  stream.on('error', fail)
  // The stream may keep a block for later, the block writer uses its memory again: hence the copy.
  const {flush, ...blocks} = inBlocks((block) => {
    stream.write(Buffer.from(block))
  })
  return {
    ...blocks,
    drained: () => {
      if (failure) return Promise.reject(failure)
      if (!stream.writableNeedDrain) return undefined
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
export function inBlocks(
  write: (block: Uint8Array) => void,
  blockSize = 1 << 20,
): Pick<Sink, 'text' | 'bytes'> & {readonly flush: () => void} {
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
