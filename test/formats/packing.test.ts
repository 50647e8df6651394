/** gzip and zstd, in and out. */
import {crc32, deflateRawSync, gunzipSync, gzipSync} from 'node:zlib'
import {Zstd} from '@hpcc-js/wasm-zstd'
import {decompress} from 'fzstd'
import fc from 'fast-check'
import {xxhash64} from 'hyparquet/src/xxhash.js'
import {beforeAll, describe, expect, test} from 'vitest'
import {packBytes, packedSink} from '../../src/io/packing/pack.ts'
import type {Packing} from '../../src/io/inputs.ts'
import {unpack, unpackBytes} from '../../src/io/packing/unpack.ts'
import {createXxh64} from '../../src/io/packing/xxh64.ts'
import {inPieces, memorySink, unpacked} from './bytes.ts'

const packings: readonly Packing[] = ['gzip', 'zstd']
const article = 'قال الوزير إن المشروع سيبدأ غدا.\nاقرأ أيضا: أخبار أخرى\nThe minister said work starts tomorrow.\n'
const bytes = fc.uint8Array({maxLength: 3000}).map((array) => Buffer.from(array))
const sizes = fc.array(fc.integer({min: 1, max: 700}), {minLength: 1, maxLength: 20})
/** What is wrong, and nothing else. */
const damage = (result: {error: string | undefined}) => result.error

let zstd: Zstd
beforeAll(async () => {
  zstd = await Zstd.load()
})

describe.each(packings)('%s', (packed) => {
  test('what was packed comes back, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, sizes, async (content, written, read) => {
        const memory = memorySink()
        const sink = await packedSink(memory, packed)
        for (const piece of inPieces(content, written)) {
          sink.bytes(piece)
          await sink.drained()
        }
        await sink.close()
        expect(await unpacked(inPieces(memory.content(), read), packed)).toEqual({content, error: undefined})
        expect(memory.content().equals(Buffer.from(await packBytes(content, packed)))).toBe(true)
      }),
      {numRuns: 60},
    )
  })

  test('text and bytes come in turn', async () => {
    const memory = memorySink()
    const sink = await packedSink(memory, packed)
    sink.text('مرحبا ')
    sink.bytes(Buffer.from('بك'))
    sink.text('\n😀')
    await sink.close()
    expect((await unpackBytes(memory.content(), packed, 1000)).toString()).toBe('مرحبا بك\n😀')
  })

  test('packs more than fits into one block, the same in any pieces', async () => {
    const content = Buffer.from(Array.from({length: 200_000}, (_, line) => `${line}: ${article}`).join('')).subarray(
      0,
      11 << 20,
    )
    const packedIn = async (size: number) => {
      const memory = memorySink()
      const sink = await packedSink(memory, packed)
      for (const piece of inPieces(content, [size])) {
        sink.bytes(piece)
        await sink.drained()
      }
      await sink.close()
      return memory.content()
    }
    const [whole, pieces] = [await packedIn(content.length), await packedIn(100_003)]
    expect(whole.equals(pieces)).toBe(true)
    expect((await unpackBytes(whole, packed, content.length)).equals(content)).toBe(true)
  })

  test('no bytes are nothing, and so is nothing packed', async () => {
    expect(await unpacked([], packed)).toEqual({content: Buffer.alloc(0), error: undefined})
    const nothing = Buffer.from(await packBytes(Buffer.alloc(0), packed))
    expect(nothing.length).toBeGreaterThan(0)
    expect(await unpacked([nothing], packed)).toEqual({content: Buffer.alloc(0), error: undefined})
  })

  test('members and frames follow one another', async () => {
    const one = Buffer.from(await packBytes(Buffer.from('أول\n'), packed))
    const two = Buffer.from(await packBytes(Buffer.from('ثان\n'), packed))
    const whole = Buffer.concat([one, two, one])
    for (const size of [1, 2, 7, 1000])
      expect((await unpacked(inPieces(whole, [size]), packed)).content.toString()).toBe('أول\nثان\nأول\n')
  })

  test('cut off at any byte, it gives what is there and says so', async () => {
    const whole = Buffer.from(await packBytes(Buffer.from(article), packed))
    for (let length = 1; length < whole.length; length++) {
      const {content, error} = await unpacked(inPieces(whole.subarray(0, length), [5]), packed)
      expect(content.equals(Buffer.from(article).subarray(0, content.length))).toBe(true)
      expect(error).toBe(
        `Unexpected end of ${packed} data after ${length} byte${length === 1 ? '' : 's'}, expected more: the file is cut off`,
      )
    }
  })

  test('cut off in the middle of much, it gives most of it', async () => {
    const content = Buffer.concat(
      Array.from({length: 30_000}, (_, line) => Buffer.from(`${line} ${(line * 7919) % 9973} ${article}`)),
    )
    const whole = Buffer.from(await packBytes(content, packed))
    const result = await unpacked(inPieces(whole.subarray(0, whole.length - 1000), [9000]), packed)
    expect(result.error).toContain('the file is cut off')
    expect(content.subarray(0, result.content.length).equals(result.content)).toBe(true)
    expect(result.content.length).toBeGreaterThan(content.length / 2)
  })

  test.each([1, 3, 4, 5, 9, 10, 100, 100_000])('%i bytes of something else behind it are named', async (length) => {
    const whole = Buffer.from(await packBytes(Buffer.from(article), packed))
    const rest = Buffer.alloc(length, 'x')
    for (const size of [3, 1 << 20]) {
      const {content, error} = await unpacked(inPieces(Buffer.concat([whole, rest]), [size]), packed)
      expect(content.toString()).toBe(article)
      expect(error).toBe(
        `Unexpected ${length.toLocaleString('en-US')} byte${length === 1 ? '' : 's'} from byte ${whole.length} on, ` +
          `expected the end of the file: they are no ${packed} data`,
      )
    }
  })

  test('something else is refused from the start', async () => {
    expect(damage(await unpacked([Buffer.from('{"text":"ليس مضغوطا"}\n')], packed))).toBe(
      `Unexpected data, expected ${packed}`,
    )
  })

  test('damage never goes by as more than was there', async () => {
    const content = Buffer.from(article.repeat(20))
    const whole = Buffer.from(await packBytes(content, packed))
    for (let at = 0; at < whole.length; at++) {
      const broken = Buffer.from(whole)
      broken[at] = broken[at]! ^ 0x55
      const result = await unpacked([broken], packed)
      // What is not found changes nothing: what a gzip header says of names and systems.
      if (result.error === undefined) expect(result.content.equals(content)).toBe(true)
    }
  })

  test('whoever waits is told that what is behind it is full', async () => {
    const full = {
      ...memorySink(),
      bytes: () => {
        throw Object.assign(new Error('no space left'), {code: 'ENOSPC'})
      },
    }
    const sink = await packedSink(full, packed)
    const write = async () => {
      for (let count = 0; count < 100; count++) {
        sink.bytes(Buffer.from(article.repeat(1000)))
        await sink.drained()
      }
      await sink.close()
    }
    await expect(write()).rejects.toThrow('no space left')
    sink.discard()
  })

  test('a bomb is refused', async () => {
    const bomb = await packBytes(Buffer.alloc(3 << 20), packed)
    await expect(unpackBytes(bomb, packed, 1 << 20)).rejects.toThrow(
      `Unexpected ${packed} data that unpacks to more than 1,048,576 bytes, expected less`,
    )
  })
})

describe('gzip', () => {
  test('has no time and no system in it, and others read it', async () => {
    const whole = Buffer.from(await packBytes(Buffer.from(article), 'gzip'))
    expect(whole.subarray(0, 10)).toEqual(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]))
    expect(gunzipSync(whole).toString()).toBe(article)
  })

  test('zeros behind a member are padding', async () => {
    const member = gzipSync(article)
    const padded = Buffer.concat([member, Buffer.alloc(700), member, Buffer.alloc(3)])
    for (const size of [1, 64, 10_000])
      expect(await unpacked(inPieces(padded, [size]), 'gzip')).toEqual({
        content: Buffer.from(article + article),
        error: undefined,
      })
  })

  test('names, comments, extra fields and header checksums are stepped over', async () => {
    const packed = deflateRawSync(article)
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(crc32(article))
    trailer.writeUInt32LE(Buffer.byteLength(article), 4)
    const header = [0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3]
    const extra = [5, 0, 1, 2, 3, 0, 5]
    const member = Buffer.concat([
      Buffer.from([...header, ...extra]),
      Buffer.from('news.txt\0a comment\0'),
      Buffer.from([1, 2]),
      packed,
      trailer,
    ])
    for (const size of [1, 1000])
      expect((await unpacked(inPieces(member, [size]), 'gzip')).content.toString()).toBe(article)
  })

  test('a wrong checksum is named, behind what it is of', async () => {
    const whole = gzipSync(article)
    whole[whole.length - 5] = whole.at(-5)! ^ 1
    expect(await unpacked([whole], 'gzip')).toEqual({
      content: Buffer.from(article),
      error: `Unexpected checksum in the gzip data at byte ${whole.length - 8}, expected that of what was unpacked: the data is damaged`,
    })
  })
})

describe('zstd', () => {
  test('others read it', async () => {
    const whole = await packBytes(Buffer.from(article), 'zstd')
    expect(Buffer.from(decompress(whole)).toString()).toBe(article)
    expect(Buffer.from(zstd.decompress(whole)).toString()).toBe(article)
  })

  test('frames without a size, with a checksum, and such that hold no data are read', async () => {
    zstd.reset()
    const streamed = Buffer.concat([zstd.compressChunk(Buffer.from(article.repeat(3000))), zstd.compressEnd()])
    const skippable = Buffer.concat([Buffer.from([0x51, 0x2a, 0x4d, 0x18, 6, 0, 0, 0]), Buffer.from('غير')])
    const whole = Buffer.concat([skippable, streamed, skippable, streamed])
    for (const size of [1, 1000, 1 << 20]) {
      const {content, error} = await unpacked(inPieces(whole, [size]), 'zstd')
      expect(error).toBeUndefined()
      expect(content.equals(Buffer.from(article.repeat(6000)))).toBe(true)
    }
  })

  test('a frame by the command `zstd`, with its checksum, is read', async () => {
    // printf 'سطر\n' | zstd | xxd -p
    const frame = Buffer.from('28b52ffd0458390000d8b3d8b7d8b10a5d4732f6', 'hex')
    expect(await unpacked([frame], 'zstd')).toEqual({content: Buffer.from('سطر\n'), error: undefined})
    frame[10] = 0xb4
    expect((await unpacked([frame], 'zstd')).error).toBe(
      `Unexpected checksum in the zstd data at byte ${frame.length - 4}, expected that of what was unpacked: the data is damaged`,
    )
  })
})

test('chunks may be reused by whoever gives them', async () => {
  const content = Buffer.from(article.repeat(2000))
  for (const packed of packings) {
    const whole = Buffer.from(await packBytes(content, packed))
    const memory = Buffer.alloc(100)
    async function* chunks() {
      for (let at = 0; at < whole.length; at += 100) {
        memory.fill(0)
        yield memory.subarray(0, whole.copy(memory, 0, at, at + 100))
      }
    }
    const parts: Buffer[] = []
    for await (const chunk of unpack(chunks(), packed)) parts.push(Buffer.from(chunk))
    expect(Buffer.concat(parts).equals(content)).toBe(true)
  }
})

describe('XXH64', () => {
  const digest = (pieces: readonly Buffer[]): bigint => {
    const sum = createXxh64()
    for (const piece of pieces) sum.update(piece)
    return sum.digest()
  }

  test.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ])('of %j', (text, expected) => expect(digest([Buffer.from(text)])).toBe(expected))

  test('is that of others, in any pieces', () => {
    fc.assert(
      fc.property(bytes, sizes, (content, read) => {
        expect(digest(inPieces(content, read))).toBe(xxhash64(content))
      }),
    )
  })
})
