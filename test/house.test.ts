/** The import law, and what else holds for the house as a whole. */
import {readdirSync, readFileSync} from 'node:fs'
import {dirname, relative, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {check} from 'recheck'
import {describe, expect, test} from 'vitest'
import {parseAst} from 'vitest/node'
import * as untail from '../src/index.ts'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(src, {recursive: true, encoding: 'utf8'})
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({name, text: readFileSync(resolve(src, name), 'utf8')}))

const importsOf = ({name, text}: {name: string; text: string}): string[] =>
  [...text.matchAll(/^(?:import|export)[^'"]*?from '(\.[^']*)'/gmu)].map(([, path]) =>
    relative(src, resolve(src, dirname(name), path!)),
  )
const roomOf = (name: string): string =>
  name.includes('/') ? name.slice(0, name.indexOf('/')) : name.replace('.ts', '')

/** What each room may import, besides itself and `model`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  frames: [],
  letters: [],
  fold: ['letters'],
  cut: [],
  offsets: [],
  score: [],
  diff: ['offsets'],
  lexicon: [],
  phrases: ['fold', 'letters', 'lexicon'],
  layout: ['frames', 'fold', 'letters', 'lexicon', 'phrases'],
  signals: ['frames', 'fold', 'phrases'],
  label: [],
  decide: ['label'],
  profile: ['fold', 'phrases'],
  table: [],
  tally: ['fold', 'layout', 'phrases', 'profile', 'signals', 'table'],
  sites: ['decide', 'fold', 'phrases', 'profile'],
  judge: ['decide', 'label', 'layout', 'phrases', 'profile', 'signals', 'sites'],
  clean: ['cut', 'decide', 'judge', 'layout', 'phrases', 'sites'],
  prune: ['clean', 'judge', 'layout', 'sites'],
  rules: ['judge', 'decide', 'phrases', 'profile', 'sites'],
  record: ['offsets'],
  render: ['markdown'],
  io: ['offsets'],
  visible: [],
  wrap: [],
  readable: [],
  explain: ['readable', 'visible', 'wrap'],
  report: [],
  metrics: ['report'],
  language: ['fold', 'phrases'],
  run: ['cut', 'io', 'offsets', 'profile', 'readable', 'record', 'render', 'report', 'tally'],
  review: ['cut', 'io', 'offsets', 'profile', 'readable', 'record'],
  cli: [
    'clean',
    'cut',
    'decide',
    'diff',
    'explain',
    'io',
    'language',
    'metrics',
    'offsets',
    'profile',
    'record',
    'report',
    'review',
    'rules',
    'run',
    'score',
    'signals',
    'sites',
    'tally',
    'visible',
  ],
  index: ['clean', 'cut', 'judge', 'profile', 'record', 'render', 'rules', 'tally'],
  rehype: ['layout', 'prune', 'record', 'rules', 'signals'],
  markdown: ['layout'],
  bullmq: ['cli'],
}

describe('imports', () => {
  test.each(files.map((file) => [file.name, file] as const))('%s imports what its room may', (name, file) => {
    const room = roomOf(name)
    expect(Object.keys(mayImport)).toContain(room)
    const allowed = new Set(['model', room, ...mayImport[room]!])
    expect(
      importsOf(file)
        .map(roomOf)
        .filter((other) => !allowed.has(other)),
    ).toEqual([])
  })

  test('what reads the record imports no rules: those are for who starts the command line and its threads', () => {
    const rules = new Set(['signals', 'label', 'layout', 'judge', 'clean', 'rules', 'phrases'])
    const readers = files.filter(
      ({name}) => /^(?:explain|review|visible|wrap|run|cli)\b/u.test(name) && !/^cli\/(?:main|worker)\.ts$/u.test(name),
    )
    expect(readers.length).toBeGreaterThan(30)
    const found = readers.flatMap((file) => importsOf(file).map((path) => [file.name, roomOf(path)] as const))
    expect(found.filter(([, room]) => rules.has(room))).toEqual([])
  })

  test('BullMQ, which may not be installed, is for its own entry', () => {
    const users = files.filter(({text}) => /from 'bullmq'|import\('bullmq'\)/u.test(text)).map(({name}) => roomOf(name))
    expect([...new Set(users)]).toEqual(['bullmq'])
  })

  test('the core touches no disk, clock, console, randomness or process', () => {
    const core = new Set([
      'model',
      'frames',
      'fold',
      'lexicon',
      'phrases',
      'cut',
      'layout',
      'signals',
      'label',
      'decide',
      'sites',
      'judge',
      'clean',
      'prune',
      'score',
      'diff',
      'render',
      'markdown',
      'offsets',
      'profile',
      'table',
      'tally',
      'report',
      'metrics',
      'language',
      'explain',
      'visible',
      'wrap',
    ])
    for (const {name, text} of files) {
      if (core.has(roomOf(name)))
        expect(`${name}\n${text}`).not.toMatch(/from 'node:|console\.|Math\.random|Date\.|process\./u)
      if (roomOf(name) !== 'cli')
        expect(`${name}\n${text}`).not.toMatch(/\bprocess\.(?:env|argv|exit|stdout|stderr|stdin)/u)
    }
  })
})

/** The regular expression literals below a node of a parse tree. */
function literalsIn(node: unknown): {pattern: string; flags: string}[] {
  if (typeof node !== 'object' || node === null) return []
  if ('regex' in node && node.regex) return [node.regex as {pattern: string; flags: string}]
  return Object.values(node).flatMap(literalsIn)
}

describe('the review page', () => {
  const page = files.filter(({name}) => name.startsWith('review/browser/'))
  test.each(page.map((file) => [file.name, file] as const))('%s is of the page alone', (_, file) => {
    expect(
      importsOf(file).filter((path) => !/^(?:review\/browser\/.*|review\/data\.ts|model\.ts)$/u.test(path)),
    ).toEqual([])
    expect(file.text).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|\bfetch\b|from '[^.]/u)
  })
})

describe('patterns', () => {
  /** Every regular expression literal of the source, by its parse tree: none can hide behind how it is written. */
  const patterns = files.flatMap(({name, text}) =>
    literalsIn(parseAst(text, {lang: 'ts'})).map((regex) => ({name, ...regex})),
  )
  test('are found', () => expect(patterns.length).toBeGreaterThan(30))
  test.each(patterns.map((regex) => [`${regex.name} /${regex.pattern}/${regex.flags}`, regex] as const))(
    '%s runs in linear time',
    async (_, {pattern, flags}) => {
      const {status} = await check(pattern, flags, {timeout: 30_000})
      expect(status).toBe('safe')
    },
  )
})

test('the public names', () => {
  expect(Object.keys(untail).toSorted()).toEqual([
    'categories',
    'createClean',
    'createTally',
    'cut',
    'levels',
    'loadRules',
    'paste',
    'profileText',
    'readProfile',
    'recordOf',
    'renderer',
    'renderings',
    'rulesDigest',
    'states',
    'withProfile',
  ])
})
