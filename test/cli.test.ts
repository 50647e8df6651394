import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import {createPlace} from './place.ts'

describe('usage errors', () => {
  const files = {'in/a.txt': 'a', 'x/a.txt': 'b', 'rows.jsonl': '{"text":"a"}', 'page.docx': ''}

  test.each([
    [['clean', '%/no', '--out', '%/out'], 'No such file or folder: "%/no"'],
    [['clean', '%/in/*.jsonl', '--out', '%/out'], 'No file matches "%/in/*.jsonl"'],
    [
      ['clean', '%/page.docx', '--out', '%/out'],
      'Unexpected file "%/page.docx", expected one of .txt .html .htm .jsonl .ndjson',
    ],
    [
      ['clean', '%/none', '--out', '%/out'],
      'Nothing to read in "%/none", expected files named .txt .html .htm .jsonl .ndjson .wet .warc .parquet, packed as .gz or .zst or not',
    ],
    [
      ['clean', '%/in', '--out', '%/in/out'],
      'Unexpected output "%/in/out" inside the input folder "%/in", expected one elsewhere',
    ],
    [
      ['clean', '%/in/a.txt', '%/x/a.txt', '--out', '%/out'],
      'Unexpected inputs "%/in/a.txt" and "%/x/a.txt": both would be written to "%/out/a.txt"',
    ],
    [
      ['clean', '%/rows.jsonl', '--out', '%/rows.jsonl'],
      'Unexpected output "%/rows.jsonl": it would overwrite the input',
    ],
    [['clean', '%/in', '--out', '%/page.docx'], 'Unexpected file at --out "%/page.docx", expected a folder'],
    [['clean', '%/in', '--out', '%/page.docx/out'], 'Cannot look at "%/page.docx/out": ENOTDIR'],
    [
      ['clean', '%/in', '--out', '%/out', '--record', '%/none'],
      'Unexpected folder at "%/none", expected a file or nothing',
    ],
    [['clean', '-', '--out', '-', '--record', '-'], 'Unexpected "-" as --out and --record, expected a file for one'],
    [['clean', '-', '%/in', '--out', '-'], 'Unexpected inputs beside "-", expected stdin alone'],
    [['clean', '%/in'], "required option '-o, --out <dir|file|->' not specified"],
    [['clean', '%/in', '--out', '%/out', '--keep', 'adverts'], 'is no category, expected one of related, headlines'],
    [
      ['clean', '%/in', '--out', '%/out', '--keep', 'ui', '--remove', 'ui'],
      'Unexpected "ui" in --keep and --remove, expected it in one',
    ],
    [['clean', '%/in', '--out', '%/out', '--level', 'bold'], 'Allowed choices are careful, balanced, thorough.'],
    [['clean', '%/in', '--out', '%/out', '--jobs', '0'], 'expected a whole number from 1 up.'],
    [['clean', '%/in', '--out', '%/out', '--levle', 'careful'], "unknown option '--levle' (Did you mean --level?)"],
    [
      ['clean', '-', '--out', '-', '--learn'],
      'Unexpected --learn with "-", expected files: stdin can be read only once',
    ],
    [
      ['clean', '%/in', '--out', '%/out', '--learn', '--profile', '%/p.json'],
      'Unexpected --learn beside --profile, expected one of them',
    ],
    [['clean', '%/in', '--out', '%/out', '--profile', '%/p.json'], 'Cannot read "%/p.json": ENOENT'],
    [
      ['clean', '%/in', '--out', '%/out', '--profile', '%/rows.jsonl'],
      '%/rows.jsonl: Unexpected nothing at "untail", expected "profile"',
    ],
    [['learn', '%/in'], "required option '-o, --out <file|->' not specified"],
    [
      ['learn', '%/none', '--out', '%/p.json'],
      'Nothing to read in "%/none", expected files named .txt .html .htm .jsonl .ndjson .wet .warc .parquet, packed as .gz or .zst or not',
    ],
    [
      ['learn', '%/rows.jsonl', '--out', '%/rows.jsonl'],
      'Unexpected output "%/rows.jsonl": it would overwrite the input',
    ],
    [
      ['learn', '%/in', '--out', '%/in/p.json'],
      'Unexpected output "%/in/p.json" inside the input folder "%/in", expected one elsewhere',
    ],
    [['learn', '%/in', '--out', '%/none'], 'Unexpected folder at "%/none", expected a file or nothing'],
    [['learn', '%/in', '--out', '%/p.json', '--max-lines', '0'], 'expected a whole number from 1 up.'],
    [['claen'], "unknown command 'claen' (Did you mean clean?)"],
  ])('%j', async (args, message) => {
    const place = createPlace()
    place.write(files)
    mkdirSync(place.path('none'))
    const {code, stdout, stderr} = await place.untail(args)
    expect({code, stdout}).toEqual({code: 2, stdout: ''})
    expect(stderr).toMatch(/^untail: [^\n]*\n$/)
    expect(stderr).toContain(message)
    expect(place.list()).toEqual(Object.keys(files).toSorted()) // nothing was written
  })

  test('no command at all shows the help', async () => {
    const {code, stderr} = await createPlace().untail([])
    expect(code).toBe(2)
    expect(stderr).toContain('Usage: untail')
  })
})

test('options reach the cleaner', async () => {
  const place = createPlace()
  const args = [
    '--level',
    'thorough',
    '--keep',
    'ui,legal',
    '--keep',
    'promo',
    '--remove',
    'credit',
    '--flag',
    'foreign',
  ]
  const {options} = await place.untail(['clean', '-', '--out', '-', ...args], [])
  expect(options).toEqual({
    level: 'thorough',
    policy: {ui: 'keep', legal: 'keep', promo: 'keep', credit: 'remove', foreign: 'flag'},
    sites: {},
  })
  expect((await place.untail(['clean', '-', '--out', '-'], [])).options).toEqual({
    level: 'careful',
    policy: {},
    sites: {},
  })
})

test('help and version go to stdout', async () => {
  const place = createPlace()
  expect(await place.untail(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
  const help = await place.untail(['--help'])
  expect(help).toMatchObject({code: 0, stderr: ''})
  expect(help.stdout).toContain('Exit codes: 0 done')
  for (const command of ['clean', 'explain', 'check', 'config', 'learn', 'review', 'restore', 'score', 'diff']) {
    expect(help.stdout).toContain(`  ${command} `)
    expect((await place.untail([command, '--help'])).stdout).toContain('Examples:')
  }
})

describe('as a process', () => {
  const script = fileURLToPath(new URL('fake-untail.ts', import.meta.url))
  const node = ['--import', 'tsx', script]

  test('filters stdin to stdout', () => {
    const args = ['clean', '-', '--out', '-']
    const {status, stdout, stderr} = spawnSync(process.execPath, [...node, ...args], {
      input: '{"id":"a","text":"x\\nNOISE"}\n',
    })
    expect(stdout.toString()).toBe('{"id":"a","text":"x\\n"}\n')
    expect(stderr.toString()).toBe(
      '1 article: 1 cleaned, 0 clean, 0 refused, 0 failed; 5 of 7 characters taken out (related 5)\n',
    )
    expect(status).toBe(0)
  })

  test('exits with 2 and no stack when it is misused', () => {
    const {status, stderr} = spawnSync(process.execPath, [...node, 'clean', '/nowhere', '--out', '-'])
    expect(status).toBe(2)
    expect(stderr.toString()).toBe('untail: No such file or folder: "/nowhere"\n')
  })

  test('ends without a word when its reader leaves', async () => {
    const child = spawn(process.execPath, [...node, 'clean', '-', '--out', '-'], {stdio: 'pipe'})
    let words = ''
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
    child.stdin.on('error', () => undefined) // it leaves too
    child.stdout.destroy()
    child.stdin.end(`{"id":"a","text":"${'x'.repeat(1000)}"}\n`.repeat(20_000))
    await once(child, 'close')
    expect({code: child.exitCode, words}).toEqual({code: 141, words: ''})
  })
})
