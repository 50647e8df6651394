/** `untail.config.json`: finding it, reading it, and saying what is wrong with it. */
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import type {ErrorObject} from 'ajv'
import {decode} from '../io/bytes.ts'
import type {RecordShape} from '../io/attributes.ts'
import {InputError, UsageError, systemCode} from '../io/errors.ts'
import {defaultFields, type Fields} from '../io/jsonl.ts'
import type {Shape} from '../io/shapes.ts'
import type {Category, Level, Options, Rendering} from '../model.ts'
import type {Unit} from '../offsets.ts'
import {sectionsOf} from '../sites.ts'
import {parseJson} from './json.ts'
import {nearest} from './near.ts'

export const CONFIG = 'untail.config.json'
const schemaFile = new URL('../../schema/untail.config.schema.json', import.meta.url)

/** How a run speaks on stderr. */
export const logs = ['text', 'json'] as const
export type Log = (typeof logs)[number]

/** What the file says: what `schema/untail.config.schema.json` describes. Its paths are absolute here. */
export interface Config {
  readonly level?: Level
  readonly keep?: readonly Category[]
  readonly remove?: readonly Category[]
  readonly flag?: readonly Category[]
  readonly sites?: NonNullable<Options['sites']>
  readonly profile?: string
  readonly learn?: boolean
  readonly to?: Rendering
  readonly record?: string
  readonly recordShape?: RecordShape
  readonly offsets?: Unit
  readonly shape?: Shape
  readonly index?: string
  readonly fields?: Readonly<Partial<Omit<Fields, 'first'>>>
  readonly jobs?: number
  readonly state?: string
  readonly prune?: boolean
  readonly maxChanged?: number
  readonly maxRemoved?: number
  readonly maxFailed?: number
  readonly report?: string
  readonly metrics?: string
  readonly quarantine?: string
  readonly log?: Log
  readonly quiet?: boolean
}

const paths = ['profile', 'record', 'state', 'report', 'metrics', 'quarantine'] as const

/** The configuration file of a folder, or else of the nearest folder around it. */
export function findConfig(folder: string): string | undefined {
  const path = join(folder, CONFIG)
  if (existsSync(path)) return path
  const around = dirname(folder)
  return around === folder ? undefined : findConfig(around)
}

/**
 * Reads a configuration file.
 *
 * @throws UsageError naming the file, the place in it, what stands there, and what was expected.
 */
export async function readConfig(path: string): Promise<Config> {
  const text = readText(path)
  const {Ajv} = await import('ajv') // 90 ms, and only now
  const isConfig = new Ajv({verbose: true}).compile<Config>(JSON.parse(readFileSync(schemaFile, 'utf8')))
  try {
    const config = parseJson(text)
    if (!isConfig(config)) throw new SyntaxError(inWords(isConfig.errors![0]!))
    sectionsOf(config.sites)
    if (config.learn && config.profile !== undefined)
      throw new SyntaxError('Unexpected learn beside profile, expected one of them')
    return {...config, ...resolved(config, dirname(resolve(path)))}
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    throw error
  }
}

function readText(path: string): string {
  try {
    return decode(readFileSync(path)).replace(/^\uFEFF/u, '')
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${path}: ${error.message}`, {cause: error})
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new UsageError(`Cannot read "${path}": ${code}`, {cause: error})
  }
}

/** Paths as they stand in the file are relative to it; `-` is stdout. */
const resolved = (config: Config, folder: string): Partial<Config> =>
  Object.fromEntries(
    paths.flatMap((key) => {
      const path = config[key]
      return path === undefined || path === '-' ? [] : [[key, resolve(folder, path)]]
    }),
  )

/** "Unexpected "yes" at learn, expected true or false" */
function inWords({keyword, instancePath, propertyName, params, parentSchema, data}: ErrorObject): string {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const schema = parentSchema as Schema
  if (keyword === 'additionalProperties') {
    const known = Object.keys(schema.properties ?? {})
    const key = String(params['additionalProperty'])
    if (steps.length === 0 && Object.hasOwn(elsewhere, key))
      return `Unexpected key ${JSON.stringify(key)}, expected ${elsewhere[key]}`
    const place = steps.length === 0 ? '' : ` in ${placeOf(steps)}`
    const meant = nearest(key, known)
    return `Unexpected key ${JSON.stringify(key)}${place}, ${meant === undefined ? oneOf(known) : `did you mean "${meant}"?`}`
  }
  // The core has the words for what is no host.
  if (propertyName !== undefined) sectionsOf({[propertyName]: {}})
  const place = steps.length === 0 ? '' : ` at ${placeOf(steps)}`
  const {enum: choices} = schema
  const meant = choices && typeof data === 'string' ? nearest(data, choices) : undefined
  const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`
  const {type = ''} = schema
  return `Unexpected ${shown(data)}${place}, ${choices ? oneOf(choices) : `expected ${kinds[type] ?? type}`}${hint}`
}

const fieldNames = Object.keys(defaultFields).filter((name) => name !== 'first')

/** What is said elsewhere than at the top of the file. */
const elsewhere: Readonly<Record<string, string>> = {
  out: 'it as a flag, --out',
  policy: 'keep, remove and flag, or it in a section of sites',
  phrases: 'it in a section of sites',
  never: 'it in a section of sites',
  always: 'it in a section of sites',
  ...Object.fromEntries(fieldNames.map((name) => [`${name}Field`, `fields.${name}`])),
}

/** The part of a JSON schema that ours is made of. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, unknown>>
}

const oneOf = (known: readonly string[]): string => `expected one of ${known.join(', ')}`

const kinds: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string that is not empty',
  boolean: 'true or false',
  integer: 'a whole number from 1 up',
  number: 'a share from 0 to 1',
}

/** Characters of a value that a message shows. */
const SHOWN = 40

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** `sites["example.com"].never[2]` */
export const placeOf = (steps: readonly string[]): string =>
  steps
    .map((step, index) => {
      if (steps[index - 1] === 'sites') return `[${JSON.stringify(step)}]`
      if (/^\d+$/u.test(step)) return `[${step}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')
