/** How the words of a document are spread over its blocks. */
import type {Block, Context} from '../model.ts'

/** By block, how many of its words are such; a word that it has twice counts twice. Of what is prose `known` alone is told. */
export interface Spread {
  /** They stood in a block above. */
  readonly known: Int32Array
  /** No prose of the document has them. */
  readonly strange: Int32Array
  /** The next block has them too. */
  readonly next: Int32Array
  /** One of the next `SOON` blocks has them too. */
  readonly soon: Int32Array
  /** How many different words stand in the block for the first time, and for the last. */
  readonly firsts: Int32Array
  readonly lasts: Int32Array
}

/** Blocks below a line in which what it heads shows. */
const SOON = 3
const NOWHERE = 0x7fffffff

/** Words and blocks that memory is kept for from one document to the next. */
const KEPT = 1 << 13

const memory = (words: number, blocks: number) => ({
  /** An open hash table with room for twice the words and more: their numbers and one more, 0 where there is none. */
  slots: new Int32Array(4 * words),
  /** By number: the word's hash, where it stands first and last, and while blocks are gone through from below, next. */
  keys: new Int32Array(words),
  first: new Int32Array(words),
  last: new Int32Array(words),
  below: new Int32Array(words),
  inProse: new Uint8Array(words),
  /** The numbers of all words, block behind block. */
  numbers: new Int32Array(words),
  known: new Int32Array(blocks),
  strange: new Int32Array(blocks),
  next: new Int32Array(blocks),
  soon: new Int32Array(blocks),
  firsts: new Int32Array(blocks),
  lasts: new Int32Array(blocks),
})
const kept = memory(KEPT, KEPT)

/** Counts the words of a document. Good until the next call. Linear in the words. */
export function spreadOf(blocks: readonly Block[], {prose}: Context): Spread {
  let total = 0
  for (const {words} of blocks) total += words.length
  const isLong = total > KEPT || blocks.length > KEPT
  const room = isLong ? memory(2 ** Math.ceil(Math.log2(total + 1)), blocks.length) : kept
  const {slots, keys, first, last, below, inProse, numbers, known, strange, next, soon, firsts, lasts} = room
  // The table is as small as it may be: so it stays in the processor's nearest memory.
  const bits = Math.ceil(Math.log2(total + 1)) + 1
  const mask = 2 ** bits - 1
  slots.fill(0, 0, mask + 1)
  let count = 0
  let at = 0
  for (let index = 0; index < blocks.length; index++) {
    const {words} = blocks[index]!
    const isProse = prose[index] ? 1 : 0
    const before = count
    let metAbove = 0
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      let slot = Math.imul(word, 0x9e3779b1) >>> (32 - bits)
      while (slots[slot] !== 0 && keys[slots[slot]! - 1] !== word) slot = (slot + 1) & mask
      let number = slots[slot]! - 1
      if (number < 0) {
        number = count++
        slots[slot] = count
        keys[number] = word
        first[number] = index
        below[number] = NOWHERE
        inProse[number] = 0
      } else if (first[number]! < index) metAbove++
      last[number] = index
      inProse[number]! |= isProse
      numbers[at++] = number
    }
    known[index] = metAbove
    firsts[index] = count - before
    lasts[index] = 0
  }
  for (let number = 0; number < count; number++) lasts[last[number]!]!++
  for (let index = blocks.length - 1; index >= 0; index--) {
    const start = at - blocks[index]!.words.length
    if (!prose[index]) {
      let [isStrange, isNext, isSoon] = [0, 0, 0]
      for (let i = start; i < at; i++) {
        const number = numbers[i]!
        if (inProse[number] === 0) isStrange++
        if (below[number] === index + 1) isNext++
        if (below[number]! <= index + SOON) isSoon++
      }
      strange[index] = isStrange
      next[index] = isNext
      soon[index] = isSoon
    }
    for (let i = start; i < at; i++) below[numbers[i]!] = index
    at = start
  }
  return room
}
