// `npm run bench`: whole processes, from files to files; where their time goes; and how it grows with nasty input.
// Needs `npm run build` and the pool of UNTAIL_SHARED. Prints medians over rounds; beside them floors in the same round, since the
// machine may be shared. Its files are in a temporary folder, which takes up to eight times BENCH_MB, and are removed.
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {makeCorpus} from './corpus.mjs'
import {benchFiles} from './files.mjs'
import {benchNasty} from './nasty.mjs'
import {benchRows} from './rows.mjs'
import {benchShards} from './shards.mjs'
import {timed} from './timed.mjs'
import {benchWhere} from './where.mjs'

const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const megabytes = Number(process.env.BENCH_MB ?? 1000)
const count = Number(process.env.BENCH_FILES ?? 100_000)
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const pool = resolve(process.env.UNTAIL_SHARED ?? '../shared', 'pool/ar.jsonl.gz')

const place = mkdtempSync(join(tmpdir(), 'untail-bench-'))
process.on('exit', () => rmSync(place, {recursive: true, force: true}))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const clean = (...args) => timed(process.execPath, cli, 'clean', ...args, '--quiet', '--no-config')

if (existsSync(pool)) {
  const input = join(place, 'in.jsonl')
  const size = (await makeCorpus(pool, input, megabytes)) / 1e6
  await benchRows({input, megabytes: size, place, rounds, clean})
  benchShards({input, megabytes: size, place, rounds, cli})
  benchWhere({input: await partOf(input), place, cli})
  benchFiles({pool, count, place, rounds, clean})
} else console.log(`bench: skipped the corpus, no pool at ${pool} (set UNTAIL_SHARED)`)

benchNasty({place, clean})
await import('./nasty-html.mjs')

/** A profile of more than so many MB is a file of its own size: it says no more. */
async function partOf(input) {
  if (megabytes <= 50) return input
  const part = join(place, 'part.jsonl')
  await makeCorpus(pool, part, 50)
  return part
}
