/** Phrase packs: reading `seeds/<language>/<list>.txt`, and finding their phrases in folded text. The format stands in `seeds/README.md`. */
import {codesOf, fold} from './fold.ts'
import {OTHER, SPACED, UNSPACED, kinds} from './letters.ts'

/** One pack file. */
export interface Pack {
  readonly language: string
  readonly list: string
  readonly text: string
}

/** A phrase of a pack, ready to be compared. */
export interface Phrase {
  readonly list: string
  /** As the pack spells it, without the sign of its place. */
  readonly phrase: string
  readonly folded: string
  readonly place: 'opens' | 'is' | 'holds'
  /** It matches only where a colon follows. */
  readonly colon: boolean
  /** It may stand glued to the letter behind it. */
  readonly glues: boolean
}

/** Words by their hashes. */
export interface WordSet {
  has(hash: number): boolean
}

/** A set that most words which are not in it leave at the first look. */
function wordSet(words: ReadonlySet<number>): WordSet {
  const sieve = new Uint8Array(0x10000)
  for (const hash of words) sieve[hash & 0xffff] = 1
  return {has: (hash) => sieve[hash & 0xffff] === 1 && words.has(hash)}
}

/** All packs together. */
export interface Phrases {
  /**
   * Goes through a folded text, and gives the phrases that stand at a place, longest first.
   *
   * @param codes The text's code units, as `codesOf` gives them.
   * @param openings Where phrases are looked for that open a block: `apart`, where the text or something in it begins, or
   * `everywhere`, between words and inside them too. Those that count anywhere are looked for at every word.
   * @param take Is told where, and whether inside a word: there are only phrases that may be glued to what stands before.
   */
  scan(
    folded: string,
    codes: Uint16Array,
    openings: 'apart' | 'everywhere',
    take: (phrases: readonly Phrase[], start: number, inWord: boolean) => void,
  ): void
  /** The phrases that the whole text is, numbers and punctuation aside. */
  whole(bare: string): readonly Phrase[]
  readonly functionWords: WordSet
  /** Words that furniture is made of: those that stand in several phrases of a language. */
  readonly furnitureWords: WordSet
  /** Folded, of one word or several. */
  readonly connectives: ReadonlySet<string>
  /** The first words of the connectives; the first letters in scripts without spaces. */
  readonly connectiveStarts: WordSet
  /** Code units that are written together with the word that follows. */
  readonly clitics: ReadonlySet<number>
}

export const phraseLists = ['related', 'headlines', 'keywords', 'promo', 'ui', 'comments', 'legal', 'credit'] as const
const wordLists = ['function-words', 'connectives', 'clitics'] as const

/** The hash of a folded word, as `Block.words` holds it. FNV-1a over code units. */
export function wordHash(folded: string, start = 0, end = folded.length): number {
  let hash = 0x811c9dc5 | 0
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ folded.charCodeAt(i), 0x01000193)
  return hash
}

/** Phrases of this many code units and more are looked up by so many of their first; shorter ones by three. */
const LONG = 5
const SHORT = 3
const SPACE = 0x20
const KEYS = 1 << 18
/** So few that the table of pairs stays in the processor's nearest memory: it is looked into at every letter. */
const PAIRS = 1 << 14

/** The keys of the first code units at a position. Different ones may share a key: what is found is compared. */
const pairKey = (codes: Uint16Array, i: number): number => (codes[i]! * 61 + codes[i + 1]!) & (PAIRS - 1)
const shortKey = (codes: Uint16Array, i: number): number =>
  (codes[i]! * 961 + codes[i + 1]! * 31 + codes[i + 2]!) & (KEYS - 1)
const longKey = (codes: Uint16Array, i: number): number =>
  (shortKey(codes, i) + codes[i + 3]! * 7919 + codes[i + 4]! * 173) & (KEYS - 1)

/** What begins with a pair: a phrase, one that counts wherever it stands, one that may stand inside a word. */
const BEGINS = 1
const BEGINS_ANYWHERE = 2
const BEGINS_IN_WORD = 4

/** Finds phrases in a text. Nearly everywhere there is none, and a look into a small table tells. */
function createFinder(): {add(phrase: Phrase, inWord: boolean): void; scan: Phrases['scan']} {
  const begins = new Uint8Array(PAIRS)
  const used = {short: new Uint8Array(KEYS), long: new Uint8Array(KEYS)}
  const buckets = {short: new Map<number, Phrase[]>(), long: new Map<number, Phrase[]>()}
  return {
    add(phrase, inWord) {
      const codes = codesOf(phrase.folded)
      begins[pairKey(codes, 0)]! |=
        BEGINS | (phrase.place === 'holds' ? BEGINS_ANYWHERE : 0) | (inWord ? BEGINS_IN_WORD : 0)
      const length = phrase.folded.length < LONG ? 'short' : 'long'
      const key = length === 'short' ? shortKey(codes, 0) : longKey(codes, 0)
      used[length][key] = 1
      push(buckets[length], key, phrase)
      buckets[length].get(key)!.sort((a, b) => b.folded.length - a.folded.length)
    },
    scan(folded, codes, openings, take) {
      const {short: isShort, long: isLong} = used
      const [inside, inWords] = openings === 'everywhere' ? [BEGINS, BEGINS_IN_WORD] : [BEGINS_ANYWHERE, 0]
      let [before, beforeThat]: number[] = [OTHER, OTHER]
      for (let i = 0; i + SHORT <= folded.length; i++) {
        const code = codes[i]!
        const kind = kinds[code]!
        const inWord = kind === SPACED && before !== OTHER
        const wanted = inWord ? inWords : beforeThat !== OTHER && codes[i - 1] === SPACE ? inside : BEGINS
        beforeThat = before!
        before = kind
        if (code === SPACE || (begins[pairKey(codes, i)]! & wanted) === 0) continue
        const long = longKey(codes, i)
        const short = shortKey(codes, i)
        if (isLong[long] === 0 && isShort[short] === 0) continue
        const found: Phrase[] = []
        for (const phrase of buckets.long.get(long) ?? none) if (folded.startsWith(phrase.folded, i)) found.push(phrase)
        for (const phrase of buckets.short.get(short) ?? none)
          if (folded.startsWith(phrase.folded, i)) found.push(phrase)
        if (found.length > 0) take(found, i, inWord)
      }
    },
  }
}

const none: readonly Phrase[] = []

/**
 * A phrase of several words in a script whose words take no endings may be glued to a headline ("اقرأ أيضاًأمير الكويت").
 * In others it may not: "folge uns" opens "Folge unseres".
 */
const mayGlue = (folded: string, place: Phrase['place']): boolean => {
  const code = folded.charCodeAt(0)
  return place === 'opens' && folded.includes(' ') && folded.length >= LONG && code >= 0x600 && code <= 0x6ff
}

/** The hash of a connective's first word, as `measure` reads words. */
function startOf(connective: string): number {
  if (kinds[connective.charCodeAt(0)] === UNSPACED) return wordHash(connective, 0, 1)
  let end = 0
  while (end < connective.length && kinds[connective.charCodeAt(end)] === SPACED) end++
  return wordHash(connective, 0, end)
}

/** What is left of a folded text without what is neither letter nor mark at its ends: "• share (12)" → "share". */
export const bareOf = (folded: string): string => {
  let start = 0
  let end = folded.length
  while (start < end && !isWordCode(folded.charCodeAt(start))) start++
  while (end > start && !isWordCode(folded.charCodeAt(end - 1))) end--
  return folded.slice(start, end)
}

const letterOrMark = /[\p{L}\p{M}]/u
const wordCodes = Uint8Array.from({length: 0x10000}, (_, code) => Number(letterOrMark.test(String.fromCharCode(code))))
const isWordCode = (code: number): boolean => wordCodes[code] === 1

function readLines(pack: Pack, take: (line: string, place: Phrase['place'], folded: string) => void): void {
  const where = `seeds/${pack.language}/${pack.list}.txt`
  const seen = new Map<string, number>()
  for (const [index, raw] of pack.text.split(/\r?\n/u).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const place = line.startsWith('= ') ? 'is' : line.startsWith('* ') ? 'holds' : 'opens'
    const phrase = place === 'opens' ? line : line.slice(2).trim()
    const folded = place === 'is' ? bareOf(fold(phrase)) || fold(phrase) : fold(phrase)
    if (folded === '')
      throw new Error(
        `${where}:${index + 1}: Unexpected phrase «${phrase}», expected one with letters or signs that count`,
      )
    const first = seen.get(place + folded)
    if (first !== undefined)
      throw new Error(
        `${where}:${index + 1}: Unexpected second «${phrase}», expected each phrase once; it stands at line ${first} too`,
      )
    seen.set(place + folded, index + 1)
    take(phrase, place, folded)
  }
}

/** Phrases of a language from which on a word is one that furniture is made of, and letters that such a word has at least. */
const FURNITURE = {phrases: 2, letters: 3}

/** Counts the words of phrases, language by language. */
function createVocabulary(): {add(language: string, folded: string): void; words(): Set<number>} {
  const counts = new Map<string, Map<number, number>>()
  return {
    add(language, folded) {
      const known = counts.get(language) ?? new Map<number, number>()
      counts.set(language, known)
      for (const word of new Set(folded.match(/[\p{L}\p{M}]+/gu)))
        if (word.length >= FURNITURE.letters && kinds[word.charCodeAt(0)] === SPACED)
          known.set(wordHash(word), (known.get(wordHash(word)) ?? 0) + 1)
    },
    words: () =>
      new Set(
        [...counts.values()].flatMap((known) =>
          [...known].flatMap(([word, count]) => (count >= FURNITURE.phrases ? [word] : [])),
        ),
      ),
  }
}

/**
 * Reads packs.
 *
 * @throws Error naming file and line: an unknown list, a phrase that folds to nothing, a phrase that stands twice in one file.
 */
export function compile(packs: readonly Pack[]): Phrases {
  const finder = createFinder()
  // "يحدث في" holds "حدث في": only markers of this list are never the end of a word and the next.
  const index = (phrase: Phrase): void => finder.add(phrase, phrase.glues && phrase.list === 'related')
  const wholes = new Map<string, Phrase[]>()
  const vocabulary = createVocabulary()
  const words = {'function-words': new Set<number>(), connectives: new Set<string>(), clitics: new Set<number>()}

  for (const pack of packs) {
    const wordList = wordLists.find((list) => list === pack.list)
    if (!wordList && !phraseLists.some((list) => list === pack.list))
      throw new Error(
        `seeds/${pack.language}/${pack.list}.txt: Unexpected list, expected one of ${[...phraseLists, ...wordLists].join(', ')}`,
      )
    readLines(pack, (phrase, place, folded) => {
      if (wordList === 'function-words') words[wordList].add(wordHash(folded))
      else if (wordList === 'connectives') words[wordList].add(folded)
      else if (wordList === 'clitics') words[wordList].add(folded.charCodeAt(0))
      if (wordList) return
      if (pack.list !== 'credit') vocabulary.add(pack.language, folded)
      const colon = folded.endsWith(':')
      const bare = colon ? folded.slice(0, -1).trimEnd() : folded
      if (colon && bare.length < 2)
        throw new Error(
          `seeds/${pack.language}/${pack.list}.txt: Unexpected «${phrase}», expected two letters or more before a colon`,
        )
      const entry = {list: pack.list, phrase, folded: bare, place, colon, glues: mayGlue(bare, place)}
      if (place === 'is') push(wholes, bareOf(bare) || bare, entry)
      else if (bare.length >= SHORT) index(entry)
      else if (colon) for (const spelt of [`${bare}:`, `${bare} :`]) index({...entry, folded: spelt, colon: false})
      // Too short to be looked for inside a line: it counts where it is the line.
      else push(wholes, bareOf(bare) || bare, {...entry, place: 'is'})
    })
  }

  const longest = Math.max(0, ...[...wholes.keys()].map((bare) => bare.length))
  return {
    scan: finder.scan,
    whole: (bare) => (bare.length > longest ? none : (wholes.get(bare) ?? none)),
    functionWords: wordSet(words['function-words']),
    furnitureWords: wordSet(vocabulary.words()),
    connectives: words.connectives,
    connectiveStarts: wordSet(new Set([...words.connectives].map(startOf))),
    clitics: words.clitics,
  }
}

function push<Key>(lists: Map<Key, Phrase[]>, key: Key, phrase: Phrase): void {
  const list = lists.get(key)
  if (list) list.push(phrase)
  else lists.set(key, [phrase])
}
