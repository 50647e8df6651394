// What a terabyte costs: reckoned from what this machine was measured at, and simulated on machines that are not here.
//   node bench/scale.mjs            prints the tables of docs/scale.md
//   node bench/scale.mjs --write    puts them there
//   node bench/scale.mjs --check    ends with 1 when others stand there
import {readFileSync, writeFileSync} from 'node:fs'
import {simulate, unequal} from './simulate.mjs'

/** Measured, most of it by `npm run bench`, on the shared machine of two cores that the README speaks of. MB are 10^6 bytes. */
const measured = {
  rows: [19.4, 'MB of Arabic JSONL a CPU-second', 'README, 1 GB, one job'],
  packed: [12.4, 'MB of it a CPU-second as `.jsonl.gz`, in and out', 'README; sizes are of what is in it'],
  wet: [7.3, 'MB of text a CPU-second as `.warc.wet.gz`, to `.jsonl.gz`', 'Arabic, 150 MB, on a busy machine'],
  pages: [2.1, 'MB of HTML source a CPU-second', 'README'],
  files: [1070, 'files of 4 kB a second', 'README'],
  memory: [195, 'MB of memory, one job', 'README'],
  start: [
    2.5,
    'CPU-seconds of a shard before it is at full speed',
    '0.85 to start; shards of 12 to 100 MB take so much more than their share',
  ],
  learn: [26, 'MB of Arabic JSONL a CPU-second that `learn` counts', '400 MB'],
  counts: [1950, 'different lines counted in a MB of text', '200 MB, no line twice'],
  line: [57, 'bytes of memory for each', 'README: 29 to 57'],
  merge: [210, 'MB a CPU-second that `merge` copies and checks', '134 MB of rows and records; 62 into `.gz`'],
  link: [6000, 'files a second that `merge` links', '6,000 files'],
  record: [0.12, 'MB of record a MB of text', 'Arabic, careful'],
  prefix: [2000, 'MB a second that are looked through for line numbers', 'when they are in memory'],
}

/** Assumed: nothing of it could be tried here. */
const assumed = {
  store: [5000, 'MB a second from an object store to the whole cluster', 'of 40 Gbit/s'],
  stream: [100, 'MB a second from it to one task', ''],
  cores: [10, 'cores a node', ''],
  spread: [0.1, 'unequally fast nodes: deviation of the logarithm of their speed', ''],
  slowShare: [0.01, 'of the shards are stragglers,', ''],
  slowTimes: [3, 'times slower than others', ''],
  failure: [30, 'days until a node fails, on average', 'worse than most'],
  requeue: [720, 'seconds until its shards begin again', 'Slurm: 300 until it is down, 120 more; 300 for the lock'],
  repair: [3600, 'seconds until it is back', ''],
  wetFiles: [90_000, 'files of a Common Crawl snapshot, as WET', ''],
  wetPacked: [100, 'MB each, packed', ''],
  wetText: [270, 'MB of text in each', ''],
  warcPacked: [1000, 'MB of each of as many WARC files, packed', ''],
  warcPages: [4500, 'MB of HTML in each', ''],
}

const known = Object.fromEntries(Object.entries({...measured, ...assumed}).map(([name, [value]]) => [name, value]))

/** Corpora: MB of text or source, MB to read, how many MB are cleaned in a CPU-second; and of how many files, when these are not parted. */
const corpora = {
  '1 TB of Arabic JSONL': {size: 1e6, read: 1e6, files: Infinity, speed: known.rows, unequal: 0},
  'the same as `.jsonl.gz`': {size: 1e6, read: 3e5, files: 10_000, speed: known.packed, unequal: 0.3},
  'Common Crawl, WET': {
    size: known.wetFiles * known.wetText,
    read: known.wetFiles * known.wetPacked,
    files: known.wetFiles,
    speed: known.wet,
    unequal: 0.3,
  },
  'Common Crawl, WARC': {
    size: known.wetFiles * known.warcPages,
    read: known.wetFiles * known.warcPacked,
    files: known.wetFiles,
    speed: known.pages,
    unequal: 0.3,
  },
}

/** Runs of chance that a figure is the mean of. */
const SEEDS = 10

/** What a corpus in so many shards takes on so many cores. */
function run({size, read, speed, unequal: spread}, cores, shards) {
  const rate = Math.min(known.stream, known.store / cores)
  const usual = Math.max(size / speed, read / rate) / shards
  const runs = Array.from({length: SEEDS}, (_, seed) => {
    const tasks = unequal(shards, spread, seed + 1).map((share) => known.start + usual * share)
    return simulate(
      tasks,
      {
        cores,
        coresPerNode: known.cores,
        spread: known.spread,
        slow: {share: known.slowShare, times: known.slowTimes},
        betweenFailures: known.failure * 86_400,
        requeue: known.requeue,
        repair: known.repair,
      },
      seed + 1,
    )
  })
  const mean = (of) => runs.reduce((sum, one) => sum + of(one), 0) / SEEDS
  return {
    wall: mean(({wall}) => wall),
    ideal: size / speed / cores,
    started: (known.start * shards) / mean(({busy}) => busy),
    lost: mean(({busy, lost}) => lost / busy),
    failures: mean(({failures}) => failures),
    isReading: read / rate > size / speed,
  }
}

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)))
const percent = (share) => (share < 0.0005 ? '0' : `${number(100 * share)} %`)
const time = (seconds) => {
  const [value, unit] =
    seconds < 100
      ? [seconds, 's']
      : seconds < 6000
        ? [seconds / 60, 'min']
        : seconds < 3.6e5
          ? [seconds / 3600, 'h']
          : [seconds / 86_400, 'days']
  return `${number(value)} ${unit}`
}
const bytes = (megabytes) => {
  const [value, unit] =
    megabytes < 1e3 ? [megabytes, 'MB'] : megabytes < 1e6 ? [megabytes / 1e3, 'GB'] : [megabytes / 1e6, 'TB']
  return `${number(value)} ${unit}`
}
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')

const inputs = (named) =>
  table(
    ['', '', 'from'],
    Object.values(named).map(([value, says, from]) => [value.toLocaleString('en-US'), says, from]),
  )

const costs = () =>
  table(
    ['', 'text or source', 'core-hours', 'to read', 'record', '`learn`, core-hours', 'on two cores'],
    Object.entries(corpora).map(([name, {size, read, speed}]) => [
      name,
      bytes(size),
      number(size / speed / 3600),
      bytes(read),
      // What is known of texts says nothing of pages.
      speed === known.pages ? '' : bytes(size * known.record),
      speed === known.pages ? '' : number(size / known.learn / 3600),
      time(size / speed / 2),
    ]),
  )

const clusters = () =>
  table(
    [
      '',
      'cores',
      'shards',
      'wall',
      'without loss',
      'of it starting',
      'done twice',
      'nodes that failed',
      'memory',
      'reads a second',
    ],
    Object.entries(corpora).flatMap(([name, corpus]) =>
      [1, 10, 100, 1000].map((cores) => {
        // Ten a core, and none that takes more than an hour.
        const shards = Math.min(corpus.files, Math.max(10 * cores, Math.ceil(corpus.size / corpus.speed / 3600)))
        const {wall, ideal, started, lost, failures, isReading} = run(corpus, cores, shards)
        const reads = bytes(corpus.read / wall)
        return [
          cores === 1 ? name : '',
          number(cores),
          number(shards),
          time(wall),
          time(ideal),
          percent(started),
          percent(lost),
          number(failures),
          bytes(cores * known.memory),
          isReading ? `${reads}, all there is` : reads,
        ]
      }),
    ),
  )

const shardCounts = () =>
  table(
    ['1,000 cores', 'shards a core', 'wall', 'without loss', 'of it starting', 'done twice'],
    ['1 TB of Arabic JSONL', 'Common Crawl, WET', 'Common Crawl, WARC'].flatMap((name) =>
      [1, 3, 10, 30, 90].map((each) => {
        const {wall, ideal, started, lost} = run(corpora[name], 1000, each * 1000)
        return [each === 1 ? name : '', number(each), time(wall), time(ideal), percent(started), percent(lost)]
      }),
    ),
  )

/** What is done by one, however many clean. */
const bottlenecks = () => {
  const {size} = corpora['1 TB of Arabic JSONL']
  const wet = corpora['Common Crawl, WET']
  const written = size * (1 + known.record)
  return table(
    ['', 'costs'],
    [
      ['`merge` of 1 TB into one file of rows: one writer', time(written / known.merge)],
      [
        '`merge` of 1 TB into a folder of 1,000 files: links, and one record',
        time((size * known.record) / known.merge + 1000 / known.link),
      ],
      [
        'the same for Common Crawl as WET: links, and one record',
        time(wet.files / known.link + (wet.size * known.record) / known.merge),
      ],
      [
        'one `.jsonl` of 1 TB in 1,000 shards: what lies before each is looked through for line numbers',
        `${number((size / 2 / known.prefix / 3600) * 1000)} core-hours, ${bytes((size / 2) * 1000)} to read`,
      ],
      ['the same in 1,000 files', 'none'],
      [
        '`merge --profile` of 1 TB of which no line comes twice: one process, in memory',
        bytes((size * known.counts * known.line) / 1e6),
      ],
      [
        '1 TB in files of 4 kB',
        `${number(size / 0.004 / 1e6)} million files, ${number(size / 0.004 / known.files / 3600)} hours`,
      ],
      ...Object.entries(corpora).map(([name, {size: text, read, speed}]) => [
        `cores that an object store feeds: ${name}`,
        number((known.store / speed) * (text / read)),
      ]),
    ],
  )
}

const DOC = new URL('../docs/scale.md', import.meta.url)
const tables = {
  measured: () => inputs(measured),
  assumed: () => inputs(assumed),
  costs,
  clusters,
  shards: shardCounts,
  bottlenecks,
}

/** The document with each table between its marks: `<!-- table: costs -->` and `<!-- end -->`. */
const withTables = (text) =>
  text.replaceAll(/(<!-- table: (\w+) -->\n).*?(?=<!-- end -->)/gsu, (_, mark, name) => mark + tables[name]())

const [flag] = process.argv.slice(2)
if (flag === undefined) for (const [name, make] of Object.entries(tables)) console.log(`${name}\n\n${make()}`)
else {
  const text = readFileSync(DOC, 'utf8')
  if (flag === '--write') writeFileSync(DOC, withTables(text))
  else if (withTables(text) !== text) {
    console.error('docs/scale.md has other tables than bench/scale.mjs prints: run it with --write')
    process.exitCode = 1
  }
}
