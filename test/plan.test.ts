/** The script of `untail plan`, run with a stand-in for Slurm that does every task at once. */
import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import {slurmScript, words} from '../src/cli/slurm.ts'
import {createPlace} from './place.ts'

const tsx = import.meta.resolve('tsx')
const script = fileURLToPath(new URL('./fake-untail.ts', import.meta.url))

/**
 * `sbatch` that runs what is submitted, the tasks of an array one after the other, and prints a number as `--parsable` does. What goes
 * behind a job that failed is not run. A task whose name and number stand in the file `killed` is killed, once.
 */
const sbatch = `#!/usr/bin/env bash
set -u
tasks=() behind= log=
while [[ $1 == --* ]]; do
  case $1 in
    --array=*) for range in $(tr , ' ' <<< "\${1#*=}"); do tasks+=($(seq \${range%-*} $(cut -d% -f1 <<< "\${range#*-}"))); done ;;
    --dependency=afterok:*) behind=\${1##*:} ;;
    --chdir=*) cd "\${1#*=}" ;;
    --output=*) log=\${1#*=} ;;
  esac
  shift
done
job=$((1 + $(wc -l < "$SLURM_FAKE/jobs"))) ok=yes
if [[ -n $behind ]] && ! grep -qx "$behind yes" "$SLURM_FAKE/jobs"; then ok=never
else
  for task in "\${tasks[@]-}"; do
    if grep -qsx "$2 $task" "$SLURM_FAKE/killed"; then ok=no && continue; fi
    SLURM_CPUS_PER_TASK=2 SLURM_ARRAY_TASK_ID=$task bash "$@" >> "\${log/\\%a/$task}" 2>&1 || ok=no
  done
fi
rm -f "$SLURM_FAKE/killed"
echo "$job $ok" >> "$SLURM_FAKE/jobs"
echo "$job;cluster"
`

/** A place with a corpus, in folders of nasty names, and a cluster. */
function createCluster() {
  const place = createPlace()
  place.write({
    'bin/untail': `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${script}" "$@"\n`,
    'bin/sbatch': sbatch,
    'bin/sleep': '#!/bin/sh\n',
    jobs: '',
  })
  for (const name of ['untail', 'sbatch', 'sleep']) chmodSync(place.path(`bin/${name}`), 0o755)
  return {
    ...place,
    plan: (flags: readonly string[], ...command: readonly string[]) =>
      place.untail(['plan', '--engine', 'slurm', ...flags, '--', 'clean', ...command]),
    bash: (...args: string[]) => {
      const env = {...process.env, PATH: `${place.path('bin')}:${process.env['PATH']}`, SLURM_FAKE: place.path('.')}
      const {status, stdout, stderr} = spawnSync('bash', args, {cwd: place.path('.'), encoding: 'utf8', env})
      return {code: status, stdout, stderr, submission: /^Shards and logs: (.*)$/m.exec(stdout)?.[1] ?? ''}
    },
    jobs: () => place.read('jobs').trim().split('\n'),
  }
}

const rows = Array.from({length: 40}, (_, i) => `${JSON.stringify({id: `${i}`, text: `word\nNOISE ${i}`})}\n`).join('')

describe('a planned script', () => {
  test('writes what one run does, whatever things are called', async () => {
    const cluster = createCluster()
    const [input, out] = [`a 'b' "$(touch hit)"\n-ج`, `--out of\n\`x\` \\ 'أ'`]
    cluster.write({[`${input}/rows.jsonl`]: rows, [`${input}/1.txt`]: 'word\n', [`${input}/2.txt`]: 'NOISE\nword\n'})
    const flags = ['--level', 'balanced', '--keep', 'comments,legal']
    await cluster.untail(['clean', `%/${input}`, '--out', '%/one', ...flags])
    const planned = await cluster.plan(
      ['--shards', '2', '--array-limit', '2', '--time', '02:00:00', '--out', "%/job's.sh"],
      `%/${input}`,
      '--out',
      `%/${out}/`,
      ...flags,
      '--report',
      '%/report.json',
    )
    expect(planned).toMatchObject({code: 0, stdout: '', stderr: ''})
    expect(cluster.bash("job's.sh")).toMatchObject({code: 0, stderr: ''})
    expect(cluster.jobs()).toEqual(['1 yes', '2 yes'])
    expect(cluster.list(out)).toEqual(cluster.list('one'))
    for (const name of cluster.list('one')) expect(cluster.read(`${out}/${name}`)).toBe(cluster.read(`one/${name}`))
    expect(JSON.parse(cluster.read('report.json'))).toMatchObject({articles: 42})
    expect(existsSync(cluster.path('hit'))).toBe(false)
  })

  test('does again what is not done, and only that', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows, killed: 'clean 2\n'})
    await cluster.plan(['--shards', '3', '--out', '%/job.sh'], '%/in.jsonl', '--out', '%/all.jsonl')
    const {submission} = cluster.bash('job.sh')
    expect(cluster.jobs()).toEqual(['1 no', '2 never'])
    const before = cluster.list('all.jsonl.shards')
    expect(cluster.bash('job.sh', 'resume', submission)).toMatchObject({code: 0, submission})
    expect(cluster.jobs().slice(2)).toEqual(['3 yes', '4 yes'])
    expect(cluster.list('all.jsonl.shards').filter((name) => !before.includes(name)).length).toBe(5)
    await cluster.untail(['clean', '%/in.jsonl', '--out', '%/one.jsonl'])
    for (const end of ['.jsonl', '.record.jsonl']) expect(cluster.read(`all${end}`)).toBe(cluster.read(`one${end}`))
    // All is done: the merge alone.
    expect(cluster.bash('job.sh', 'resume', submission).stdout).toMatch(/^merge: job 5\nShards/)
  })

  test('learns a profile of all first', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows.replaceAll('"text"', '"body"')})
    const command = ['%/in.jsonl', '--learn', '--text-field', 'body']
    await cluster.plan(['--shards', '2', '--out', '%/job.sh'], ...command, '--out', '%/all.jsonl')
    expect(cluster.bash('job.sh').stdout).toMatch(/^learn: job 1\nprofile: job 2\nclean: job 3\nmerge: job 4\n/)
    expect(cluster.jobs()).toEqual(['1 yes', '2 yes', '3 yes', '4 yes'])
    await cluster.untail(['clean', ...command, '--out', '%/one.jsonl'])
    expect(cluster.read('all.jsonl')).toBe(cluster.read('one.jsonl'))
  })

  test('goes on when articles fail, and says so at the end', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': `${rows}not JSON\n`})
    await cluster.plan(['--shards', '2', '--out', '%/job.sh'], '%/in.jsonl', '--out', '%/all.jsonl')
    expect(cluster.bash('job.sh')).toMatchObject({code: 0})
    expect(cluster.jobs()).toEqual(['1 yes', '2 no'])
    expect(cluster.read('all.jsonl').split('\n').length).toBe(42)
  })

  test('waits for a place that is taken, and fails as untail does', () => {
    const cluster = createCluster()
    cluster.write({
      'bin/untail':
        '#!/bin/sh\nif [ -e "$SLURM_FAKE/held" ]; then rm "$SLURM_FAKE/held"; exit 75; fi\necho "$@" >> "$SLURM_FAKE/calls"; exit 3\n',
      held: '',
      'job.sh': slurmScript({
        folder: cluster.path('.'),
        inputs: ['in'],
        out: 'out',
        suffix: '.jsonl',
        shards: 1,
        clean: [],
        merge: [],
        learn: undefined,
        quarantine: 'bad ones',
        arrayLimit: undefined,
        asks: {},
      }),
    })
    cluster.bash('job.sh')
    expect(cluster.jobs()).toEqual(['1 no', '2 never'])
    const [call] = cluster.read('calls').trim().split('\n')
    expect(call).toMatch(/^clean --quarantine bad ones\/1 --jobs 2 --shard 1\/1 --out \S+\/1\.jsonl -- in$/)
  })

  test('refuses what is no submission of its own', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows})
    await cluster.plan(['--shards', '2', '--out', '%/job.sh'], '%/in.jsonl', '--out', '%/all.jsonl')
    expect(cluster.bash('job.sh', 'resume', 'nowhere')).toMatchObject({code: 2})
    expect(cluster.bash('job.sh', 'submission')).toMatchObject({code: 2})
  })
})

describe('untail plan', () => {
  test.each([
    [['%/none', '--out', '%/out'], 'No such file or folder: "%/none"'],
    [['%/in.jsonl'], "required option '-o, --out <dir|file|->' not specified"],
    [['%/in.jsonl', '--out', '%/out', '--lvl', 'careful'], "unknown option '--lvl' (Did you mean --level?)"],
    [
      ['%/in.jsonl', '--out', '%/out', '--shard', '1/2'],
      'Unexpected --shard behind "--", expected none: each task has its own',
    ],
    [
      ['%/in.jsonl', '--out', '%/out', '--state', '%/s'],
      'Unexpected --state behind "--", expected none: a shard that is done is not done again',
    ],
    [['%/in.jsonl', '--out', '%/out', '--jobs', '2'], 'Unexpected --jobs behind "--", expected --cpus before "--"'],
    [['-', '--out', '%/out'], 'Unexpected --shard with "-", expected files: stdin is of no known size'],
    [
      ['%/in.jsonl', '--out', '-'],
      'Unexpected --shard with --out "-", expected a folder or a file of rows, and a record',
    ],
  ])('refuses %j', async (command, message) => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows})
    const {code, stdout, stderr} = await cluster.plan(['--shards', '2'], ...command)
    expect({code, stdout, stderr}).toEqual({code: 2, stdout: '', stderr: `untail: ${message}\n`})
  })

  test('refuses other commands, what sbatch would read otherwise, and to write over an input', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows})
    const refusal = async (...args: string[]) => (await cluster.untail(['plan', ...args])).stderr
    expect(await refusal('--engine', 'slurm', '--shards', '2', '--', 'learn')).toContain('Unexpected "learn"')
    expect(await refusal('--engine', 'k8s')).toContain('Allowed choices are slurm')
    const command = ['%/in.jsonl', '--out', '%/out'] as const
    expect((await cluster.plan(['--shards', '2', '--time', '1\n#'], ...command)).stderr).toContain('expected letters')
    expect((await cluster.plan(['--shards', '2', '--out', '%/in.jsonl'], ...command)).stderr).toContain('overwrite')
  })

  test('refuses a configuration file that each task would write by', async () => {
    const cluster = createCluster()
    cluster.write({'in.jsonl': rows, 'untail.config.json': '{"metrics": "m.prom"}'})
    const {stderr} = await cluster.plan(['--shards', '2'], '%/in.jsonl', '--out', '%/out')
    expect(stderr).toBe('untail: %/untail.config.json: Unexpected "metrics", expected none: each task would go by it\n')
  })
})

test('words are what bash reads them as', () => {
  const plain = ['a', '', "it's", '$HOME `ls` \\ "x"', 'ملف جديد', 'two\nlines', '~', '-x', '*', '#', 'a=b']
  const {stdout} = spawnSync('bash', ['-c', `printf '%s\\0' ${words(plain)}`], {encoding: 'utf8'})
  expect(stdout.split('\0').slice(0, -1)).toEqual(plain)
})
