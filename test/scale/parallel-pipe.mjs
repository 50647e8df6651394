// GNU parallel cutting rows into blocks, each through the filter: rows in, the same rows out, and a record of each block.
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {run} from './processes.mjs'

/** How many: each pays for the start of a process. */
const BLOCKS = 5

export const engine = {
  name: 'GNU parallel --pipe, --pipepart',
  packages: ['parallel'],
  async run({root, corpus, untail}) {
    const rows = join(corpus, 'news.jsonl')
    const reference = join(root, 'one')
    const out = join(root, 'merged')
    const [command, ...args] = untail
    const block = `${Math.ceil(statSync(rows).size / BLOCKS)}`
    for (const how of ['pipe', 'pipepart']) {
      const records = join(root, `${how}-records`)
      for (const folder of [records, reference, out]) mkdirSync(folder, {recursive: true})
      const plain = ['--no-config', '--quiet', '--jobs', '1']
      const one = [...args, 'clean', rows, '--out', join(reference, `${how}.jsonl`), ...plain]
      await run(command, [...one, '--record', join(reference, `${how}.record.jsonl`)])
      // The number of a block has zeros in front: the records are put together in the order of their names.
      const filter = [...untail, 'clean', '-', '--out', '-', '--record', `${records}/{0#}.jsonl`, ...plain]
      const numbered = ['--rpl', '{0#} $_ = sprintf("%06d", $job->seq())']
      const cut = how === 'pipe' ? ['--pipe'] : ['--pipepart', '-a', rows]
      const options = ['--will-cite', '-k', '-j2', '--block', block, ...numbered, ...cut]
      const script = `parallel "$@" ${how === 'pipe' ? '< "$IN"' : ''} > "$OUT"`
      const env = {...process.env, IN: rows, OUT: join(out, `${how}.jsonl`)}
      await run('sh', ['-c', script, 'sh', ...options, ...filter], {env})
      const joined = readdirSync(records)
        .toSorted()
        .map((name) => readFileSync(join(records, name)))
      writeFileSync(join(out, `${how}.record.jsonl`), Buffer.concat(joined))
    }
    return {out, reference, killed: 'nothing'}
  },
}
