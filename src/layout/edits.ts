/** What is gone of a hast tree. The tree stays as it is until all is decided: what has to stay must read as before. */
import type {Nodes, Parents, RootContent, Text} from 'hast'
import type {Place} from './line.ts'

/** A stretch of a text node as it came. */
export interface Stretch extends Place {
  readonly node: Text
}

export class Edits {
  constructor(
    private readonly removed: ReadonlySet<Nodes> = new Set(),
    /** What is left of texts that something is gone of. */
    private readonly kept: ReadonlyMap<Text, readonly Place[]> = new Map(),
  ) {}

  /** What is left in a node. */
  childrenOf(node: Nodes): readonly RootContent[] {
    if (!('children' in node)) return []
    return this.removed.size === 0 ? node.children : node.children.filter((child) => !this.removed.has(child))
  }

  /** What is left of a text. */
  valueOf(node: Text): string {
    const kept = this.kept.get(node)
    return kept ? kept.map(({start, end}) => node.value.slice(start, end)).join('') : node.value
  }

  /** The stretches of a text as it came that make up one of what is left of it. */
  asItCame(node: Text, start: number, end: number): Stretch[] {
    let at = 0
    const found: Stretch[] = []
    for (const kept of this.kept.get(node) ?? [{start: 0, end: node.value.length}]) {
      const shift = kept.start - at
      const [from, to] = [Math.max(kept.start, start + shift), Math.min(kept.end, end + shift)]
      if (from < to) found.push({node, start: from, end: to})
      at += kept.end - kept.start
    }
    return found
  }

  /**
   * The same with more gone.
   *
   * @param nodes What goes with all that is in it.
   * @param stretches What goes of texts, counted in what is left of them.
   */
  without(nodes: Iterable<Nodes>, stretches: readonly Stretch[]): Edits {
    const kept = new Map(this.kept)
    for (const [node, gone] of byNode(stretches)) {
      const left: Place[] = []
      let at = 0
      for (const {start, end} of [...gone, {start: Infinity, end: Infinity}]) {
        left.push(...this.asItCame(node, at, start))
        at = Math.max(at, end)
      }
      kept.set(node, left)
    }
    return new Edits(new Set([...this.removed, ...nodes]), kept)
  }

  /**
   * The same without the white space that is left over where elements went: in front of what stood on a line of its own, and
   * between two of them.
   */
  tidied(root: Parents): Edits {
    if (this.removed.size === 0) return this
    const blank: Nodes[] = []
    const look = ({children}: Parents): void => {
      for (const [index, node] of children.entries()) {
        const [before, next] = [children[index - 1], children[index + 1]]
        if (this.removed.has(node)) continue
        if (node.type === 'text' && next && this.removed.has(next) && node.value.trim() === '') {
          if (node.value.includes('\n') || (before && this.removed.has(before))) blank.push(node)
        } else if (node.type === 'element') look(node)
      }
    }
    look(root)
    return this.without(blank, [])
  }

  /** Makes the tree what is left of it. */
  apply(root: Parents): void {
    if (this.removed.size === 0 && this.kept.size === 0) return
    const left = this.childrenOf(root).filter((node) => node.type !== 'text' || !this.kept.has(node) || this.cut(node))
    if (left.length < root.children.length) root.children = left as typeof root.children
    for (const node of left) if (node.type === 'element') this.apply(node)
  }

  /** Shortens a text, and tells whether something is left of it. */
  private cut(node: Text): boolean {
    node.value = this.valueOf(node)
    return node.value !== ''
  }
}

function byNode(stretches: readonly Stretch[]): Map<Text, Stretch[]> {
  const found = new Map<Text, Stretch[]>()
  for (const stretch of stretches.toSorted((a, b) => a.start - b.start)) {
    const before = found.get(stretch.node)
    if (before) before.push(stretch)
    else found.set(stretch.node, [stretch])
  }
  return found
}
