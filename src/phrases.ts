/** Phrase packs: reading `seeds/<language>/<list>.txt`, and finding their phrases in folded text. The format stands in `seeds/README.md`. */
import {fold} from './fold.ts'
import {
  BEGINS,
  BEGINS_ANYWHERE,
  CONNECTIVE,
  FUNCTION,
  FURNITURE,
  GLUED,
  LEADS,
  lexiconOf,
  wordHash,
  type Lexicon,
} from './lexicon.ts'
import {OTHER, SPACED, UNSPACED, kinds, tableOf} from './letters.ts'

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

/** All packs together. */
export interface Phrases {
  readonly lexicon: Lexicon
  /** By `pairKey` of its last two letters: a word may end with one that begins a phrase which may be glued to what stands before. */
  readonly tails: Uint8Array
  /** Letters of the longest such word: no word is looked through any farther, however long it is. */
  readonly longestTail: number
  /**
   * By `pairKey` of its first two code units: a phrase that counts anywhere begins so, and phrases that begin so are looked for
   * behind the number that a line opens with. The weights were learned with what that finds.
   */
  readonly heldPairs: Uint8Array
  /**
   * Gives the phrases that stand in a folded text, longest first at each place.
   *
   * @param begins Where the lexicon says that phrases may begin, rising.
   * @param take Is told where. Inside a word there are only phrases that may be glued to what stands before.
   */
  find(folded: string, begins: readonly number[], take: (phrase: Phrase, start: number, inWord: boolean) => void): void
  /** The phrases that the whole text is, numbers and punctuation aside. */
  whole(bare: string): readonly Phrase[]
  /** Folded, of one word or several. */
  readonly connectives: ReadonlySet<string>
  /** By code unit: it is written together with the word that follows. */
  readonly clitics: Uint8Array
}

export const phraseLists = ['related', 'headlines', 'keywords', 'promo', 'ui', 'comments', 'legal', 'credit'] as const
const wordLists = ['function-words', 'connectives', 'clitics'] as const

/** Code units of the shortest phrase that is looked for inside a line. */
const SHORT = 3
/** So few that the table of pairs stays in the processor's nearest memory. */
const PAIRS = 1 << 14
export const pairKey = (first: number, second: number): number => (first * 61 + second) & (PAIRS - 1)

/**
 * So many code units behind its first word a phrase is known by, where it has them: hundreds begin with "in". Four are a space, an
 * article and a letter, and leave half of the places that three do.
 */
export const AHEAD = 4

/** Where the word ends that a phrase begins with, or the first two code units where it begins with none. */
function firstEnd(folded: string, start: number): number {
  let end = start
  while (kinds[folded.charCodeAt(end)] === SPACED) end++
  return end > start ? end : start + 2
}

/** "يحدث في" holds "حدث في": only markers of this list are never the end of a word and the next. */
const mayFollowLetters = ({glues, list}: Phrase): boolean => glues && list === 'related'

const firstPair = ({folded}: Phrase): number => pairKey(folded.charCodeAt(0), folded.charCodeAt(1))

/** Finds phrases by how they begin, and says in `know` what they begin with. */
function finderOf(
  phrases: readonly Phrase[],
  know: (bits: number, hash: number) => void,
): Pick<Phrases, 'find' | 'tails' | 'longestTail' | 'heldPairs'> {
  const starting = new Map<number, Phrase[]>()
  const tails = new Uint8Array(PAIRS)
  let longestTail = 0
  const heldPairs = new Uint8Array(PAIRS)
  // All that begin as such a marker does are looked for inside words. The weights were learned with what that finds.
  const gluedPairs = new Set(phrases.filter(mayFollowLetters).map(firstPair))
  for (const phrase of phrases) {
    const {folded, place} = phrase
    const end = firstEnd(folded, 0)
    const isLong = end + AHEAD <= folded.length
    if (isLong) know(LEADS, wordHash(folded, 0, end))
    const hash = wordHash(folded, 0, isLong ? end + AHEAD : end)
    know(place === 'holds' ? BEGINS | BEGINS_ANYWHERE : BEGINS, hash)
    push(starting, hash, phrase)
    if (place === 'holds') heldPairs[firstPair(phrase)] = 1
    if (!gluedPairs.has(firstPair(phrase))) continue
    know(GLUED, wordHash(folded, 0, end))
    longestTail = Math.max(longestTail, end)
    tails[pairKey(folded.charCodeAt(end - 2), folded.charCodeAt(end - 1))] = 1
  }
  for (const alike of starting.values()) alike.sort((a, b) => b.folded.length - a.folded.length)
  const find: Phrases['find'] = (folded, begins, take) => {
    for (const start of begins) {
      const isInWord =
        start > 0 && kinds[folded.charCodeAt(start)] === SPACED && kinds[folded.charCodeAt(start - 1)] !== OTHER
      const end = firstEnd(folded, start)
      for (const until of end + AHEAD <= folded.length ? [end + AHEAD, end] : [end])
        for (const phrase of starting.get(wordHash(folded, start, until)) ?? none)
          if (folded.startsWith(phrase.folded, start)) take(phrase, start, isInWord)
    }
  }
  return {find, tails, longestTail, heldPairs}
}

const none: readonly never[] = []

/** Code units from which on a phrase is not made of two short words that happen to end and begin so. */
const GLUED_FROM = 5

/**
 * A phrase of several words in a script whose words take no endings may be glued to a headline ("اقرأ أيضاًأمير الكويت").
 * In others it may not: "folge uns" opens "Folge unseres".
 */
const mayGlue = (folded: string, place: Phrase['place']): boolean => {
  const code = folded.charCodeAt(0)
  return place === 'opens' && folded.includes(' ') && folded.length >= GLUED_FROM && code >= 0x600 && code <= 0x6ff
}

/** The hash of a connective's first word, as `measure` reads words. */
function connectiveHash(connective: string): number {
  return wordHash(connective, 0, kinds[connective.charCodeAt(0)] === UNSPACED ? 1 : firstEnd(connective, 0))
}

/** What is left of a folded text without what is neither letter nor mark at its ends: "• share (12)" → "share". */
export const bareOf = (folded: string): string => {
  let start = 0
  let end = folded.length
  while (start < end && !isWordCode(folded.charCodeAt(start))) start++
  while (end > start && !isWordCode(folded.charCodeAt(end - 1))) end--
  return folded.slice(start, end)
}

const wordCodes = tableOf(/[\p{L}\p{M}]+/gu)
const isWordCode = (code: number): boolean => wordCodes[code] === 1

/** A trimmed line of a pack. Its phrase may fold to nothing, which no pack is to have. */
export function readLine(line: string): Pick<Phrase, 'phrase' | 'place' | 'folded'> {
  const place = line.startsWith('= ') ? 'is' : line.startsWith('* ') ? 'holds' : 'opens'
  const phrase = place === 'opens' ? line : line.slice(2).trim()
  const whole = fold(phrase)
  return {phrase, place, folded: place === 'is' ? bareOf(whole) || whole : whole}
}

function readLines(pack: Pack, take: (line: string, place: Phrase['place'], folded: string) => void): void {
  const where = `seeds/${pack.language}/${pack.list}.txt`
  const seen = {opens: new Map<string, number>(), is: new Map<string, number>(), holds: new Map<string, number>()}
  let index = -1
  for (const raw of pack.text.split('\n')) {
    index++
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const {phrase, place, folded} = readLine(line)
    if (folded === '')
      throw new Error(
        `${where}:${index + 1}: Unexpected phrase «${phrase}», expected one with letters or signs that count`,
      )
    const first = seen[place].get(folded)
    if (first !== undefined)
      throw new Error(
        `${where}:${index + 1}: Unexpected second «${phrase}», expected each phrase once; it stands at line ${first} too`,
      )
    seen[place].set(folded, index + 1)
    take(phrase, place, folded)
  }
}

/** Phrases of a language from which on a word is one that furniture is made of, and letters that such a word has at least. */
const SEVERAL = {phrases: 2, letters: 3}

/** Counts the words of phrases, language by language. */
function createVocabulary(): {add(language: string, folded: string): void; words(): number[]} {
  const counts = new Map<string, Map<number, number>>()
  return {
    add(language, folded) {
      const known = counts.get(language) ?? new Map<number, number>()
      counts.set(language, known)
      const seen: number[] = []
      for (let start = 0, end = 0; start < folded.length; start = end + 1) {
        for (end = start; isWordCode(folded.charCodeAt(end));) end++
        if (end - start < SEVERAL.letters || kinds[folded.charCodeAt(start)] !== SPACED) continue
        const hash = wordHash(folded, start, end)
        if (seen.includes(hash)) continue
        seen.push(hash)
        known.set(hash, (known.get(hash) ?? 0) + 1)
      }
    },
    words: () =>
      [...counts.values()].flatMap((known) =>
        [...known].flatMap(([word, count]) => (count >= SEVERAL.phrases ? [word] : [])),
      ),
  }
}

/**
 * Reads packs.
 *
 * @throws Error naming file and line: an unknown list, a phrase that folds to nothing, a phrase that stands twice in one file.
 */
export function compile(packs: readonly Pack[]): Phrases {
  const wanted: Phrase[] = []
  const wholes = new Map<string, Phrase[]>()
  const vocabulary = createVocabulary()
  const functionWords: number[] = []
  const connectives = new Set<string>()
  const clitics = new Uint8Array(0x10000)

  for (const pack of packs) {
    const wordList = wordLists.find((list) => list === pack.list)
    if (!wordList && !phraseLists.some((list) => list === pack.list))
      throw new Error(
        `seeds/${pack.language}/${pack.list}.txt: Unexpected list, expected one of ${[...phraseLists, ...wordLists].join(', ')}`,
      )
    readLines(pack, (phrase, place, folded) => {
      if (wordList === 'function-words') functionWords.push(wordHash(folded))
      else if (wordList === 'connectives') connectives.add(folded)
      else if (wordList === 'clitics') clitics[folded.charCodeAt(0)] = 1
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
      else if (bare.length >= SHORT) wanted.push(entry)
      else if (colon)
        for (const spelt of [`${bare}:`, `${bare} :`]) wanted.push({...entry, folded: spelt, colon: false})
      // Too short to be looked for inside a line: it counts where it is the line.
      else push(wholes, bareOf(bare) || bare, {...entry, place: 'is'})
    })
  }

  const longest = Math.max(0, ...[...wholes.keys()].map((bare) => bare.length))
  const words = new Map<number, number>()
  const know = (bits: number, hash: number): void => void words.set(hash, (words.get(hash) ?? 0) | bits)
  for (const word of functionWords) know(FUNCTION, word)
  for (const word of vocabulary.words()) know(FURNITURE, word)
  for (const connective of connectives) know(CONNECTIVE, connectiveHash(connective))
  const finder = finderOf(wanted, know)
  return {
    lexicon: lexiconOf(words),
    ...finder,
    whole: (bare) => (bare.length > longest ? none : (wholes.get(bare) ?? none)),
    connectives,
    clitics,
  }
}

/** Packs with the phrases of others that are of a language of their own and bring no words, as if compiled together. */
export function joined(packs: Phrases, others: Phrases): Phrases {
  const words = new Map<number, number>()
  for (const {hashes, bits} of [packs.lexicon, others.lexicon])
    for (const [at, known] of bits.entries())
      if (known !== 0) words.set(hashes[at]!, (words.get(hashes[at]!) ?? 0) | known)
  return {
    ...packs,
    lexicon: lexiconOf(words),
    tails: either(packs.tails, others.tails),
    heldPairs: either(packs.heldPairs, others.heldPairs),
    find(folded, begins, take) {
      const finds: {phrase: Phrase; start: number; inWord: boolean}[] = []
      for (const some of [packs, others])
        some.find(folded, begins, (phrase, start, inWord) => finds.push({phrase, start, inWord}))
      finds.sort((a, b) => a.start - b.start || b.phrase.folded.length - a.phrase.folded.length)
      for (const {phrase, start, inWord} of finds) take(phrase, start, inWord)
    },
    whole: (bare) => [...packs.whole(bare), ...others.whole(bare)],
  }
}

const either = (bits: Uint8Array, others: Uint8Array): Uint8Array => bits.map((known, key) => known | others[key]!)

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, phrase: Value): void {
  const list = lists.get(key)
  if (list) list.push(phrase)
  else lists.set(key, [phrase])
}
