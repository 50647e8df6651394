/** A share of a corpus, for one of many processes: the same share whenever and wherever it is asked for. */
import {createHash} from 'node:crypto'
import {UsageError} from '../io/errors.ts'
import {lookAt, type Source} from '../io/inputs.ts'
import type {Group, Outputs} from '../io/outputs.ts'
import {rowStart} from '../io/parts.ts'

/** Which share: one of so many, from 1 up. */
export interface Shard {
  readonly number: number
  readonly of: number
}

/** The share of a corpus. */
export interface Share<T> {
  readonly own: T
  /** sha256 of the names and sizes of all that is shared out: the shares of one corpus have the same. */
  readonly inputs: string
}

/**
 * Shares outputs out by the bytes of their sources: each shard has a stretch of them, in their order, so that the records of all,
 * one after the other, are the record of the whole. A plain file of rows is parted between two of them, all else is not: it
 * goes to the shard where its first byte lies.
 *
 * @throws UsageError when a source is stdin, or can't be looked at.
 */
export function shareOfOutputs(outputs: Outputs, shard: Shard): Share<Outputs> {
  const {own, inputs} = shareOf(
    outputs.groups.flatMap(({sources}) => sources),
    shard,
  )
  let at = 0
  const groups = outputs.groups.flatMap((group): Group[] => {
    const [first, ...others] = own.slice(at, (at += group.sources.length)).filter((source) => source !== undefined)
    return first ? [{...group, sources: [first, ...others]}] : []
  })
  return {own: {...outputs, groups}, inputs}
}

/**
 * Shares sources out in the same way.
 *
 * @returns For every source, itself or what of it belongs to the shard, or `undefined`.
 */
export function shareOf(sources: readonly Source[], {number, of}: Shard): Share<readonly (Source | undefined)[]> {
  const sizes = sources.map(sizeOf)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  // The last has what begins at the very end: empty files.
  const from = Math.floor((total / of) * (number - 1))
  const to = number === of ? Infinity : Math.floor((total / of) * number)
  const digest = createHash('sha256')
  let end = 0
  const own = sources.map((source, index) => {
    const size = sizes[index]!
    const start = end
    end += size
    digest.update(`${JSON.stringify([source.name, size])}\n`)
    if (source.kind !== 'jsonl' || source.packed || size === 0) return start >= from && start < to ? source : undefined
    if (end <= from || start >= to) return undefined
    if (start >= from && end <= to) return source
    const part = {
      start: rowStart(source.path, from - start, size),
      end: to < end ? rowStart(source.path, to - start, size) : size,
    }
    return part.start < part.end ? {...source, part} : undefined
  })
  return {own, inputs: digest.digest('hex')}
}

function sizeOf({path}: Source): number {
  if (path === '-') throw new UsageError('Unexpected --shard with "-", expected files: stdin is of no known size')
  const found = lookAt(path)
  if (!found) throw new UsageError(`No such file: "${path}"`)
  if (!found.isFile()) throw new UsageError(`Unexpected --shard with "${path}", expected a file of a known size`)
  return found.size
}

/** What one shard has left, for those that bring all together. */
export interface Left {
  /** Its file. */
  readonly path: string
  readonly shard: Shard
}

/**
 * What all shards of a corpus have left.
 *
 * @param same What all must have in common.
 * @returns In the order of the shards.
 * @throws UsageError when one is missing or there twice, or they are not of one corpus, under one set of rules and settings.
 */
export function allShards<T extends Left>(
  left: readonly T[],
  same: readonly (keyof T & string)[],
): readonly [T, ...T[]] {
  const [first, ...others] = left.toSorted((a, b) => a.shard.number - b.shard.number)
  if (!first) throw new UsageError('Nothing to merge, expected what all shards have left')
  const {of} = first.shard
  for (const [index, other] of others.entries()) {
    const {path, shard} = other
    if (shard.of !== of)
      throw new UsageError(`${path}: Unexpected shard of ${shard.of}, expected one of ${of}, as ${first.path}`)
    const before = index === 0 ? first : others[index - 1]!
    if (shard.number === before.shard.number)
      throw new UsageError(`${path}: Unexpected shard ${shard.number}, expected it once: ${before.path} is the same`)
    for (const what of same) {
      const [one, two] = [first, other].map((some) => JSON.stringify(some[what]))
      if (one !== two) throw new UsageError(`${path}: Unexpected ${what} ${two}, expected ${one}, as ${first.path}`)
    }
  }
  const there = new Set(left.map(({shard}) => shard.number))
  const missing = Array.from({length: of}, (_, index) => index + 1).filter((number) => !there.has(number))
  if (missing.length > 0) throw new UsageError(`Nothing of shard ${missing.join(', ')}, expected all of ${of}`)
  return [first, ...others]
}
