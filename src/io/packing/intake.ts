/** Chunks of bytes as they come, taken in pieces as they are needed. */

/** Bytes on their way in. What `take` gives is good until the next `wait`. */
export interface Intake {
  /** How many bytes were taken so far. */
  readonly position: number
  /** What has come and was not taken yet. */
  readonly waiting: Buffer
  /** Waits until `length` bytes are there, or all that there are: then `false`. */
  wait(length: number): Promise<boolean>
  /** Takes up to `length` of the bytes that are waiting. */
  take(length: number): Buffer
  /** Counts and drops everything that still comes. */
  rest(): Promise<number>
}

/**
 * What is read of chunks. They are closed when that is over, is broken off or fails.
 *
 * @param chunks Their memory may be used again for the next one.
 */
export async function* readFrom<T>(
  chunks: AsyncIterable<Uint8Array>,
  read: (intake: Intake) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const coming = chunks[Symbol.asyncIterator]()
  try {
    yield* read(intakeOf(coming))
  } finally {
    await coming.return?.()
  }
}

function intakeOf(coming: AsyncIterator<Uint8Array>): Intake {
  let waiting: Buffer = Buffer.alloc(0)
  let position = 0
  let isOver = false

  const next = async (): Promise<Buffer | undefined> => {
    const {value, done} = await coming.next()
    if (done) isOver = true
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }

  const take = (length: number): Buffer => {
    const taken = waiting.subarray(0, length)
    waiting = waiting.subarray(taken.length)
    position += taken.length
    return taken
  }

  return {
    get position() {
      return position
    },
    get waiting() {
      return waiting
    },
    async wait(length) {
      if (waiting.length >= length) return true
      if (isOver) return false
      if (waiting.length === 0) {
        const chunk = await next()
        if (!chunk) return false
        waiting = chunk
        if (waiting.length >= length) return true
      }
      const pieces = [Buffer.from(waiting)]
      let total = waiting.length
      while (total < length) {
        const chunk = await next()
        if (!chunk) break
        pieces.push(Buffer.from(chunk))
        total += chunk.length
      }
      waiting = Buffer.concat(pieces, total)
      return total >= length
    },
    take,
    async rest() {
      let count = take(waiting.length).length
      for (let chunk = await next(); chunk; chunk = await next()) count += chunk.length
      position += count
      return count
    },
  }
}
