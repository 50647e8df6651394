/** XXH64, the checksum of zstd frames (github.com/Cyan4973/xxHash, doc/xxhash_spec.md). */

/** A checksum over bytes that come in pieces. */
export interface Xxh64 {
  update(bytes: Uint8Array): void
  /** Of all bytes so far. */
  digest(): bigint
}

const [p1, p2, p3, p4, p5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const
const word = (value: bigint): bigint => BigInt.asUintN(64, value)
const high = (value: bigint): number => Number(word(value) >> 32n) | 0
const low = (value: bigint): number => Number(word(value) & 0xffffffffn) | 0
const [p1High, p1Low, p2High, p2Low] = [high(p1), low(p1), high(p2), low(p2)]
const stripe = 32

/** The seed is 0, as in zstd. Stripes are counted in halves of 32 bits: a `BigInt` each would be thirty times slower. */
export function createXxh64(): Xxh64 {
  const seeds = [p1 + p2, p2, 0n, -p1]
  const lows = Int32Array.from(seeds, low)
  const highs = Int32Array.from(seeds, high)
  const rest = new Uint8Array(stripe)
  let waiting = 0
  let length = 0

  const stripes = (bytes: Uint8Array, start: number, end: number): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = start; at < end; at += stripe)
      for (let lane = 0; lane < 4; lane++) {
        const inputLow = view.getInt32(at + lane * 8, true)
        const inputHigh = view.getInt32(at + lane * 8 + 4, true)
        const addedLow = Math.imul(inputLow, p2Low)
        const addedHigh = mulHigh(inputLow, p2Low) + Math.imul(inputHigh, p2Low) + Math.imul(inputLow, p2High)
        const sumLow = (lows[lane]! + addedLow) | 0
        const carry = sumLow >>> 0 < addedLow >>> 0 ? 1 : 0
        const sumHigh = (highs[lane]! + addedHigh + carry) | 0
        // Turned left by 31
        const turnedLow = (sumLow << 31) | (sumHigh >>> 1)
        const turnedHigh = (sumHigh << 31) | (sumLow >>> 1)
        lows[lane] = Math.imul(turnedLow, p1Low)
        highs[lane] = mulHigh(turnedLow, p1Low) + Math.imul(turnedHigh, p1Low) + Math.imul(turnedLow, p1High)
      }
  }

  return {
    update(bytes) {
      length += bytes.length
      let at = 0
      if (waiting > 0) {
        at = Math.min(stripe - waiting, bytes.length)
        rest.set(bytes.subarray(0, at), waiting)
        waiting += at
        if (waiting < stripe) return
        stripes(rest, 0, stripe)
      }
      const end = bytes.length - ((bytes.length - at) % stripe)
      stripes(bytes, at, end)
      rest.set(bytes.subarray(end))
      waiting = bytes.length - end
    },
    digest() {
      const lanes = seeds.map((_, lane) => (BigInt(highs[lane]! >>> 0) << 32n) | BigInt(lows[lane]! >>> 0))
      let hash: bigint = p5
      if (length >= stripe) {
        hash = [1n, 7n, 12n, 18n].reduce((sum, by, lane) => sum + turned(lanes[lane]!, by), 0n)
        for (const lane of lanes) hash = word((hash ^ round(lane)) * p1 + p4)
      }
      hash = word(hash + BigInt(length))
      const left = Buffer.from(rest.buffer, 0, waiting)
      let at = 0
      for (; at + 8 <= waiting; at += 8) hash = word(turned(hash ^ round(left.readBigUInt64LE(at)), 27n) * p1 + p4)
      if (at + 4 <= waiting) {
        hash = word(turned(hash ^ word(BigInt(left.readUInt32LE(at)) * p1), 23n) * p2 + p3)
        at += 4
      }
      for (; at < waiting; at++) hash = word(turned(hash ^ word(BigInt(left[at]!) * p5), 11n) * p1)
      hash = word((hash ^ (hash >> 33n)) * p2)
      hash = word((hash ^ (hash >> 29n)) * p3)
      return hash ^ (hash >> 32n)
    },
  }
}

const turned = (value: bigint, by: bigint): bigint => word((word(value) << by) | (word(value) >> (64n - by)))
const round = (input: bigint): bigint => word(turned(input * p2, 31n) * p1)

/** The upper half of the product of two unsigned numbers of 32 bits. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const lowHigh = Math.imul(aLow, bHigh)
  const highLow = Math.imul(aHigh, bLow)
  const middle = (Math.imul(aLow, bLow) >>> 16) + (lowHigh & 0xffff) + (highLow & 0xffff)
  return (Math.imul(aHigh, bHigh) + (lowHigh >>> 16) + (highLow >>> 16) + (middle >>> 16)) | 0
}
