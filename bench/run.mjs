// `npm run bench`: the whole process, Arabic JSONL in, clean JSONL and record out, one core; and how time grows with nasty input.
// Needs `npm run build` and the pool of UNTAIL_SHARED. Prints medians over rounds; beside them a floor in the same round,
// since the machine is shared: a copy of the file through `cat`, and a pass that only parses and writes rows.
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {makeCorpus} from './corpus.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const MEGABYTES = Number(process.env.BENCH_MB ?? 200)
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const parseOnly = fileURLToPath(new URL('./parse-only.mjs', import.meta.url))
const pool = resolve(process.env.UNTAIL_SHARED ?? '../shared', 'pool/ar.jsonl.gz')

/** Runs a command; its CPU seconds, wall seconds and peak memory, as the system counts them. */
function timed(command, ...args) {
  const {status, stderr} = spawnSync(
    'python3',
    [
      '-c',
      `
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
wall = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)`,
      command,
      ...args,
    ],
    {encoding: 'utf8'},
  )
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stderr}`)
  const [cpu, wall, memory] = stderr.trim().split(' ').map(Number)
  return {cpu, wall, memory}
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const place = mkdtempSync(join(tmpdir(), 'untail-bench-'))
process.on('exit', () => rmSync(place, {recursive: true, force: true}))
const out = ['--out', join(place, 'out.jsonl'), '--record', join(place, 'record.jsonl'), '--quiet']

if (existsSync(pool)) {
  const input = join(place, 'in.jsonl')
  const size = (await makeCorpus(pool, input, MEGABYTES)) / 1e6
  const rounds = Array.from({length: ROUNDS}, () => ({
    copy: timed('cp', input, join(place, 'copy')),
    parse: timed(process.execPath, parseOnly, input, join(place, 'copy')),
    clean: timed(process.execPath, cli, 'clean', input, ...out),
  }))
  console.log(`Arabic JSONL, ${size.toFixed(0)} MB, ${ROUNDS} rounds, medians`)
  for (const name of ['copy', 'parse', 'clean']) {
    const of = (figure) => median(rounds.map((round) => round[name][figure]))
    console.log(
      `  ${name.padEnd(6)} ${(size / of('cpu')).toFixed(0).padStart(6)} MB per CPU-second  ${(size / of('wall')).toFixed(0).padStart(6)} MB/s wall  ${of('memory').toFixed(0).padStart(5)} MB memory`,
    )
  }
  console.log(
    `  clean / parse, CPU time of the same round: ${median(rounds.map(({clean, parse}) => clean.cpu / parse.cpu)).toFixed(2)}`,
  )
} else console.log(`bench: skipped the corpus, no pool at ${pool} (set UNTAIL_SHARED)`)

/** Inputs that make careless code quadratic: each at a size and at twice that size. */
const nasty = {
  'comma-separated tags': (n) => Array.from({length: n * 16_000}, (_, i) => `وسم${i}`).join('، '),
  'short lines': (n) => Array.from({length: n * 100_000}, (_, i) => `سطر ${i}`).join('\n'),
  'one line': (n) => 'كلمة في الجملة. '.repeat(n * 330_000),
  'one line without a stop': (n) => 'كلمة '.repeat(n * 1_000_000),
  blanks: (n) => ' '.repeat(n * 10_000_000),
  'markers in a row': (n) => 'اقرأ أيضا: '.repeat(n * 20_000),
  'one headline over and over': (n) => 'الرئيس يغادر العاصمة متوجها إلى الشمال\n'.repeat(n * 50_000),
}
console.log('\nnasty input: seconds of CPU at a size and at twice that size')
for (const [name, make] of Object.entries(nasty)) {
  const times = [1, 2].map((n) => {
    const file = join(place, `nasty-${n}.jsonl`)
    writeFileSync(file, `${JSON.stringify({id: '1', text: make(n)})}\n`)
    return {
      size: statSync(file).size,
      cpu: median(Array.from({length: 3}, () => timed(process.execPath, cli, 'clean', file, ...out).cpu)),
    }
  })
  const [once, twice] = times
  console.log(
    `  ${name.padEnd(28)} ${(once.size / 1e6).toFixed(1).padStart(5)} MB ${once.cpu.toFixed(2).padStart(6)} s   ${(twice.size / 1e6).toFixed(1).padStart(5)} MB ${twice.cpu.toFixed(2).padStart(6)} s   × ${(twice.cpu / once.cpu).toFixed(2)}`,
  )
}

await import('./nasty-html.mjs')
