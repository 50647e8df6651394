/** Values of JSON objects, by the keys from the outside in. */

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at a path, or `undefined`. */
export function valueAt(object: JsonObject, path: readonly string[]): unknown {
  let value: unknown = object
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

/** The object with a value at a path; objects on the way there are made where there are none. */
export function withValue(object: JsonObject, [key = '', ...inner]: readonly string[], value: unknown): JsonObject {
  if (inner.length === 0) return {...object, [key]: value}
  const there = valueAt(object, [key])
  return {...object, [key]: withValue(isObject(there) ? there : {}, inner, value)}
}

/** The object without what stands at a path. */
export function withoutValue(object: JsonObject, [key = '', ...inner]: readonly string[]): JsonObject {
  const {[key]: there, ...rest} = object
  if (inner.length === 0) return rest
  return isObject(there) ? {...object, [key]: withoutValue(there, inner)} : object
}
