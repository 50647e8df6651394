// Slurm on this machine: a controller and two nodes with a configuration and ports of their own, and the script of `untail plan`. One node
// is killed in the middle of a shard: its task must come to the other, and the merge must wait for it.
import {spawn, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {hostname, userInfo} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'

const SHARDS = 8

/**
 * @param place.root A temporary folder.
 * @param place.corpus The folder to clean.
 * @param place.untail The command line, in words.
 * @param place.log Takes what is to be known meanwhile.
 * @returns The merged output, and what was killed.
 */
async function run({root, corpus, untail, log}) {
  const cluster = await createCluster(join(root, 'slurm'), untail)
  try {
    await cluster.start()
    const out = join(root, 'slurm-clean')
    const script = join(root, 'slurm-job.sh')
    cluster.call(
      'untail',
      'plan',
      '--engine',
      'slurm',
      '--shards',
      SHARDS,
      '--out',
      script,
      '--',
      'clean',
      corpus,
      '--out',
      out,
      '--no-config',
    )
    const said = cluster.call('bash', script)
    log(said)
    const [, array] = /^clean: job (\d+)$/m.exec(said)
    const [, merge] = /^merge: job (\d+)$/m.exec(said)
    const [, shards] = /^Shards and logs: (.*)$/m.exec(said)

    const shard = await until('a shard is under way on node two', 120, () => cluster.stopIn('two', shards))
    const killed = cluster.kill('two')
    log(`killed node two and ${killed - 1} processes on it, in the middle of shard ${shard}`)
    await until('the merge is done', 300, () => {
      const {JobState: state} = cluster.job(merge)
      if (state === 'COMPLETED') return true
      if (state === 'PENDING' || state === 'RUNNING' || state === 'COMPLETING') return false
      throw new Error(`the merge has ${state}, ${cluster.logs(shards)}`)
    })
    const {Restarts: restarts, NodeList: node} = cluster.job(`${array}_${shard}`)
    if (restarts !== '1' || node !== 'one')
      throw new Error(`Unexpected ${restarts} restarts of shard ${shard} and node ${node}, expected 1 and one`)
    return {out, killed: `node two with shard ${shard}, which was requeued to node one`}
  } finally {
    await cluster.end()
  }
}

export const engine = {name: 'slurm', packages: ['slurm-wlm', 'munge'], run}

async function createCluster(folder, untail) {
  const at = (name) => join(folder, name)
  const [controller, one, two] = await freePorts(3)
  mkdirSync(at('bin'), {recursive: true})
  mkdirSync(at('state'))
  writeFileSync(at('bin/untail'), `#!/bin/sh\nexec ${untail.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(at('bin/untail'), 0o755)
  writeFileSync(at('munge.key-file'), 'a key for nobody else, which needs 32 bytes', {mode: 0o600})
  const user = userInfo().username
  writeFileSync(
    at('slurm.conf'),
    `ClusterName=untail
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${controller}
SlurmUser=${user}
SlurmdUser=${user}
# A task that is requeued waits for as long as the old one could begin: 120 seconds, if nothing is said.
AuthInfo=socket=${at('munge.socket')},cred_expire=5
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${at('spool.%n')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.%n.pid')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
SlurmdParameters=config_overrides
# A node that doesn't answer for so many seconds is down, and what it ran is requeued.
SlurmdTimeout=5
MessageTimeout=5
KillWait=1
MinJobAge=3600
SchedulerParameters=sched_interval=2
NodeName=one NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${one} CPUs=1
NodeName=two NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${two} CPUs=1
PartitionName=all Nodes=one,two Default=YES MaxTime=60 State=UP
`,
  )
  const env = {...process.env, SLURM_CONF: at('slurm.conf'), PATH: `${at('bin')}:${process.env.PATH}:/usr/sbin`}

  /** Runs a command to its end, and gives what it prints. */
  const call = (command, ...args) => {
    const {status, stdout, stderr} = spawnSync(command, args.map(String), {
      env,
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stderr}`)
    return stdout.trim()
  }
  /** Starts a program that stays. That it doesn't start is seen by those who wait for it. */
  const daemon = (command, args, more = {}) =>
    spawn(command, args, {env: {...env, ...more}, cwd: folder, stdio: 'ignore'}).on('error', () => undefined)
  /** What runs here, by what only it has in its environment. The tasks of a node have the name of it; the node has it from us. */
  const ours = () => processes().filter(({environment}) => environment.includes(`SLURM_CONF=${at('slurm.conf')}`))
  const ofNode = (name) => ours().filter(({environment}) => environment.includes(`SLURMD_NODENAME=${name}`))
  const kill = (which) => {
    for (const {pid} of which) signal(pid, 'SIGKILL')
    return which.length
  }

  return {
    call,
    start: async () => {
      const files = ['socket', 'key-file', 'log-file', 'pid-file', 'seed-file'].map(
        (flag) => `--${flag}=${at(`munge.${flag}`)}`,
      )
      daemon('munged', ['--foreground', '--force', ...files])
      await until('munged listens', 20, () => existsSync(at('munge.socket')))
      daemon('slurmctld', ['-D', '-L', at('slurmctld.log')])
      for (const name of ['one', 'two'])
        daemon('slurmd', ['-D', '-N', name, '-L', at(`slurmd.${name}.log`)], {SLURMD_NODENAME: name})
      await until('both nodes are idle', 60, () => isIdle(call))
    },
    /** Stops a task of a node between its first and its last file, when there is one, and says which shard it is. */
    stopIn: (name, shards) => {
      for (const {pid, environment, words} of ofNode(name)) {
        const [number] = words[words.indexOf('--shard') + 1]?.split('/') ?? []
        if (!words.includes('--shard') || !environment.includes(`SLURM_ARRAY_TASK_ID=${number}`)) continue
        if (!existsSync(join(shards, number, '.untail'))) continue
        signal(pid, 'SIGSTOP')
        if (existsSync(join(shards, number, '.untail')) && !existsSync(join(shards, number, 'manifest.json')))
          return number
        signal(pid, 'SIGCONT')
      }
      return undefined
    },
    kill: (name) => kill(ofNode(name)),
    job: (id) =>
      Object.fromEntries(
        call('scontrol', '--oneliner', 'show', 'job', id)
          .split(' ')
          .map((pair) => pair.split('=')),
      ),
    logs: (shards) =>
      readdirSync(join(shards, 'logs'))
        .map((name) => `${name}: ${readFileSync(join(shards, 'logs', name), 'utf8')}`)
        .join('\n'),
    end: () => until('all processes are gone', 20, () => kill(ours()) === 0),
  }
}

const isIdle = (call) => {
  try {
    return call('sinfo', '--noheader', '--Node', '--format=%T') === 'idle\nidle'
  } catch {
    return false // no controller yet
  }
}

/** All processes that may be looked at: the command line in words, and the environment as `NAME=value`. */
function processes() {
  const read = (pid, what) => readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0')
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return []
    try {
      return [{pid: Number(pid), words: read(pid, 'cmdline'), environment: read(pid, 'environ')}]
    } catch {
      return [] // it is gone, or another's
    }
  })
}

function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

/** Waits for something that is true, and gives it. */
async function until(what, seconds, look) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`Not so after ${seconds} seconds: ${what}`)
}

async function freePorts(count) {
  const servers = Array.from({length: count}, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port))),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
