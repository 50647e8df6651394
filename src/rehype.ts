/**
 * The rehype plugin: takes the noise out of a hast tree, says what it took in the file's messages, and puts the record into
 * `file.data.untail`.
 */
import type {Root} from 'hast'
import type {Plugin} from 'unified'
import type {VFile} from 'vfile'
import {location} from 'vfile-location'
import {placesIn} from './layout/source.ts'
import type {Place} from './layout/line.ts'
import type {Article, ArticleRecord, Evidence, Options, Profile, Removal, Suspect} from './model.ts'
import {createPrune, type Found, type Prune, type Pruned} from './prune.ts'
import {sha256} from './record.ts'
import {loadRules, rulesDigest, withProfile, type ShippedRules} from './rules.ts'
import {sayings} from './signals/sayings.ts'

export interface RehypeUntailOptions extends Options {
  /** Default: those of `loadRules()`, which are loaded once, for the first tree. */
  readonly rules?: ShippedRules
  /** What the pages of a corpus have in common. */
  readonly profile?: Profile
  /** The article's title; default: what the page says it is. */
  readonly title?: string
  /** Where the page is from; a profile goes by its host. */
  readonly url?: string
}

/** What was removed of a tree. It has offsets where the tree was parsed from the file's text and stands there as it came. */
export type InTree<Of extends Removal> = Omit<Of, 'start' | 'end'> & Partial<Place>

/**
 * What became of a tree: the record of an article, of whose removals those have offsets that have a place in the file's text.
 * From there on it is as everywhere: sorted, disjoint, `source.slice(start, end) === text`; what has none comes last. The
 * markup around the words is not counted as removed, even where it went with them.
 */
export interface TreeRecord extends Omit<ArticleRecord, 'removals' | 'suspects' | 'clean'> {
  readonly removals: readonly InTree<Removal>[]
  readonly suspects: readonly InTree<Suspect>[]
}

declare module 'vfile' {
  interface DataMap {
    untail: TreeRecord
  }
}

/**
 * Takes the noise out of a page: `unified().use(rehypeParse).use(rehypeUntail, {level: 'balanced'}).use(rehypeStringify)`.
 *
 * What goes of the tree is what `createClean` cuts of the source: elements where nothing else was in them, else their words.
 * Every removal is a message (`file.messages`, as information) with its category as `ruleId`, its place where the nodes have
 * positions, and in `note` why it went. `file.data.untail` is the record. A tree that would read otherwise where it should
 * stay as it is (`refused`), or whose elements stand more than 512 deep (`failed`), is left as it came, with a warning.
 */
const rehypeUntail: Plugin<[RehypeUntailOptions?], Root> = (options = {}) => {
  const {title, url} = options
  let loaded: {readonly prune: Prune; readonly digest: string} | undefined
  return (tree, file) => {
    loaded ??= load(options)
    const article: Omit<Article, 'form' | 'body'> = {
      id: file.path ?? '',
      ...(title !== undefined && {title}),
      ...(url !== undefined && {url}),
    }
    const pruned = loaded.prune(tree, article)
    const {status, reason} = pruned
    const source = String(file)
    const record: TreeRecord = {
      id: article.id,
      form: 'html',
      status,
      ...(reason !== undefined && {reason}),
      offsets: 'utf-16',
      ...(status !== 'failed' && file.value !== undefined && {source: {sha256: sha256(source), length: source.length}}),
      rules: loaded.digest,
      ...report(pruned, source, file),
    }
    file.data.untail = record
    if (reason !== undefined) file.message(reason, {ruleId: status, source: 'untail', place: tree.position})
    pruned.edits.apply(tree)
  }
}
export default rehypeUntail

let shipped: ShippedRules | undefined

function load(options: RehypeUntailOptions): {prune: Prune; digest: string} {
  const plain = options.rules ?? (shipped ??= loadRules())
  const rules = options.profile ? withProfile(plain, options.profile) : plain
  return {prune: createPrune(rules, options), digest: rulesDigest(rules, options)}
}

/** Says what was removed of a file, and gives removals and suspects as the record has them. */
function report(
  {removals, suspects, texts}: Pruned,
  source: string,
  file: VFile,
): Pick<TreeRecord, 'removals' | 'suspects'> {
  if (removals.length === 0 && suspects.length === 0) return {removals: [], suspects: []}
  const find = placesIn(source, texts)
  const points = location(source)
  const placed = (found: readonly Found[]) =>
    found
      .map((one) => ({found: one, places: find(one.stretches) ?? []}))
      .toSorted((a, b) => (a.places[0]?.start ?? Infinity) - (b.places[0]?.start ?? Infinity) || 0)
  const gone = placed(removals)
  for (const {found, places} of gone) {
    const message = file.info(`Removed ${found.category}: “${shortened(found.text)}”`, {
      ruleId: found.category,
      source: 'untail',
      place: places.length > 0 ? positionOf(places, (offset) => points.toPoint(offset)) : positionAround(found),
    })
    message.note = found.evidence.map(inWords).join('\n')
    message.actual = found.text
  }
  return {removals: stretchesOf(gone, source), suspects: stretchesOf(placed(suspects), source)}
}

/** A block as the record has it: once for each of its places, or without one. */
const stretchesOf = (blocks: readonly {found: Found; places: readonly Place[]}[], source: string): InTree<Suspect>[] =>
  blocks
    .flatMap(({found: {category, confidence, text, evidence, guard}, places}): InTree<Suspect>[] => {
      const said = {category, confidence, text, evidence, ...(guard !== undefined && {guard})}
      if (places.length === 0) return [said]
      return places.map(({start, end}) => ({start, end, ...said, text: source.slice(start, end)}))
    })
    .toSorted((a, b) => (a.start ?? Infinity) - (b.start ?? Infinity) || 0)

type Position = NonNullable<Root['position']>
type Point = Position['start']

/** From the first place to the last. */
function positionOf(places: readonly Place[], toPoint: (offset: number) => Point | undefined): Position | undefined {
  const [start, end] = [toPoint(places[0]!.start), toPoint(places.at(-1)!.end)]
  return start && end && {start, end}
}

/** From the first text that has a position to the last: all that is known where texts are not as they came. */
function positionAround({stretches}: Found): Position | undefined {
  const positions = stretches.flatMap(({node}) => node.position ?? [])
  const [first, last] = [positions[0], positions.at(-1)]
  return first && last && {start: first.start, end: last.end}
}

/** Code units of a removal that a message names. */
const NAMED = 80

const shortened = (text: string): string => {
  if (text.length <= NAMED) return text
  const space = text.lastIndexOf(' ', NAMED)
  return `${text.slice(0, space > 0 ? space : NAMED)} …`
}

/** "The block opens with a phrase of the list. (“اقرأ أيضا”)" */
const inWords = ({signal, detail}: Evidence): string =>
  sayings.get(signal)! + (detail === undefined ? '' : ` (“${detail}”)`)
