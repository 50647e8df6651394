/**
 * Every type of untail, in the order the data flows. Imports nothing; read it first.
 *
 * All offsets are half-open `[start, end)` and count UTF-16 code units of `Article.body`, the source as it came.
 */

/** What a block can be taken for, other than the article's own words. */
export const categories = [
  'related', // a "read also" marker and the headlines that belong to it
  'headlines', // headlines of other articles without a marker, or under "most read"
  'foreign', // running text of a different article
  'keywords', // tag lists, keyword spam, section names
  'promo', // follow, subscribe, download, advertisement
  'ui', // page furniture: share, print, login, view counters
  'comments', // readers' comments and their form
  'legal', // copyright lines, terms, disclaimers
  'credit', // source, agency, byline, dateline, caption: kept unless asked otherwise
] as const
export type Category = (typeof categories)[number]

/** The states of the label chain. */
export const states = ['body', ...categories] as const
export type State = (typeof states)[number]

export type Form = 'text' | 'html'
/** How much a body is: text, a piece of a page, or a page with all that surrounds its article. */
export type Extent = 'text' | 'fragment' | 'page'

/** What a clean page can be written as. */
export const renderings = ['text', 'html', 'markdown'] as const
export type Rendering = (typeof renderings)[number]

/** One document as it came. `body` is never normalised, trimmed or re-encoded. */
export interface Article {
  readonly id: string
  readonly form: Form
  readonly body: string
  readonly title?: string
  readonly host?: string
  readonly url?: string
  /** What its row says it is written in: for counting, no signal. */
  readonly language?: string
  /** What the file it was read from is encoded in, where that is not UTF-8. */
  readonly encoding?: string
  /** The row it came in, when it came in one: its other fields are carried through untouched. */
  readonly rest?: Readonly<Record<string, unknown>>
}

/** Where a phrase of a pack stands in a block. */
export interface Hit {
  /** The pack list it is from: `related`, `keywords`, … */
  readonly list: string
  /** The phrase as the pack spells it. */
  readonly phrase: string
  /** `opens` the block, `is` the whole block, or the block `holds` it somewhere. */
  readonly place: 'opens' | 'is' | 'holds'
  /** A colon follows it, at once or after a few words. */
  readonly colon: boolean
  /** Where it starts and ends in `Block.folded`. */
  readonly start: number
  readonly end: number
}

/** How a block stands to the one before it. */
export type Joint = 'joined' | 'line' | 'gap' // on the same line · on the next line · after a blank line

/** A stretch of the source that reads as one unit. `start` and `end` leave white space and invisible marks out. */
export interface Block {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The comparison form of `text`; its length differs, so it is no source of offsets. */
  readonly folded: string
  readonly joint: Joint
  readonly hits: readonly Hit[]
  /** Hashes of its words but the closed-class ones, in order: for counting, comparing and looking up, never for showing. */
  readonly words: Int32Array
  /** How many of its words are closed-class words (particles, prepositions, pronouns). */
  readonly functionWords: number
  /** How many of its other words are such that the packs' phrases are made of. */
  readonly furnitureWords: number
  /** It opens with a word that goes on from what was said before ("he added", "meanwhile"). */
  readonly connects: boolean
  /** Its length in words; scripts without spaces count about two characters a word. */
  readonly length: number
  /** Where it stands in the page, in an article of HTML. */
  readonly markup?: Markup
}

/** An element of a page: a frame around blocks. */
export interface Frame {
  readonly tag: string
  readonly parent: Frame | undefined
  /** How many frames are around it. */
  readonly depth: number
  /** Its tag and those around it, `html` and `body` aside. */
  readonly tags: ReadonlySet<string>
  /** The words of its class, id, role and the like, and of those around it, `html` and `body` aside. */
  readonly words: ReadonlySet<string>
}

/** Where a block of HTML stands. */
export interface Markup {
  /** The innermost element that holds the whole line. */
  readonly frame: Frame
  /** The share of its characters that are links, 0 to 1. */
  readonly linked: number
  /** Style or an attribute keeps it from being seen or heard. */
  readonly hidden: boolean
}

/** What a page says of itself, beside its text: evidence, not truth. */
export interface PageFacts {
  /** It is a whole page and no fragment: `html`, `head` or `body` stands in the source, or a doctype. */
  readonly whole?: boolean
  readonly title?: string
  /** The text of the article as it stands in the page's data for search engines (JSON-LD). */
  readonly articleBody?: string
}

/**
 * Where a block stands to prose: it is `prose`, above the first (`top`), alone between two (`inset`), with others between
 * two (`run`), behind the last (`tail`), or in a document that has none (`bare`).
 */
export type Spot = 'prose' | 'top' | 'inset' | 'run' | 'tail' | 'bare'

/**
 * What is kept of a corpus: which lines its sites repeat, and its titles. Hashes and counts, no text; frozen before it is used.
 * All keys are 48 bits (those of sites 32), rising. A strange line is taken for a known one once in 700 million times where 400,000 are known.
 */
export interface Profile {
  /** Sites of `fewerThan` pages and more, as they are counted for lines. */
  readonly sites: {readonly keys: Float64Array; readonly pages: Uint32Array}
  /** Lines seen on `fewerThan` or more different pages of a site. */
  readonly lines: {
    readonly keys: Float64Array
    /** On how many different pages each was seen: an estimate, by about 20 % off at 70 pages and 37 % at hundreds. */
    readonly pages: Uint32Array
    /** On how many of 100 of these pages it stood above the first prose or behind the last. */
    readonly around: Uint8Array
  }
  /** Prose of two or more sentences that two or more sites have: agency copy. It is in `lines` for none of them. */
  readonly shared: Float64Array
  readonly titles: Float64Array
  /** How many of each were left out to keep it small; of the lines those on fewer pages than `fewerThan`. */
  readonly leftOut: {
    readonly lines: number
    readonly fewerThan: number
    readonly sites: number
    readonly shared: number
    readonly titles: number
  }
}

/** A profile as an article of one site sees it. */
export interface Corpus {
  /** The pages of the site; 0 when it is not known. */
  readonly pages: number
  /** What is known of a folded text. */
  of(folded: string): Known
}

/** What a profile knows of a text. */
export interface Known {
  /** On how many different pages of the site it is a line, 0 when on few, and on what share of these around their prose. */
  readonly pages: number
  readonly around: number
  /** Two or more sites have it as prose of two or more sentences. */
  readonly isShared: boolean
  /** It is the title of an article. */
  readonly isTitle: boolean
}

/** What the signals may know besides the blocks: facts of the document as a whole, gathered once. */
export interface Context {
  /** The folded title without what surrounds its words, or an empty string. */
  readonly title: string
  /** Per block: it is running text, long enough and ended like a sentence, or a line of text that was broken at a fixed width. */
  readonly prose: readonly boolean[]
  /** Per block: where it stands to the prose around it. */
  readonly spots: readonly Spot[]
  /** Per block: the last prose block before it, or -1. */
  readonly proseBefore: readonly number[]
  /** Per block: the first prose block after it, or the number of blocks. */
  readonly proseAfter: readonly number[]
  /** Per block: the last code unit in front of closing quotes and brackets, or 0. */
  readonly endings: readonly number[]
  /** Per block: which kinds of signs it holds, as bits; all of them for a long block, which is not looked at. */
  readonly signs: readonly number[]
  /** The share of the long blocks that end without a stop, 0 to 1: poems, hard-wrapped lines, outlets that write none. */
  readonly unstopped: number
  /** What other articles say, when there is a profile. */
  readonly corpus?: Corpus
  /** The folded article as a page says it is. */
  readonly articleBody?: string
}

/**
 * What signals see in a document, block by block. Flat arrays, and numbers for signals: with an object for each observation,
 * judging an article took six times the memory, and most of its time went into looking names up.
 */
export interface Seen {
  /** How many blocks there are. */
  readonly blocks: number
  /** Block `b` has the observations from `starts[b]` to `starts[b + 1]`, in the order in which they were said. */
  readonly starts: Int32Array
  /** By observation: the number of the signal. */
  readonly signals: Uint16Array
  /** By observation: how clearly it is seen, above 0 and up to 1. */
  readonly values: Float64Array
  /** What to show for an observation, where there is something. */
  readonly details: ReadonlyMap<number, string>
}

/** What kind of evidence a signal gives. A prose block goes only on two kinds. */
export type Kind = 'phrase' | 'shape' | 'place' | 'echo' | 'cohesion' | 'corpus' | 'markup'

/** A signal says what is seen, never what to do. */
export interface Signal {
  readonly id: string
  /** Its place in the list of all signals; -1 until it is in that. */
  readonly number: number
  readonly kind: Kind
  /** One sentence. */
  readonly says: string
  /** Documentation and tests at once: the lines of a document, and the line that it speaks of (`null`: of none). */
  readonly examples: readonly Example[]
}

/** A document and what a signal says of it. */
export interface Example {
  readonly text: readonly string[]
  /** `html`: the lines are the source of a page, and `at` counts its blocks. Default: `text`. */
  readonly form?: Form
  readonly at: number | null
  readonly title?: string
  /** The other pages of a corpus that it is of; without a host they are of its site. */
  readonly others?: readonly {readonly text: readonly string[]; readonly title?: string; readonly host?: string}[]
}

/** Tells that a signal speaks of a block: with a value from 0, which says nothing, to 1, and with what to show for it. */
export type Say = (signal: Signal, block: number, value: number, detail?: string) => void

/** Signals that are looked for together, in one pass over the blocks. */
export interface Family {
  readonly signals: readonly Signal[]
  observe(blocks: readonly Block[], context: Context, say: Say): void
}

/**
 * A tree of questions to a block: is a signal's value in it, or in the block so many further on, above a number? Ends in
 * what to add to its noise states.
 */
export type Tree =
  number | {readonly signal: string; readonly at: number; readonly over: number; readonly yes: Tree; readonly no: Tree}

/** The label chain's weights, as `npm run train` writes them. */
export interface Weights {
  /** signal → state → weight */
  readonly signals: Readonly<Record<string, Readonly<Partial<Record<State, number>>>>>
  /** joint → state before → state → weight */
  readonly transitions: Readonly<Record<Joint, Readonly<Record<State, Readonly<Record<State, number>>>>>>
  /** What signals say together, in a block and around it. */
  readonly trees: readonly Tree[]
  /** What they were learned from: name → sha256. */
  readonly data: Readonly<Record<string, string>>
}

/** The chain's word on a block. */
export interface Label {
  /** The noise category that fits best. */
  readonly category: Category
  /** How much better a path through that category is than the best one through what is kept. Below 0: kept. */
  readonly margin: number
}

/** What to do with a category: take it out, leave it, or leave it and say so. */
export type Policy = 'remove' | 'keep' | 'flag'
export const levels = ['careful', 'balanced', 'thorough'] as const
export type Level = (typeof levels)[number]
export interface Options {
  readonly level?: Level
  /** Default: `remove` for all but `credit`, which is kept. */
  readonly policy?: Readonly<Partial<Record<Category, Policy>>>
  /**
   * Sections for single sites, by host: `www.` and case do not count. One holds for the subdomains of its host too, but for those
   * that have their own.
   */
  readonly sites?: Readonly<Record<string, SiteOptions>>
}

/** The lists of the packs whose phrases furniture is: each is named as the category that it speaks for. */
export type PhraseList = Exclude<Category, 'foreign'>

/** How the articles of one site are cleaned, where that is not as all are. */
export interface SiteOptions {
  readonly level?: Level
  /** Goes before the policy for all, category by category. */
  readonly policy?: Readonly<Partial<Record<Category, Policy>>>
  /** Phrases that join the packs, written as in the packs (`seeds/README.md`). */
  readonly phrases?: Readonly<Partial<Record<PhraseList, readonly string[]>>>
  /** The site's own words: a block that is or holds one of these, both folded, is never taken out. */
  readonly never?: readonly string[]
  /**
   * The site's own furniture: a block or a line that, folded, is nothing but one of these is taken out as that category, at any
   * level, where the policy of the category lets it and no `never` stands in it.
   */
  readonly always?: Readonly<Partial<Record<Category, readonly string[]>>>
}

/** A signal that weighed for a removal. */
export interface Evidence {
  readonly signal: string
  /** How much it spoke for the category against body. */
  readonly weight: number
  readonly detail?: string
}

/** A stretch of the source that was taken out. `source.slice(start, end) === text`. */
export interface Removal {
  readonly start: number
  readonly end: number
  readonly category: Category
  /** The margin through a logistic, rounded to two places. */
  readonly confidence: number
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** A stretch to cut, and the block that it is cut for. */
export interface Excision {
  readonly index: number
  readonly start: number
  readonly end: number
}

/** A stretch of a page as it reads: tags left out, characters decoded. For looking at. */
export interface Passage {
  readonly start: number
  readonly end: number
  readonly text: string
  /** It starts a line. */
  readonly opens: boolean
}

/** A stretch that is doubted but stays. */
export interface Suspect extends Removal {
  /** The guard that held it back, when one did. */
  readonly guard?: string
}

/** What became of an article. `clean` is the body with the removals cut out. */
export interface Outcome {
  readonly status: 'clean' | 'cleaned' | 'refused' | 'failed'
  readonly clean: string
  /**
   * What of a page is left to read, as lines of text: of a whole page without its credits, unless `credit` is kept on request; of
   * a refused one all. Absent when it could not be read.
   */
  readonly text?: string
  readonly removals: readonly Removal[]
  readonly suspects: readonly Suspect[]
  /** Why it was refused, or failed to be read. */
  readonly reason?: string
}

/** One line of the record. No clock, no host name: equal input gives equal bytes. */
export interface ArticleRecord {
  readonly id: string
  readonly form: Form
  /** What the source's file is encoded in, where that is not UTF-8. Offsets and digests are of its text. */
  readonly encoding?: string
  readonly status: Outcome['status']
  readonly reason?: string
  readonly offsets: 'utf-16' | 'code-point' | 'byte'
  /** sha256 of the body's UTF-8 bytes, and its length in the unit of `offsets`. Absent when the article failed. */
  readonly source?: {readonly sha256: string; readonly length: number}
  readonly clean?: {readonly sha256: string; readonly length: number}
  /** What was written of a page, where that is not `clean` itself. */
  readonly written?: {readonly as: 'text' | 'markdown'; readonly sha256: string; readonly length: number}
  /** sha256 of packs, weights, profile and policy. */
  readonly rules: string
  readonly removals: readonly Removal[]
  readonly suspects: readonly Suspect[]
}
