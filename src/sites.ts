/** Sections for single sites: how the articles of a site are cleaned, the phrases it adds, the words of its own that stay, and those that go. */
import {keptBy, policyOf, type Demand} from './decide.ts'
import {fold} from './fold.ts'
import {
  categories,
  type Article,
  type Block,
  type Category,
  type Level,
  type Options,
  type Policy,
  type SiteOptions,
  type State,
} from './model.ts'
import {bareOf, compile, joined, phraseLists, readLine, type Phrases} from './phrases.ts'
import {siteOf} from './profile.ts'

/** How the articles of a site are cleaned. */
export interface Manner {
  readonly level: Level
  readonly policy: Readonly<Record<Category, Policy>>
  /** The states that stay under the policy. */
  readonly kept: ReadonlySet<State>
  /** The policy of credits was asked for, and is not the usual one. */
  readonly namesCredit: boolean
  /** The packs, and what the site adds to them. */
  readonly phrases: Phrases
  /** The blocks that have words which the site protects. */
  readonly guardedIn: (blocks: readonly Block[]) => ReadonlySet<number>
  /** The blocks that the site always takes out, but for those of categories that are kept. */
  readonly demandedIn: (blocks: readonly Block[]) => ReadonlyMap<number, Demand>
}

/**
 * Tells how an article is cleaned, by its site. Where a site adds phrases they are compiled once, for its first article.
 *
 * @throws SyntaxError as `sectionsOf` does.
 */
export function createManners(phrases: Phrases, options: Options): (article: Pick<Article, 'host' | 'url'>) => Manner {
  const sections = sectionsOf(options.sites)
  const usual = mannerOf(phrases, options, {})
  if (sections.size === 0) return () => usual
  const manners = new Map<string, Manner>()
  return (article) => {
    for (let name = inAscii(siteOf(article)); name !== ''; name = parentOf(name)) {
      const section = sections.get(name)
      if (!section) continue
      const manner = manners.get(name) ?? mannerOf(withOwn(phrases, name, section), options, section)
      manners.set(name, manner)
      return manner
    }
    return usual
  }
}

/**
 * Sections by the names of their sites, in one order, without what has no meaning: equal sections, equal manners.
 *
 * @throws SyntaxError naming the site that is no host or has two sections, or site, list and phrase where that is none.
 */
export function sectionsOf(sites: Options['sites'] = {}): ReadonlyMap<string, SiteOptions> {
  const named = new Map<string, {host: string; section: SiteOptions}>()
  for (const [host, section] of Object.entries(sites)) {
    checkHost(host)
    checkPhrases(host, section)
    const name = inAscii(siteOf({host}))
    const other = named.get(name)
    if (other) throw new SyntaxError(`Unexpected sites "${other.host}" and "${host}", expected one section of a site`)
    named.set(name, {host, section: inOrder(section)})
  }
  const sections = new Map<string, SiteOptions>()
  // What is around a site comes before it: its name is shorter.
  for (const name of [...named.keys()].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const {section} = named.get(name)!
    // An empty one only takes a subdomain out of the section that it would be in.
    if (Object.keys(section).length > 0 || isWithin(name, sections)) sections.set(name, section)
  }
  return sections
}

function isWithin(name: string, sections: ReadonlyMap<string, SiteOptions>): boolean {
  for (let around = parentOf(name); around !== ''; around = parentOf(around)) if (sections.has(around)) return true
  return false
}

/** What a host stands under: `example.com` of `news.example.com`. */
const parentOf = (name: string): string => (name.includes('.') ? name.slice(name.indexOf('.') + 1) : '')

/** A host as URLs have it: the name that readers see may be of any script. */
const inAscii = (name: string): string =>
  /[^ -~]/u.test(name) && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name

function inOrder({level, policy = {}, phrases = {}, never = [], always = {}}: SiteOptions): SiteOptions {
  const given = categories.flatMap((category) => (policy[category] ? [[category, policy[category]] as const] : []))
  const gone = categories.flatMap((category) =>
    always[category]?.length ? [[category, always[category].toSorted()] as const] : [],
  )
  const lists = phraseLists.flatMap((list) => (phrases[list]?.length ? [[list, phrases[list]] as const] : []))
  return {
    ...(level && {level}),
    ...(given.length > 0 && {policy: Object.fromEntries(given)}),
    ...(lists.length > 0 && {phrases: Object.fromEntries(lists)}),
    ...(never.length > 0 && {never: never.toSorted()}),
    ...(gone.length > 0 && {always: Object.fromEntries(gone)}),
  }
}

function checkHost(host: string): void {
  const [plain = ''] = host.replace(/^[a-z]+:\/\/|^\*\./iu, '').split(/[/?#]/u, 1)
  const isHost = (name: string): boolean => /^[^\s./?#@*]+(?:\.[^\s./?#@*]+)*$/u.test(name)
  if (isHost(host)) return
  const such = isHost(plain) ? plain : 'example.com'
  throw new SyntaxError(
    `Unexpected site "${host}", expected a host such as "${such}", which holds for its subdomains too`,
  )
}

function checkPhrases(host: string, {phrases = {}, never = [], always = {}}: SiteOptions): void {
  const refuse = (phrase: string, place: string, expected: string): void => {
    throw new SyntaxError(`Unexpected phrase «${phrase}» in sites["${host}"].${place}, expected ${expected}`)
  }
  const some = 'one with letters or signs that count'
  for (const phrase of never) if (fold(phrase) === '') refuse(phrase, 'never', some)
  const categoryOf = new Map<string, Category>()
  for (const category of categories)
    for (const phrase of always[category] ?? []) {
      const key = keyOf(fold(phrase))
      const other = categoryOf.get(key)
      if (key === '') refuse(phrase, `always.${category}`, some)
      if (other && other !== category) refuse(phrase, `always.${category}`, `it in one category: it is in ${other} too`)
      categoryOf.set(key, category)
    }
  for (const list of phraseLists) {
    const seen = new Set<string>()
    for (const line of phrases[list] ?? []) {
      const {place, folded} = readLine(line.trim())
      const at = `phrases.${list}`
      if (/[\r\n]/u.test(line)) refuse(line, at, 'one without line breaks')
      if (line.trim().startsWith('#')) refuse(line, at, 'it without "#", as signs before the first letter do not count')
      if (folded === '') refuse(line, at, some)
      if (/^.? ?:$/u.test(folded)) refuse(line, at, 'two letters or more before a colon')
      if (seen.has(place + folded)) refuse(line, at, 'each phrase once')
      seen.add(place + folded)
    }
  }
}

function mannerOf(phrases: Phrases, options: Options, section: SiteOptions): Manner {
  const asked = {...options.policy, ...section.policy}
  const policy = policyOf({policy: asked})
  const never = (section.never ?? []).map(fold)
  const always = new Map(
    categories
      .filter((category) => policy[category] !== 'keep')
      .flatMap((category) =>
        (section.always?.[category] ?? []).map((phrase) => [keyOf(fold(phrase)), {category, phrase}] as const),
      ),
  )
  return {
    level: section.level ?? options.level ?? 'careful',
    policy,
    kept: keptBy(policy),
    namesCredit: asked.credit !== undefined,
    phrases,
    guardedIn: never.length === 0 ? () => none : (blocks) => blocksWith(blocks, never),
    demandedIn: always.size === 0 ? () => nothing : (blocks) => blocksOf(blocks, always),
  }
}

const none: ReadonlySet<number> = new Set()
const nothing: ReadonlyMap<number, Demand> = new Map()

/**
 * The blocks that are or hold a folded phrase. Where a line was split it is looked for across its blocks too, and then the spaces
 * in it do not count: how a line is split depends on what stands around it, and must not lay bare what is protected.
 */
function blocksWith(blocks: readonly Block[], never: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>()
  for (let first = 0, end = 1; first < blocks.length; first = end++) {
    while (blocks[end]?.joint === 'joined') end++
    if (end - first === 1) {
      if (never.some((phrase) => blocks[first]!.folded.includes(phrase))) found.add(first)
      continue
    }
    const pieces = blocks.slice(first, end).map(({folded}) => withoutSpaces(folded))
    const line = pieces.join('')
    for (const phrase of never.map(withoutSpaces)) {
      let piece = 0
      let until = 0
      for (let at = line.indexOf(phrase); at >= 0; at = line.indexOf(phrase, at + 1)) {
        for (; until < at + phrase.length; until += pieces[piece++]!.length)
          if (until + pieces[piece]!.length > at) found.add(first + piece)
      }
    }
  }
  return found
}

/** The blocks, and all blocks of the lines, that are nothing but a phrase. */
function blocksOf(blocks: readonly Block[], always: ReadonlyMap<string, Demand>): ReadonlyMap<number, Demand> {
  const found = new Map<number, Demand>()
  for (let first = 0, end = 1; first < blocks.length; first = end++) {
    while (blocks[end]?.joint === 'joined') end++
    const pieces = blocks.slice(first, end).map(({folded}) => folded)
    const ofLine = always.get(keyOf(pieces.join('')))
    for (const [index, piece] of pieces.entries()) {
      const demand = ofLine ?? always.get(keyOf(piece))
      if (demand) found.set(first + index, demand)
    }
  }
  return found
}

/** What a folded text is known by: signs and numbers at its ends do not count, nor spaces, as a line may be split at any. */
const keyOf = (folded: string): string => withoutSpaces(bareOf(folded) || folded)

const withoutSpaces = (folded: string): string => folded.replaceAll(' ', '')

/** The packs with the phrases of a site: these alone are compiled, which is some 300 times cheaper. */
function withOwn(packs: Phrases, site: string, {phrases}: SiteOptions): Phrases {
  if (!phrases) return packs
  const own = Object.entries(phrases).map(([list, lines]) => ({language: site, list, text: lines.join('\n')}))
  return joined(packs, compile(own))
}
