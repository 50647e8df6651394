/** `untail.config.json`: how it is found, what is wrong with it, what wins over what, and what `untail config` shows. */
import {readFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {Command} from 'commander'
import fc from 'fast-check'
import {Ajv} from 'ajv'
import {describe, expect, test} from 'vitest'
import {findConfig, logs} from '../src/cli/config.ts'
import {parseJson} from '../src/cli/json.ts'
import {nearest} from '../src/cli/near.ts'
import {settingsOf, withSettings, type InForce} from '../src/cli/settings.ts'
import {recordShapes} from '../src/io/attributes.ts'
import {shapes} from '../src/io/shapes.ts'
import {categories, levels, renderings} from '../src/model.ts'
import {units} from '../src/offsets.ts'
import {phraseLists} from '../src/phrases.ts'
import {createPlace} from './place.ts'

const CONFIG = 'untail.config.json'
const text = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

/** The settings in force in a folder. */
async function inForce(folder: string, ...flags: string[]): Promise<InForce> {
  const command = withSettings(new Command())
    .exitOverride()
    .configureOutput({outputError: () => undefined})
  return settingsOf(command.parse(flags, {from: 'user'}), folder)
}

describe('the file is found', () => {
  const place = () => {
    const made = createPlace()
    made.write({'a/b/c/x.txt': '', [CONFIG]: '{"level":"thorough"}'})
    return made
  }
  test('in the working folder, or in the nearest above', () => {
    const {path, write} = place()
    expect(findConfig(path('.'))).toBe(path(CONFIG))
    expect(findConfig(path('a/b/c'))).toBe(path(CONFIG))
    write({[`a/b/${CONFIG}`]: '{}'})
    expect(findConfig(path('a/b/c'))).toBe(path(`a/b/${CONFIG}`))
    expect(findConfig(path('a'))).toBe(path(CONFIG))
  })
  test('alone: what is in those above it has no say', async () => {
    const {path, write} = place()
    write({[`a/${CONFIG}`]: '{"to":"html"}'})
    const {settings, file} = await inForce(path('a/b'))
    expect(file).toBe(path(`a/${CONFIG}`))
    expect(settings).toMatchObject({to: 'html', level: 'careful'})
  })
  test('by name, and then no other', async () => {
    const {path, write} = place()
    write({'a/shop.json': '{"to":"html"}'})
    const {settings, file} = await inForce(path('a'), '--config', path('a/shop.json'))
    expect(file).toBe(path('a/shop.json'))
    expect(settings).toMatchObject({to: 'html', level: 'careful'})
  })
  test('or not at all', async () => {
    const {path} = place()
    const {settings, file, from} = await inForce(path('.'), '--no-config')
    expect(file).toBeUndefined()
    expect(settings.level).toBe('careful')
    expect([...from.values()].filter((origin) => origin !== 'default')).toEqual([])
  })
})

describe('settings', () => {
  test('without flags and file are the usual ones', async () => {
    expect((await inForce('/', '--no-config')).settings).toEqual({
      level: 'careful',
      policy: {},
      sites: {},
      profile: undefined,
      learn: false,
      to: 'text',
      record: undefined,
      recordShape: 'untail',
      offsets: 'utf-16',
      shape: 'jsonl',
      index: undefined,
      fields: {
        text: 'text',
        html: 'html',
        first: 'text',
        id: 'id',
        title: 'title',
        host: 'host',
        url: 'url',
        language: 'language',
      },
      jobs: availableParallelism(),
      state: undefined,
      prune: false,
      maxChanged: undefined,
      maxRemoved: undefined,
      maxFailed: undefined,
      report: undefined,
      metrics: undefined,
      quarantine: undefined,
      log: 'text',
      quiet: false,
    })
  })

  /** Values of the file that stand in the settings as they are. */
  const plain = {
    level: 'balanced',
    to: 'html',
    recordShape: 'dolma',
    offsets: 'byte',
    shape: 'es-bulk',
    index: 'news',
    jobs: 3,
    prune: true,
    maxChanged: 0.5,
    maxRemoved: 0,
    maxFailed: 1,
    log: 'json',
    quiet: true,
    sites: {'example.com': {level: 'thorough'}},
  }
  /** Every key of the file, with a value, and the flags that say something else. */
  const file = {
    ...plain,
    $schema: './node_modules/untail/schema/untail.config.schema.json',
    profile: 'p.json',
    record: '../r.jsonl',
    fields: {text: 't', html: 'h', id: 'i', title: 'n', host: 's', url: 'u', language: 'l'},
    state: 'state',
    report: '-',
    metrics: '/tmp/m.prom',
    quarantine: 'bad',
    keep: ['ui'],
    remove: ['credit'],
    flag: ['legal', 'promo'],
  }
  const flags: readonly (readonly [string, string | undefined, object])[] = [
    ['--level', 'careful', {level: 'careful'}],
    ['--profile', 'q.json', {profile: 'q.json'}],
    ['--learn', undefined, {learn: true, profile: undefined}],
    ['--to', 'text', {to: 'text'}],
    ['--record', 'x', {record: 'x'}],
    ['--record-shape', 'untail', {recordShape: 'untail'}],
    ['--offsets', 'utf-16', {offsets: 'utf-16'}],
    ['--shape', 'jsonl', {shape: 'jsonl'}],
    ['--index', 'old', {index: 'old'}],
    ['--jobs', '9', {jobs: 9}],
    ['--state', 's', {state: 's'}],
    ['--no-prune', undefined, {prune: false}],
    ['--max-changed', '20%', {maxChanged: 0.2}],
    ['--max-removed', '33.3%', {maxRemoved: 0.333}],
    ['--max-failed', '.05', {maxFailed: 0.05}],
    ['--report', 'r', {report: 'r'}],
    ['--metrics', 'm', {metrics: 'm'}],
    ['--quarantine', 'q', {quarantine: 'q'}],
    ['--log', 'text', {log: 'text'}],
    ['--no-quiet', undefined, {quiet: false}],
    ['--keep', 'legal,promo', {policy: {ui: 'keep', credit: 'remove', legal: 'keep', promo: 'keep'}}],
    ['--remove', 'ui', {policy: {ui: 'remove', credit: 'remove', legal: 'flag', promo: 'flag'}}],
    ['--flag', 'ui', {policy: {ui: 'flag', credit: 'remove', legal: 'flag', promo: 'flag'}}],
    ['--text-field', 'body', {fields: {...file.fields, text: 'body', first: 'html'}}],
    ['--html-field', 'page', {fields: {...file.fields, html: 'page', first: 'html'}}],
    ['--language-field', 'lang', {fields: {...file.fields, language: 'lang', first: 'html'}}],
  ]
  const withFile = () => {
    const place = createPlace()
    place.write({[`conf/${CONFIG}`]: `\uFEFF${JSON.stringify(file)}`})
    return place
  }

  test('come from the file, its paths relative to it', async () => {
    const {path} = withFile()
    const {settings, from} = await inForce(path('conf'))
    expect(settings).toEqual({
      ...plain,
      policy: {ui: 'keep', credit: 'remove', legal: 'flag', promo: 'flag'},
      fields: {...file.fields, first: 'html'},
      learn: false,
      profile: path('conf/p.json'),
      record: path('r.jsonl'),
      state: path('conf/state'),
      report: '-',
      metrics: '/tmp/m.prom',
      quarantine: path('conf/bad'),
    })
    const defaults = [...from].filter(([, origin]) => origin !== 'file').map(([name]) => name)
    expect(defaults).toEqual([
      ...categories
        .filter((category) => !['ui', 'credit', 'legal', 'promo'].includes(category))
        .map((c) => `policy.${c}`),
      'learn',
    ])
  })

  test.each(flags)('%s wins over the file', async (name, value, expected) => {
    const {path} = withFile()
    const before = await inForce(path('conf'))
    const {settings, from} = await inForce(path('conf'), ...(value === undefined ? [name] : [name, value]))
    expect(settings).toEqual({...before.settings, ...expected})
    const changed = [...from].filter(([key, origin]) => before.from.get(key) !== origin)
    expect(changed.length).toBeGreaterThan(0)
    expect(new Set(changed.map(([, origin]) => origin))).toEqual(new Set(['flag']))
  })

  test('a profile that a flag names wins over learning in the file', async () => {
    const {path, write} = createPlace()
    write({[CONFIG]: '{"learn": true}'})
    expect((await inForce(path('.'))).settings).toMatchObject({learn: true, profile: undefined})
    expect((await inForce(path('.'), '--profile', 'p')).settings).toMatchObject({learn: false, profile: 'p'})
  })

  test('the file may set all that there is a flag for', () => {
    const known = Object.keys((JSON.parse(text('schema/untail.config.schema.json')) as {properties: object}).properties)
    expect(known.toSorted()).toEqual([...Object.keys(file), 'learn'].toSorted())
    const set = new Set(flags.map(([name]) => name.replace('--no-', '--')))
    const fields = ['--id-field', '--title-field', '--host-field', '--url-field']
    const named = withSettings(new Command()).options.map(({long}) => long!.replace('--no-', '--'))
    expect(new Set(named)).toEqual(new Set([...set, ...fields, '--config']))
  })

  test.each(['1.01', '101%', '-0.1', 'half', '', '1/2', '20 %', '1.', '1e-1', 'Infinity'])(
    'no share: %j',
    async (share) => {
      await expect(inForce('/', `--max-failed=${share}`)).rejects.toThrow(
        'expected a share from 0 to 1, such as 0.2 or 20%.',
      )
    },
  )
})

describe('the schema', () => {
  const schema = JSON.parse(text('schema/untail.config.schema.json')) as {
    properties: Record<string, {enum?: unknown; items?: {enum?: unknown}; additionalProperties: typeof schema}>
  }
  const {properties} = schema
  const section = properties['sites']!.additionalProperties.properties
  const keysOf = (part: unknown): string[] => Object.keys((part as {properties: object}).properties)

  test('knows the words that the code knows', () => {
    for (const list of ['keep', 'remove', 'flag']) expect(properties[list]!.items!.enum).toEqual(categories)
    for (const level of [properties, section]) expect(level['level']!.enum).toEqual(levels)
    expect(properties['to']!.enum).toEqual(renderings)
    expect(properties['offsets']!.enum).toEqual(units)
    expect(properties['shape']!.enum).toEqual(shapes)
    expect(properties['recordShape']!.enum).toEqual(recordShapes)
    expect(properties['log']!.enum).toEqual(logs)
    expect(keysOf(section['policy'])).toEqual(categories)
    expect(keysOf(section['phrases'])).toEqual(phraseLists)
  })

  test('is published, and the example of the README is valid by it', async () => {
    expect((JSON.parse(text('package.json')) as {files: string[]}).files).toContain('schema')
    const {example = ''} = /^## Configuration\n.*?^```json\n(?<example>.*?)^```$/msu.exec(text('README.md'))!.groups!
    expect(new Ajv().compile(schema)(JSON.parse(example))).toBe(true)
    const {path, write} = createPlace()
    write({[CONFIG]: example})
    const {settings} = await inForce(path('.'))
    expect(settings.sites).not.toEqual({})
  })
})

describe('what is wrong is said', () => {
  test.each([
    // Keys
    ['{"levle": "careful"}', 'Unexpected key "levle", did you mean "level"?'],
    ['{"max-changed": 0.1}', 'Unexpected key "max-changed", did you mean "maxChanged"?'],
    [
      '{"sites": {"example.com": {"colour": 1}}}',
      'Unexpected key "colour" in sites["example.com"], expected one of level, policy, phrases, never, always',
    ],
    [
      '{"sites": {"example.com": {"phrases": {"relatd": []}}}}',
      'Unexpected key "relatd" in sites["example.com"].phrases, did you mean "related"?',
    ],
    ['{"fields": {"txt": "body"}}', 'Unexpected key "txt" in fields, did you mean "text"?'],
    [
      '{"fields": {"first": "html"}}',
      'Unexpected key "first" in fields, expected one of text, html, id, title, host, url, language',
    ],
    ['{"__proto__": {}}', /^Unexpected key "__proto__", expected one of \$schema, level, keep, /u],
    ['{"never": ["Read also"]}', 'Unexpected key "never", expected it in a section of sites'],
    ['{"always": {"ui": ["Share"]}}', 'Unexpected key "always", expected it in a section of sites'],
    [
      '{"sites": {"example.com": {"always": {"adverts": ["Share"]}}}}',
      'Unexpected key "adverts" in sites["example.com"].always, expected one of related, headlines, foreign, keywords, promo, ui, comments, legal, credit',
    ],
    [
      '{"sites": {"example.com": {"always": ["Share"]}}}',
      'Unexpected ["Share"] at sites["example.com"].always, expected an object',
    ],
    [
      '{"sites": {"example.com": {"always": {"ui": [" "]}}}}',
      'Unexpected phrase « » in sites["example.com"].always.ui, expected one with letters or signs that count',
    ],
    ['{"policy": {}}', 'Unexpected key "policy", expected keep, remove and flag, or it in a section of sites'],
    ['{"out": "clean"}', 'Unexpected key "out", expected it as a flag, --out'],
    ['{"textField": "body"}', 'Unexpected key "textField", expected fields.text'],
    // Values
    [
      '{"level": "carefull"}',
      'Unexpected "carefull" at level, expected one of careful, balanced, thorough (did you mean "careful"?)',
    ],
    ['{"level": "bold"}', 'Unexpected "bold" at level, expected one of careful, balanced, thorough'],
    ['{"level": 2}', 'Unexpected 2 at level, expected one of careful, balanced, thorough'],
    [
      '{"sites": {"example.com": {"level": null}}}',
      'Unexpected null at sites["example.com"].level, expected one of careful, balanced, thorough',
    ],
    [
      '{"sites": {"example.com": {"policy": {"ui": "kep"}}}}',
      'Unexpected "kep" at sites["example.com"].policy.ui, expected one of remove, keep, flag (did you mean "keep"?)',
    ],
    [
      '{"keep": ["ui", "Legal notes"]}',
      `Unexpected "Legal notes" at keep[1], expected one of ${categories.join(', ')}`,
    ],
    ['{"keep": "ui"}', 'Unexpected "ui" at keep, expected a list'],
    ['{"learn": "yes"}', 'Unexpected "yes" at learn, expected true or false'],
    ['{"jobs": 0}', 'Unexpected 0 at jobs, expected a whole number from 1 up'],
    ['{"jobs": 1.5}', 'Unexpected 1.5 at jobs, expected a whole number from 1 up'],
    ['{"maxChanged": 20}', 'Unexpected 20 at maxChanged, expected a share from 0 to 1'],
    ['{"maxChanged": "20%"}', 'Unexpected "20%" at maxChanged, expected a share from 0 to 1'],
    ['{"state": ""}', 'Unexpected "" at state, expected a string that is not empty'],
    ['{"sites": ["example.com"]}', 'Unexpected ["example.com"] at sites, expected an object'],
    ['[]', 'Unexpected [], expected an object'],
    [
      `{"level": "${'x'.repeat(60)}"}`,
      `Unexpected "${'x'.repeat(39)}… at level, expected one of careful, balanced, thorough`,
    ],
    // What goes together
    ['{"keep": ["ui"], "flag": ["ui"]}', 'Unexpected "ui" in keep and flag, expected it in one'],
    ['{"learn": true, "profile": "p"}', 'Unexpected learn beside profile, expected one of them'],
    // Sites
    [
      '{"sites": {"https://www.example.com/news": {}}}',
      'Unexpected site "https://www.example.com/news", expected a host such as "www.example.com", which holds for its subdomains too',
    ],
    [
      '{"sites": {"example.com": {}, "www.example.com": {}}}',
      'Unexpected sites "example.com" and "www.example.com", expected one section of a site',
    ],
    [
      '{"sites": {"example.com": {"phrases": {"ui": ["share", "= \\u200f"]}}}}',
      'Unexpected phrase «= \u200f» in sites["example.com"].phrases.ui, expected one with letters or signs that count',
    ],
    [
      '{"sites": {"example.com": {"never": [""]}}}',
      'Unexpected "" at sites["example.com"].never[0], expected a string that is not empty',
    ],
    // JSON
    ['', 'Unexpected end at line 1, column 1, expected a value'],
    ['{\n  "level": "careful",\n}', 'Unexpected "}" at line 3, column 1, expected a key in double quotes'],
    ['{"level": "careful"', 'Unexpected end at line 1, column 20, expected "," or "}"'],
    ['{\n  // how\n}', 'Unexpected "/" at line 2, column 3, expected a key in double quotes'],
    [
      '{"state": "C:\\data"}',
      'Unexpected "\\\\" at line 1, column 14, expected an escape that JSON knows; a backslash is written twice',
    ],
    ['{"state: "a"}', 'Unexpected "a" at line 1, column 11, expected ":"'],
    [
      '{"level": "careful\n}',
      'Unexpected "\\n" at line 1, column 19, expected a quote that closes the one at column 11',
    ],
    ['{"level": careful}', 'Unexpected "c" at line 1, column 11, expected a value'],
    ['{"jobs": 01}', 'Unexpected "1" at line 1, column 11, expected "," or "}"'],
    ['{} {}', 'Unexpected "{" at line 1, column 4, expected nothing more'],
    [
      '{"keep": [],\n "keep": ["ui"]}',
      'Unexpected "\\"" at line 2, column 2, expected each key once, not "keep" again',
    ],
    ['['.repeat(1e6), 'Unexpected "[" at line 1, column 66, expected lists and objects no more than 64 deep'],
  ])('%.80s', async (json, message) => {
    const place = createPlace()
    place.write({[CONFIG]: json, 'in/a.txt': 'a'})
    for (const command of [['config'], ['clean', '%/in', '--out', '%/out']]) {
      const {code, stdout, stderr} = await place.untail(command)
      expect({code, stdout}).toEqual({code: 2, stdout: ''})
      if (typeof message === 'string') expect(stderr).toBe(`untail: %/${CONFIG}: ${message.replaceAll('\n', ' ')}\n`)
      else expect(stderr.replace(`untail: %/${CONFIG}: `, '')).toMatch(message)
    }
    expect(place.list()).toEqual(['in/a.txt', CONFIG])
  })

  test('of a file that cannot be read', async () => {
    const {write, untail} = createPlace()
    write({'bad.json': Buffer.from([0x7b, 0xff]), [`folder/${CONFIG}/x`]: ''})
    expect((await untail(['config', '--config', '%/no.json'])).stderr).toBe('untail: Cannot read "%/no.json": ENOENT\n')
    expect((await untail(['config', '--config', '%/folder'])).stderr).toBe('untail: Cannot read "%/folder": EISDIR\n')
    expect((await untail(['config', '--config', '%/bad.json'])).stderr).toMatch(
      /^untail: %\/bad\.json: Unexpected byte/u,
    )
  })
})

describe('JSON', () => {
  test('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({maxDepth: 4}), (json) => {
        expect(parseJson(json)).toEqual(JSON.parse(json))
      }),
    )
  })
  test('and refused where JSON.parse refuses it', () => {
    const signs = fc.constantFrom(
      ...'{}[]:,"\\ \n\t\u0001-+.eE019truefalsn/u00'.split(''),
      '"a"',
      'null',
      '1e5',
      '\u2028',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(signs, {maxLength: 12}), (parts) => {
        const json = parts.join('')
        let value: unknown
        try {
          value = JSON.parse(json)
        } catch {
          expect(() => parseJson(json)).toThrow(SyntaxError)
          return
        }
        expect(parseJson(json)).toEqual(value)
      }),
      {numRuns: 5000},
    )
  })
})

test.each([
  ['levle', 'level'],
  ['LEVEL', 'level'],
  ['max-changed', 'maxChanged'],
  ['max_changd', 'maxChanged'],
  ['field', 'fields'],
  ['xyz', undefined],
  ['', undefined],
  ['l'.repeat(1e5), undefined],
])('%.20j is near %j', (given, meant) => {
  expect(nearest(given, ['level', 'maxChanged', 'maxRemoved', 'fields', 'state'])).toBe(meant)
})

describe('untail config', () => {
  const file = '{"level": "balanced", "sites": {"example.com": {"never": ["Read also"], "always": {"ui": ["Share"]}}}}'
  test('checks the file and names it', async () => {
    const {write, untail, path} = createPlace()
    const none = `no ${CONFIG} in "${path('.')}" or above\n`
    expect(await untail(['config'])).toMatchObject({code: 0, stdout: none})
    write({[CONFIG]: file})
    expect(await untail(['config'])).toMatchObject({code: 0, stdout: `${path(CONFIG)}\n`, stderr: ''})
  })
  test('shows every setting and where it is from', async () => {
    const {write, untail, path} = createPlace()
    write({[CONFIG]: file})
    const {code, stdout} = await untail(['config', '--print', '--to', 'html', '--keep', 'ui'])
    expect(code).toBe(0)
    expect(stdout).toContain(`file: ${path(CONFIG)}\n`)
    const lines = stdout.split('\n').map((line) => line.split(/ {2,}/u))
    expect(lines).toContainEqual(['level', 'file', '"balanced"'])
    expect(lines).toContainEqual(['to', 'flag', '"html"'])
    expect(lines).toContainEqual(['offsets', 'default', '"utf-16"'])
    expect(lines).toContainEqual(['profile', 'default', 'null'])
    expect(lines).toContainEqual(['policy.ui', 'flag', '"keep"'])
    expect(lines).toContainEqual(['policy.credit', 'default', '"keep"'])
    expect(lines).toContainEqual(['fields.text', 'default', '"text"'])
    expect(lines).toContainEqual(['sites["example.com"].never', 'file', '["Read also"]'])
    expect(lines).toContainEqual(['sites["example.com"].always', 'file', '{"ui":["Share"]}'])
  })
  test('and as JSON the same', async () => {
    const {write, untail, path} = createPlace()
    write({[CONFIG]: file})
    const {stdout} = await untail(['config', '--print', '--json', '--max-failed', '0.01'])
    expect(JSON.parse(stdout)).toMatchObject({
      file: path(CONFIG),
      settings: {
        level: {value: 'balanced', from: 'file'},
        maxFailed: {value: 0.01, from: 'flag'},
        state: {value: null, from: 'default'},
        'sites["example.com"].never': {value: ['Read also'], from: 'file'},
      },
    })
  })
})

test('what is in force reaches the cleaner', async () => {
  const {write, untail} = createPlace()
  const sites = {'example.com': {never: ['Read also'], always: {ui: ['Share']}}}
  write({[CONFIG]: JSON.stringify({level: 'balanced', keep: ['ui'], flag: ['promo'], sites, quiet: true})})
  const {options, stderr, code} = await untail(['clean', '-', '--out', '-', '--remove', 'ui'], [])
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  expect(options).toEqual({level: 'balanced', policy: {ui: 'remove', promo: 'flag'}, sites})
  const without = await untail(['clean', '-', '--out', '-', '--no-config'], [])
  expect(without.options).toEqual({level: 'careful', policy: {}, sites: {}})
})
