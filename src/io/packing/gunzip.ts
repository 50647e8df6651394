/** gzip → bytes: as many members as there are, one behind the other. */
import {crc32, createInflateRaw, type InflateRaw} from 'node:zlib'
import {InputError} from '../errors.ts'
import type {Intake} from './intake.ts'
import {cutOff, thousands, trailing} from './errors.ts'

/** What a member starts with (RFC 1952): the magic bytes, deflate, flags, time, extra flags, system. */
const headerLength = 10
const flags = {crc: 2, extra: 4, name: 8, comment: 16}
/** The checksum and length of what was packed. */
const trailerLength = 8
/** Bytes that are given to zlib at a time. What it makes of them is lost when it finds damage in them. */
const pieceLength = 64 << 10
const chunkSize = 128 << 10

/** Whether bytes are the start of a gzip member. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * Unpacks gzip. Zero bytes behind a member are padding, and no bytes at all are nothing, packed.
 *
 * Node's own `Gunzip` would do, but for damaged data: it keeps back what it has unpacked right before, and does not say where.
 *
 * @throws InputError that says what was found where, after everything that stands before it.
 */
export async function* gunzip(intake: Intake): AsyncGenerator<Buffer, void, undefined> {
  while (await intake.wait(1)) {
    if (intake.position > 0) await passPadding(intake)
    if (!(await intake.wait(1))) return
    await readHeader(intake)
    yield* readMember(intake)
  }
}

async function passPadding(intake: Intake): Promise<void> {
  while ((await intake.wait(1)) && intake.waiting[0] === 0) {
    const end = intake.waiting.findIndex((byte) => byte !== 0)
    intake.take(end === -1 ? intake.waiting.length : end)
  }
}

async function readHeader(intake: Intake): Promise<void> {
  const start = intake.position
  const isWhole = await intake.wait(headerLength)
  const head = intake.waiting.subarray(0, headerLength)
  if (!isGzip(head) && !(head.length === 1 && head[0] === 0x1f)) throw await trailing('gzip', intake)
  if (!isWhole) throw cutOff('gzip', intake)
  const [, , method, has = 0] = head
  if (method !== 8)
    throw new InputError(
      `Unexpected method ${method} in the gzip header at byte ${thousands(start)}, expected 8 (deflate)`,
    )
  intake.take(headerLength)
  if (has & flags.extra) {
    if (!(await intake.wait(2))) throw cutOff('gzip', intake)
    await pass(intake, 2 + intake.waiting.readUInt16LE(0))
  }
  if (has & flags.name) await passText(intake)
  if (has & flags.comment) await passText(intake)
  if (has & flags.crc) await pass(intake, 2)
}

async function pass(intake: Intake, length: number): Promise<void> {
  if (!(await intake.wait(length))) throw cutOff('gzip', intake)
  intake.take(length)
}

/** A text that ends with a zero byte. */
async function passText(intake: Intake): Promise<void> {
  for (;;) {
    if (!(await intake.wait(1))) throw cutOff('gzip', intake)
    const end = intake.waiting.indexOf(0)
    intake.take(end === -1 ? intake.waiting.length : end + 1)
    if (end !== -1) return
  }
}

async function* readMember(intake: Intake): AsyncGenerator<Buffer, void, undefined> {
  const inflater = createInflateRaw({chunkSize})
  let unpacked: Buffer[] = []
  let sum = 0
  let length = 0
  inflater.on('data', (chunk: Buffer) => unpacked.push(chunk))
  try {
    for (let isEnd = false; !isEnd;) {
      if (!(await intake.wait(1))) throw cutOff('gzip', intake)
      const piece = intake.waiting.subarray(0, pieceLength)
      const used = await inflate(inflater, piece, intake.position)
      intake.take(used)
      isEnd = used < piece.length
      for (const chunk of unpacked) {
        sum = crc32(chunk, sum)
        length += chunk.length
        yield chunk
      }
      unpacked = []
    }
  } finally {
    inflater.destroy()
  }
  if (!(await intake.wait(trailerLength))) throw cutOff('gzip', intake)
  const trailer = intake.take(trailerLength)
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32)
    throw new InputError(
      `Unexpected checksum in the gzip data at byte ${thousands(intake.position - trailerLength)}, ` +
        'expected that of what was unpacked: the data is damaged',
    )
}

/** How many bytes of a piece belong to the data: fewer than it has when that ends in it, or ended right before. */
function inflate(inflater: InflateRaw, piece: Buffer, position: number): Promise<number> {
  const before = inflater.bytesWritten
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(
        new InputError(
          `Unexpected gzip data between bytes ${thousands(position)} and ${thousands(position + piece.length)}, ` +
            `expected deflate blocks: the data is damaged (${error.message})`,
          {cause: error},
        ),
      )
    inflater.once('error', fail)
    inflater.write(piece, (error) => {
      inflater.off('error', fail)
      if (error) fail(error)
      else resolve(inflater.bytesWritten - before)
    })
  })
}
