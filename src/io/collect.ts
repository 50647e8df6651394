/** Text and bytes gathered in one growing stretch of memory, which can be handed to another thread without a copy. */
import type {Sink} from './sink.ts'

export interface Collector extends Pick<Sink, 'text' | 'bytes'> {
  /** What was gathered, in memory of its own; the collector begins anew. */
  take(): Uint8Array<ArrayBuffer>
}

/** @param expected About how many bytes will come: room that is made at once. */
export function createCollector(expected: number): Collector {
  let room = Buffer.allocUnsafeSlow(0)
  let used = 0
  const need = (bytes: number): void => {
    if (used + bytes <= room.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(expected, 2 * room.length, used + bytes))
    room.copy(larger, 0, 0, used)
    room = larger
  }
  return {
    text(text) {
      // A UTF-16 code unit takes three bytes at most.
      need(3 * text.length)
      used += room.write(text, used)
    },
    bytes(bytes) {
      need(bytes.length)
      room.set(bytes, used)
      used += bytes.length
    },
    take() {
      const taken = new Uint8Array(room.buffer, 0, used)
      room = Buffer.allocUnsafeSlow(0)
      used = 0
      return taken
    },
  }
}
