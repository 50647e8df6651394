/** zstd → bytes: as many frames as there are, one behind the other. */
import {Decompress} from 'fzstd'
import {InputError} from '../errors.ts'
import type {Intake} from './intake.ts'
import {bytesOf, cutOff, trailing, thousands} from './errors.ts'
import {createXxh64} from './xxh64.ts'

const magicLength = 4
/** A block's header: whether it is the last, its type, its size (RFC 8878, 3.1.1.2). */
const blockHeaderLength = 3
const blockTypes = {repeated: 1, reserved: 3}
const checksumLength = 4

/** Whether bytes are the start of a zstd frame, or of one that holds no data (RFC 8878, 3.1.2). */
export const isZstd = (bytes: Uint8Array): boolean => {
  const [first = 0, second, third, fourth] = bytes
  if (second === 0xb5) return first === 0x28 && third === 0x2f && fourth === 0xfd
  return first >> 4 === 5 && second === 0x2a && third === 0x4d && fourth === 0x18
}

/**
 * Unpacks zstd. No bytes at all are nothing, packed.
 *
 * Frames and blocks are walked through here, so that it is known where damage is, and checksums are checked; what is in a block
 * is up to the library.
 *
 * @throws InputError that says what was found where, after everything that stands before it.
 */
export async function* unzstd(intake: Intake): AsyncGenerator<Buffer, void, undefined> {
  while (await intake.wait(1)) {
    const start = intake.position
    const isWhole = await intake.wait(magicLength)
    if (!isZstd(intake.waiting)) {
      if (!isWhole && start === 0) throw cutOff('zstd', intake)
      throw await trailing('zstd', intake)
    }
    if (intake.waiting[0] === 0x28) yield* readFrame(intake)
    else await passSkippable(intake)
  }
}

async function passSkippable(intake: Intake): Promise<void> {
  if (!(await intake.wait(8))) throw cutOff('zstd', intake)
  let left = intake.take(8).readUInt32LE(4)
  while (left > 0) {
    if (!(await intake.wait(1))) throw cutOff('zstd', intake)
    left -= intake.take(left).length
  }
}

async function* readFrame(intake: Intake): AsyncGenerator<Buffer, void, undefined> {
  const start = intake.position
  if (!(await intake.wait(magicLength + 1))) throw cutOff('zstd', intake)
  const flags = intake.waiting[magicLength] ?? 0
  const hasChecksum = (flags & 4) !== 0
  const headerLength = lengthOfHeader(flags)
  if (!(await intake.wait(headerLength))) throw cutOff('zstd', intake)
  if (flags & 3)
    throw new InputError(`Unexpected dictionary in the zstd frame at byte ${thousands(start)}, expected one without`)

  const sum = createXxh64()
  let unpacked: Buffer[] = []
  const unpacker = new Decompress((data) => {
    unpacked.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  })
  const unpack = (piece: Uint8Array, isEnd: boolean): void => {
    try {
      unpacker.push(new Uint8Array(piece), isEnd)
    } catch (error) {
      throw new InputError(
        `Unexpected zstd data in the ${bytesOf(piece.length)} before byte ${thousands(intake.position)}, ` +
          `expected a block: the data is damaged (${error instanceof Error ? error.message : String(error)})`,
        {cause: error},
      )
    }
  }
  unpack(intake.take(headerLength), false)
  for (let isLast = false; !isLast;) {
    if (!(await intake.wait(blockHeaderLength))) throw cutOff('zstd', intake)
    const header = intake.waiting.readUIntLE(0, blockHeaderLength)
    isLast = (header & 1) === 1
    const type = (header >> 1) & 3
    if (type === blockTypes.reserved)
      throw new InputError(
        `Unexpected zstd block at byte ${thousands(intake.position)}, expected one of a type that there is: the data is damaged`,
      )
    const length =
      blockHeaderLength +
      (type === blockTypes.repeated ? 1 : header >> 3) +
      (isLast && hasChecksum ? checksumLength : 0)
    if (!(await intake.wait(length))) throw cutOff('zstd', intake)
    const piece = intake.take(length)
    const expected = isLast && hasChecksum ? piece.readUInt32LE(length - checksumLength) : undefined
    unpack(piece, isLast)
    for (const chunk of unpacked) {
      if (hasChecksum) sum.update(chunk)
      if (chunk.length > 0) yield chunk
    }
    unpacked = []
    if (expected !== undefined && expected !== Number(BigInt.asUintN(32, sum.digest())))
      throw new InputError(
        `Unexpected checksum in the zstd data at byte ${thousands(intake.position - checksumLength)}, ` +
          'expected that of what was unpacked: the data is damaged',
      )
  }
}

/** With the magic bytes (RFC 8878, 3.1.1.1). */
function lengthOfHeader(flags: number): number {
  const isSingle = (flags & 32) !== 0
  const sizeFlag = flags >> 6
  const sizeLength = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag
  const dictionaryLength = [0, 1, 2, 4][flags & 3] ?? 0
  return magicLength + 1 + (isSingle ? 0 : 1) + dictionaryLength + sizeLength
}
