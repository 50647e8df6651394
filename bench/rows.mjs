// Arabic JSONL, plain and as gzip, cleaned by one worker and by two, beside floors of the same round.
import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {fileURLToPath} from 'node:url'
import {inRounds, printRatio, printRounds, timed} from './timed.mjs'

const parseOnly = fileURLToPath(new URL('./parse-only.mjs', import.meta.url))

/** @param clean Runs `untail clean` with arguments. */
export async function benchRows({input, megabytes, place, rounds, clean}) {
  const at = (name) => join(place, name)
  const cleaned = (jobs, source, out) => () =>
    clean(source, '--out', at(out), '--record', at(`record-${out}`), '--jobs', String(jobs))

  const plain = inRounds(rounds, {
    cp: () => timed('cp', input, at('copy.jsonl')),
    'parse only': () => timed(process.execPath, parseOnly, input, at('copy.jsonl')),
    'clean --jobs 1': cleaned(1, input, '1.jsonl'),
    'clean --jobs 2': cleaned(2, input, '2.jsonl'),
  })
  console.log(`\nArabic JSONL, ${megabytes.toFixed(0)} MB, medians of ${rounds} rounds`)
  printRounds(plain, megabytes, 'MB')
  printRatio(plain, 'clean --jobs 1', 'parse only')
  printRatio(plain, 'clean --jobs 2', 'clean --jobs 1')
  await printSame(at, '1.jsonl', '2.jsonl')

  const packed = at('in.jsonl.gz')
  timed('sh', '-c', 'gzip -4 < "$0" > "$1"', input, packed)
  const gzip = inRounds(rounds, {
    'gzip -dc | gzip -4': () => timed('sh', '-c', 'gzip -dc "$0" | gzip -4 > "$1"', packed, at('copy.jsonl.gz')),
    'clean .gz --jobs 1': cleaned(1, packed, '1.jsonl.gz'),
    'clean .gz --jobs 2': cleaned(2, packed, '2.jsonl.gz'),
  })
  console.log(`\nthe same as .jsonl.gz in and out; sizes are of what is in it`)
  printRounds(gzip, megabytes, 'MB')
  printRatio(gzip, 'clean .gz --jobs 2', 'clean .gz --jobs 1')
  await printSame(at, '1.jsonl.gz', '2.jsonl.gz')
}

/** Two runs must have written the same, outputs and records. */
async function printSame(at, one, other) {
  for (const prefix of ['', 'record-']) {
    const [a, b] = await Promise.all([one, other].map((name) => digestOf(at(prefix + name))))
    if (a !== b) throw new Error(`${prefix}${one} and ${prefix}${other} differ: sha256 ${a} and ${b}`)
  }
  console.log('  the bytes of both are the same')
}

async function digestOf(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
