/** What the README and the help say: that options are there, that commands run, that examples are what is written. */
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {describe, expect, onTestFinished, test} from 'vitest'
import {defaultFields} from '../src/io/jsonl.ts'
import {shapeOf, shapes} from '../src/io/shapes.ts'
import {createPlace} from './place.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const script = fileURLToPath(new URL('./fake-untail.ts', import.meta.url))
const tsx = import.meta.resolve('tsx')

const commands = [
  'clean',
  'explain',
  'check',
  'config',
  'learn',
  'merge',
  'plan',
  'review',
  'restore',
  'score',
  'diff',
] as const
type Place = ReturnType<typeof createPlace>

async function helpOf(command: string): Promise<string> {
  return (await createPlace().untail([command, '--help'])).stdout
}
const flagsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []

describe('options', () => {
  test.each(commands)('of untail %s are options that it has', async (command) => {
    const known = new Set([...flagsIn(await helpOf(command)), '--no-learn', '--no-prune', '--no-quiet'])
    // What is behind "--" is another command.
    const calls = (readme.match(new RegExp(`untail ${command} [^|&#\`\\n"]*`, 'g')) ?? []).map(
      (call) => call.split(' -- ')[0]!,
    )
    expect(calls.length).toBeGreaterThan(0)
    expect(calls.flatMap(flagsIn).filter((flag) => !known.has(flag))).toEqual([])
  })

  test('that the text names are options of a command', async () => {
    const known = new Set((await Promise.all(commands.map(helpOf))).flatMap(flagsIn))
    const named = [...readme.replaceAll(/^```.*?^```$/gmsu, '').matchAll(/`(--[^`]*)`/g)].flatMap(([, code]) =>
      flagsIn(code!),
    )
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((flag) => !known.has(flag))).toEqual([])
  })

  test('of untail clean are all in its help once, and its help is no wider than a README', async () => {
    const help = await helpOf('clean')
    const listed = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag)
    expect(new Set(listed).size).toBe(listed.length)
    expect(help.split('\n').filter((line) => line.length > 130)).toEqual([])
  })
})

/** Inputs of all the names that examples use. */
function writeInputs(place: Place): void {
  const rows = [
    {id: '1', text: 'NOISE read also\nword', host: 'a.com', url: 'https://a.com/1'},
    {id: '2', text: 'word', host: 'b.org', url: 'https://b.org/2'},
  ]
  const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  const gold = rows.map(({id, text}) => `${JSON.stringify({id, text, noise: [], lang: 'ar'})}\n`).join('')
  const block = 'NOISE read also\nword\n'
  const wet = `WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: ${block.length}\r\n\r\n${block}\r\n\r\n`
  const column = (name: 'id' | 'text') => ({name, data: rows.map((row) => row[name]), type: 'STRING' as const})
  place.write({
    'articles/1.txt': 'word\nNOISE read also\n',
    'articles/2.txt': 'word\n',
    'pages/1.html': '<p>word</p>\n<p>NOISE read also</p>\n',
    'crawl/1.jsonl': jsonl,
    'crawl/2.warc.wet.gz': gzipSync(wet),
    'crawl/deep/3.txt': 'word\n',
    'news.jsonl': jsonl,
    'news.jsonl.gz': gzipSync(jsonl),
    'news.parquet': new Uint8Array(parquetWriteBuffer({columnData: [column('id'), column('text')]})),
    'documents/news.jsonl.gz': gzipSync(jsonl),
    'marked.jsonl': gold,
    'bin/untail': `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${script}" "$@"\n`,
    // Another program by this name wants other names of files.
    'bin/zcat': '#!/bin/sh\nexec gzip -dc "$@"\n',
  })
  spawnSync('chmod', ['+x', place.path('bin/untail'), place.path('bin/zcat')])
}

/** Runs a line in the place, in this process where no shell is needed for it. */
async function run(place: Place, line: string) {
  if (/[|<>]/.test(line)) {
    const env = {...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}`}
    const {status, stderr} = spawnSync('sh', ['-c', line], {cwd: place.path('.'), encoding: 'utf8', env})
    return {line, code: status, failures: failuresIn(stderr)}
  }
  const [, ...args] = line.replaceAll("'", '').split(' ')
  const {code, stderr} = await place.untail(args)
  return {line, code, failures: failuresIn(stderr)}
}

const failuresIn = (stderr: string): string[] => stderr.split('\n').filter((said) => said.startsWith('untail:'))

/** The lines of a text that call `untail`, also behind `zcat`, without what other programs do then. */
const callsIn = (text: string): string[] =>
  [...text.matchAll(/^ *((?:zcat \S+ \| )?untail [^#\n]*)/gm)].map(([, call]) => call!.split(/ && | {3,}/)[0]!.trim())

/** A place with the inputs, in which paths are looked for. */
function enterPlace(): Place {
  const place = createPlace()
  writeInputs(place)
  const before = process.cwd()
  process.chdir(place.path('.'))
  onTestFinished(() => process.chdir(before))
  return place
}

describe('commands', () => {
  test('of the README run, one after the other', async () => {
    const place = enterPlace()
    const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block]) => block!)
    const scripts = [...readme.matchAll(/^ *"clean": "(untail [^"|]*) \|\| .*",$/gm)].map(([, line]) => line!)
    const lines = [...blocks.flatMap(callsIn), ...scripts]
    expect(scripts.length).toBe(1)
    expect(lines.length).toBeGreaterThan(15)
    for (const line of lines) {
      const code = line.startsWith('untail check') ? 1 : 0 // something would go
      expect(await run(place, line)).toEqual({line, code, failures: []})
    }
    expect(place.list('site')).toEqual(['1.html'])
  })

  test('of the help of untail clean run', async () => {
    const place = enterPlace()
    const lines = callsIn(await helpOf('clean'))
    expect(lines.length).toBe(10)
    for (const line of lines) expect(await run(place, line)).toEqual({line, code: 0, failures: []})
  })
})

test('the shapes of the README are those that are written', () => {
  const [, source] = /^`(\{"id":"a\/1".*\})` with `--index news`/m.exec(readme)!
  const row = JSON.parse(source!) as Record<string, string>
  const table = [...readme.matchAll(/^\| ((?:`[a-z-]+` ?)+)\| ((?:`\{.*?\}`(?:<br>)?)+) \|$/gm)]
  const told = table.flatMap(([, names, lines]) =>
    [...names!.matchAll(/`([a-z-]+)`/g)].map(([, name]) => [name!, lines!.slice(1, -1).split('`<br>`')] as const),
  )
  expect(told.map(([name]) => name).toSorted()).toEqual([...shapes].toSorted())
  for (const shape of shapes)
    expect(Object.fromEntries(told)[shape]).toEqual(
      shapeOf(shape, defaultFields, 'news')(row, row['id']!).trimEnd().split('\n'),
    )
})
