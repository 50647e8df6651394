/** What words are to the packs: a table of hashes, so that one look tells. */

/** What a word is to the packs: each is a bit. */
export const FUNCTION = 1
export const FURNITURE = 2
export const CONNECTIVE = 4
/** A phrase begins with it, or one that counts wherever it stands. */
export const BEGINS = 8
export const BEGINS_ANYWHERE = 16
/** A phrase may begin with it: the code units behind it tell. */
export const LEADS = 32
/** A phrase begins with it that may be glued to the word before it. */
export const GLUED = 64

/** Hashes and the bits of what they are of, by open addressing. */
export interface Lexicon {
  readonly hashes: Int32Array
  /** 0 where nothing is known. */
  readonly bits: Uint8Array
}

/** What is known of a hash; 0 for most. */
export function lookUp({hashes, bits}: Lexicon, hash: number): number {
  const last = bits.length - 1
  let at = hash & last
  while (bits[at] !== 0 && hashes[at] !== hash) at = (at + 1) & last
  return bits[at]!
}

/** @param known Hashes and what they are of. A quarter of the table is used at most. */
export function lexiconOf(known: ReadonlyMap<number, number>): Lexicon {
  const size = 1 << (34 - Math.clz32(known.size))
  const [hashes, bits] = [new Int32Array(size), new Uint8Array(size)]
  for (const [hash, what] of known) {
    let at = hash & (size - 1)
    while (bits[at] !== 0) at = (at + 1) & (size - 1)
    hashes[at] = hash
    bits[at] = what
  }
  return {hashes, bits}
}

/** The hash of no code unit, and the hash of one more. FNV-1a. */
export const EMPTY = 0x811c9dc5 | 0
export const hashWith = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

/** The hash of a stretch of code units. */
export function hashOf(codes: Uint16Array, start: number, end: number): number {
  let hash = EMPTY
  for (let i = start; i < end; i++) hash = hashWith(hash, codes[i]!)
  return hash
}

/** The hash of a stretch of a folded text; of a word as `Block.words` holds it. */
export function wordHash(folded: string, start = 0, end = folded.length): number {
  let hash = EMPTY
  for (let i = start; i < end; i++) hash = hashWith(hash, folded.charCodeAt(i))
  return hash
}
