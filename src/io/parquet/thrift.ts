/**
 * Thrift's compact protocol, as the footers of Parquet files are written in: read and written again without a loss, also of
 * what is not known here.
 */

/** What the protocol numbers types with. */
const types = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
}

/** A value with its type, so that it can be written as it was. */
export type ThriftValue =
  | {readonly type: 1 | 2}
  | {readonly type: 3; readonly byte: number}
  | {readonly type: 4 | 5 | 6; readonly integer: bigint}
  | {readonly type: 7 | 8; readonly bytes: Uint8Array}
  | {readonly type: 9 | 10; readonly of: number; readonly items: readonly ThriftValue[]}
  | {
      readonly type: 11
      readonly keys: number
      readonly values: number
      readonly entries: readonly (readonly [ThriftValue, ThriftValue])[]
    }
  | ThriftStruct

/** Fields by their number. */
export interface ThriftStruct {
  readonly type: 12
  readonly fields: ReadonlyMap<number, ThriftValue>
}

export const integer = (type: 4 | 5 | 6, value: bigint | number): ThriftValue => ({type, integer: BigInt(value)})
export const text = (value: string): ThriftValue => ({type: 8, bytes: Buffer.from(value)})
export const list = (of: number, items: readonly ThriftValue[]): ThriftValue => ({type: 9, of, items})
export const struct = (fields: Iterable<readonly [number, ThriftValue]>): ThriftStruct => ({
  type: 12,
  fields: new Map(fields),
})

/** A struct with other fields: `undefined` takes one out. */
export function withFields(
  {fields}: ThriftStruct,
  changes: Readonly<Record<number, ThriftValue | undefined>>,
): ThriftStruct {
  const changed = new Map(fields)
  for (const [id, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(Number(id))
    else changed.set(Number(id), value)
  }
  return struct([...changed].toSorted(([a], [b]) => a - b))
}

/** The integer of a field, when it has one. */
export function integerAt({fields}: ThriftStruct, id: number): bigint | undefined {
  const value = fields.get(id)
  return value && 'integer' in value ? value.integer : undefined
}

/** The struct of a field, when it has one. */
export function structAt({fields}: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = fields.get(id)
  return value?.type === 12 ? value : undefined
}

/** The items of a field's list; none when it has no list. */
export function itemsAt({fields}: ThriftStruct, id: number): readonly ThriftValue[] {
  const value = fields.get(id)
  return value && 'items' in value ? value.items : []
}

/** The structs among the items of a field's list. */
export const structsAt = (from: ThriftStruct, id: number): readonly ThriftStruct[] =>
  itemsAt(from, id).filter((item) => item.type === 12)

/** The text of a field, when it has one. */
export function textAt({fields}: ThriftStruct, id: number): string | undefined {
  const value = fields.get(id)
  return value?.type === 8 ? Buffer.from(value.bytes).toString() : undefined
}

/**
 * Reads a struct.
 *
 * @throws RangeError when the bytes end before it does; TypeError for a type that there is none of.
 */
export function readStruct(bytes: Buffer): ThriftStruct {
  let at = 0
  const byte = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw new RangeError('Unexpected end of Thrift data')
    return value
  }
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const next = byte()
      value |= BigInt(next & 127) << shift
      if (next < 128) return value
    }
  }
  const zigzag = (): bigint => {
    const value = varint()
    return (value >> 1n) ^ -(value & 1n)
  }
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('Unexpected end of Thrift data')
    at += length
    return Uint8Array.prototype.slice.call(bytes, at - length, at)
  }
  const fieldsOf = (): ThriftStruct => {
    const fields = new Map<number, ThriftValue>()
    for (let id = 0; ;) {
      const head = byte()
      if (head === 0) return {type: 12, fields}
      id = head >> 4 === 0 ? Number(zigzag()) : id + (head >> 4)
      fields.set(id, valueOf(head & 15, true))
    }
  }
  const valueOf = (type: number, isField: boolean): ThriftValue => {
    switch (type) {
      case 1:
      case 2:
        // The type of a field is its value; in a list the value stands by itself.
        return {type: isField ? type : byte() === types.true ? 1 : 2}
      case 3:
        return {type, byte: byte()}
      case 4:
      case 5:
      case 6:
        return {type, integer: zigzag()}
      case 7:
        return {type, bytes: take(8)}
      case 8:
        return {type, bytes: take(Number(varint()))}
      case 9:
      case 10: {
        const head = byte()
        const count = head >> 4 === 15 ? Number(varint()) : head >> 4
        const items: ThriftValue[] = []
        for (let index = 0; index < count; index++) items.push(valueOf(head & 15, false))
        return {type, of: head & 15, items}
      }
      case 11: {
        const count = Number(varint())
        const head = count === 0 ? 0 : byte()
        const entries: [ThriftValue, ThriftValue][] = []
        for (let index = 0; index < count; index++) entries.push([valueOf(head >> 4, false), valueOf(head & 15, false)])
        return {type, keys: head >> 4, values: head & 15, entries}
      }
      case 12:
        return fieldsOf()
      default:
        throw new TypeError(`Unexpected Thrift type ${type} at byte ${at}`)
    }
  }
  return fieldsOf()
}

/** Writes a struct. */
export function writeStruct(value: ThriftStruct): Buffer {
  const parts: Uint8Array[] = []
  let small: number[] = []
  const byte = (added: number): void => {
    small.push(added)
  }
  const raw = (added: Uint8Array): void => {
    parts.push(Uint8Array.from(small), added)
    small = []
  }
  const varint = (added: bigint): void => {
    let left = added
    for (; left > 127n; left >>= 7n) byte(Number(left & 127n) | 128)
    byte(Number(left))
  }
  const zigzag = (added: bigint): void => varint(added < 0n ? -added * 2n - 1n : added * 2n)
  const put = (item: ThriftValue, isField: boolean): void => {
    switch (item.type) {
      case 1:
      case 2:
        if (!isField) byte(item.type)
        return
      case 3:
        return byte(item.byte)
      case 4:
      case 5:
      case 6:
        return zigzag(item.integer)
      case 7:
        return raw(item.bytes)
      case 8:
        varint(BigInt(item.bytes.length))
        return raw(item.bytes)
      case 9:
      case 10:
        byte((Math.min(item.items.length, 15) << 4) | item.of)
        if (item.items.length >= 15) varint(BigInt(item.items.length))
        for (const one of item.items) put(one, false)
        return
      case 11:
        varint(BigInt(item.entries.length))
        if (item.entries.length > 0) byte((item.keys << 4) | item.values)
        for (const entry of item.entries) for (const one of entry) put(one, false)
        return
      case 12: {
        let before = 0
        for (const [id, field] of item.fields) {
          const step = id - before
          byte((step > 0 && step < 16 ? step << 4 : 0) | field.type)
          if (step <= 0 || step >= 16) zigzag(BigInt(id))
          put(field, true)
          before = id
        }
        return byte(0)
      }
    }
  }
  put(value, false)
  raw(new Uint8Array(0))
  return Buffer.concat(parts)
}
