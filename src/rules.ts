/** The rules that untail ships with: the phrase packs of `seeds/` and the weights file. The one place that reads them from disk. */
import {createHash} from 'node:crypto'
import {readdirSync, readFileSync} from 'node:fs'
import type {Rules} from './judge.ts'
import {policyOf, thresholds} from './decide.ts'
import type {Form, Options, Profile, Weights} from './model.ts'
import {compile, type Pack} from './phrases.ts'
import {profileText} from './profile.ts'
import {sectionsOf} from './sites.ts'

const seeds = new URL('../seeds/', import.meta.url)
const weightsFile = (form: Form): URL => new URL(`./label/${form}.json`, import.meta.url)

/** Beside its packs a language may have an article full of their phrases, for the tests. */
const TRAPS = 'traps.txt'

/** The packs of a seeds folder, sorted by language and list. */
export function readPacks(folder: URL = seeds): Pack[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.txt') && !path.endsWith(`/${TRAPS}`))
    .toSorted()
    .map((path) => {
      const [language, file] = path.split('/')
      return {
        language: language!,
        list: file!.slice(0, -'.txt'.length),
        text: readFileSync(new URL(path, folder), 'utf8'),
      }
    })
}

/** The digest of what rules are read from. */
export interface Digest {
  readonly digest: string
}

/** Rules with the digest of what they were read from. */
export interface ShippedRules extends Rules, Digest {}

const read = (form: Form): string => readFileSync(weightsFile(form), 'utf8')

/**
 * Reads packs and weights.
 *
 * @throws Error naming file and line when a pack is not as `seeds/README.md` says.
 */
export function loadRules(): ShippedRules {
  const weights = {text: JSON.parse(read('text')) as Weights, html: JSON.parse(read('html')) as Weights}
  return {phrases: compile(readPacks()), weights, ...readDigest()}
}

/** The digest alone: a tenth of the time. */
export function readDigest(): Digest {
  const hash = createHash('sha256')
  for (const {language, list, text} of readPacks()) hash.update(`${language}/${list}\n${text}\0`)
  return {digest: hash.update(read('text')).update(read('html')).digest('hex')}
}

/** Rules that go by a profile as well. Their digest is of the profile too. */
export function withProfile<Some extends Digest>(rules: Some, profile: Profile): Some & {readonly profile: Profile} {
  const digest = createHash('sha256').update(rules.digest).update(profileText(profile)).digest('hex')
  return {...rules, profile, digest}
}

/** The digest of packs, weights, profile, policy and sites that the record names: equal digests, equal outcomes. */
export function rulesDigest(rules: Digest, options: Options = {}): string {
  const level = options.level ?? 'careful'
  const sites = sectionsOf(options.sites)
  const decision = JSON.stringify({
    level,
    thresholds,
    policy: policyOf(options),
    ...(sites.size > 0 && {sites: [...sites]}),
  })
  return createHash('sha256').update(rules.digest).update(decision).digest('hex')
}
