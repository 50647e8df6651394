/** A page as the layout reads it: the elements and texts that a reader sees, with their places in the source. */
import type {Frame, PageFacts} from '../model.ts'
import type {Place} from './line.ts'

export interface PageText {
  readonly kind: 'text'
  readonly value: string
  /** Where each code unit of `value` starts in the source, and where the last one ends; `undefined` where that can't be told. */
  readonly origin: ((index: number) => number) | undefined
}

export type PageNode = PageElement | PageText

export interface Page {
  readonly root: PageElement
  readonly facts: PageFacts
}

/** A page that can't be laid out, and why: what was found, what was expected. */
export class PageError extends Error {}

/** Elements inside each other, as browsers allow. Beyond, time grows with the square of the depth, and stacks overflow. */
export const DEEPEST = 512

/** The value of an attribute, by its name in HTML. */
export type Attributes = (name: string) => string | undefined
export const noAttributes: Attributes = () => undefined

/** An element. What it is known by is worked out when it is asked for: most elements hold no line of their own. */
export class PageElement implements Frame {
  readonly kind = 'element'
  readonly children: PageNode[] = []
  readonly depth: number
  /** It holds pictures or sound that are no part of a link: teasers of other articles are links. */
  shows = false
  #tags: ReadonlySet<string> | undefined
  #words: ReadonlySet<string> | undefined
  #hidden: boolean | undefined

  constructor(
    readonly tag: string,
    readonly parent: PageElement | undefined,
    /** None where the parser made it up. */
    readonly place: Place | undefined,
    private readonly attributes: Attributes,
  ) {
    this.depth = parent ? parent.depth + 1 : 0
  }

  get tags(): ReadonlySet<string> {
    return (this.#tags ??= this.isOutermost ? nothing : joined(this.parent?.tags ?? nothing, [this.tag]))
  }

  get words(): ReadonlySet<string> {
    const around = this.parent?.words ?? nothing
    return (this.#words ??=
      this.isOutermost || this.attributes === noAttributes ? around : joined(around, wordsOf(this.attributes)))
  }

  /** Style or an attribute keeps it, or what it stands in, from being seen or heard. */
  get hidden(): boolean {
    return (this.#hidden ??= (this.parent?.hidden ?? false) || isHidden(this.attributes))
  }

  private get isOutermost(): boolean {
    return this.tag === 'html' || this.tag === 'body'
  }
}

const nothing: ReadonlySet<string> = new Set()

/** A set with more in it; the same set where that is nothing new. */
function joined(set: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> {
  return more.every((word) => set.has(word)) ? set : new Set([...set, ...more])
}

const naming = ['class', 'id', 'role', 'itemprop', 'data-testid', 'data-component']
/** Code units up to which a name is looked at: utility classes run on and say nothing. */
const LONGEST = 200

/** "relatedPosts post-2041 c-teaser__title" → related, posts, post, teaser, title */
const wordsOf = (attributes: Attributes): string[] =>
  naming.flatMap((name) => {
    const value = attributes(name)
    if (value === undefined) return []
    const words = value.slice(0, LONGEST).replace(/([a-z])([A-Z])/gu, '$1 $2')
    return words.toLowerCase().match(/[a-z]{2,}/gu) ?? []
  })

function isHidden(attributes: Attributes): boolean {
  if (attributes('aria-hidden') === 'true') return true
  const style = attributes('style')
  return style !== undefined && /display\s?:\s?none|visibility\s?:\s?hidden/iu.test(style)
}

/** Elements whose text nobody reads. From `iframe` on hast-util-to-text reads them. */
const unread = new Set(
  'head title script style template noscript datalist noembed noframes rp iframe object svg audio video canvas'.split(
    ' ',
  ),
)

/** Whether what an element holds is not read at all. */
export const isUnread = (tag: string, attributes: Attributes): boolean =>
  unread.has(tag) ||
  (tag === 'dialog' && attributes('open') === undefined) ||
  (attributes !== noAttributes && attributes('hidden') !== undefined)

const showing = new Set(['figure', 'picture', 'video', 'audio'])

/** Marks the elements that hold a picture or sound of their own. */
export function show(tag: string, parent: PageElement): void {
  if (showing.has(tag) && !parent.tags.has('a')) showSomething(parent)
}

/** Marks an element that holds something that is more than its words, and those around it. */
export function showSomething(parent: PageElement): void {
  for (let around: PageElement | undefined = parent; around && !around.shows; around = around.parent)
    around.shows = true
}
