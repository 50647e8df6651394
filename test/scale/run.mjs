// `npm run test:scale`: one corpus through one process and through engines that lose a part of theirs on the way. What comes out must be
// the same to the byte. Needs `npm run build`. What is not installed is, where this may install Debian's packages, or else it is skipped.
//   --only parallel,bullmq   these files only      --size 30   MB of corpus      --no-install
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {makeCorpus} from './corpus.mjs'
import {killAll, run} from './processes.mjs'

const {values: options} = parseArgs({
  options: {
    only: {type: 'string', default: 'parallel,parallel-pipe,slurm,dask,bullmq'},
    size: {type: 'string', default: '30'},
    'no-install': {type: 'boolean', default: false},
  },
})
/** Minutes that an engine may take. */
const LONGEST = 10

const root = mkdtempSync(join(tmpdir(), 'untail-scale-'))
process.on('exit', () => rmSync(root, {recursive: true, force: true}))

const untail = [process.execPath, fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))]
const corpus = join(root, 'corpus')
const articles = makeCorpus(corpus, Number(options.size))
const reference = join(root, 'one')
const [command, ...args] = untail
const seconds = await timed(() =>
  run(command, [...args, 'clean', corpus, '--out', reference, '--no-config', '--quiet']),
)
const ids = readFileSync(join(reference, 'record.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line).id)
if (ids.length !== articles || new Set(ids).size !== articles)
  throw new Error(`Unexpected ${new Set(ids).size} articles in ${ids.length} lines of the record, expected ${articles}`)

const table = [['one process', `${articles} articles, ${options.size} MB`, seconds.toFixed(1), 'the reference']]
for (const name of options.only.split(',')) {
  const row = await tried(name)
  table.push(row)
  console.error(row.join(' | '))
}
print([['engine', 'killed', 'seconds', 'outputs and record'], ...table])
// An engine that failed may have left connections open.
process.exit()

/** @returns A row of the table. */
async function tried(name) {
  const file = new URL(`./${name}.mjs`, import.meta.url)
  if (!existsSync(file)) throw new Error(`Unexpected engine "${name}", expected the name of a file in test/scale`)
  const {engine} = await import(file.href)
  const missing = install(engine.packages)
  if (missing.length > 0) return [engine.name, '', '', `skipped: ${missing.join(', ')} not installed`]
  const place = {
    root: join(root, name),
    corpus,
    untail,
    kill: (pid) => process.kill(pid, 'SIGKILL'),
    log: (text) => console.error(`${engine.name}: ${text}`),
  }
  mkdirSync(place.root)
  try {
    let done
    const took = await timed(async () => {
      done = await inTime(engine.run(place))
    })
    const other = difference(done.reference ?? reference, done.out)
    if (other === undefined) return [engine.name, done.killed, took.toFixed(1), 'the same']
    process.exitCode = 1
    return [engine.name, done.killed, took.toFixed(1), `NOT the same: ${other}`]
  } catch (error) {
    process.exitCode = 1
    return [engine.name, '', '', `FAILED: ${error.message}`]
  } finally {
    killAll()
    rmSync(place.root, {recursive: true, force: true})
  }
}

/** Installs Debian's packages where that can be. @returns Those that are not there. */
function install(packages) {
  const lacking = () =>
    packages.filter((name) => {
      const {stdout} = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], {encoding: 'utf8'})
      return stdout !== 'installed'
    })
  const missing = lacking()
  if (missing.length === 0 || options['no-install'] || process.getuid() !== 0) return missing
  console.error(`installing ${missing.join(', ')}`)
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'}
  const apt = (...how) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...how], {env, timeout: 300_000})
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...missing)
  return lacking()
}

/** @returns The first file that is not in both folders, or not of the same bytes. */
function difference(one, other) {
  const [ones, others] = [digestsIn(one), digestsIn(other)]
  return [...new Set([...ones.keys(), ...others.keys()])].find((name) => ones.get(name) !== others.get(name))
}

/** The MD5 of every file of a folder, by its name. */
function digestsIn(folder) {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
  return new Map(
    files.map(({parentPath, name}) => {
      const path = join(parentPath, name)
      return [path.slice(folder.length), createHash('md5').update(readFileSync(path)).digest('hex')]
    }),
  )
}

async function timed(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function inTime(work) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing after ${LONGEST} minutes`)), LONGEST * 60_000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
}
