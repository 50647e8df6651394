// Runs commands, and says what they cost.
import {spawnSync} from 'node:child_process'

const script = `
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
wall = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)`

/**
 * Runs a command: its CPU seconds with those of all processes that it starts, its wall seconds, and the peak memory in MB of the
 * largest of them, as the system counts them.
 */
export function timed(command, ...args) {
  const {status, stderr} = spawnSync('python3', ['-c', script, command, ...args], {encoding: 'utf8'})
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stderr}`)
  const [cpu, wall, memory] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return {cpu, wall, memory}
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Times what `steps` has, in turn, so many times: what each cost, round by round. */
export function inRounds(rounds, steps) {
  return Array.from({length: rounds}, () =>
    Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step()])),
  )
}

/** One line a step: how much it does in a second, and its memory; medians over rounds. */
export function printRounds(rounds, size, unit) {
  const number = (value) => value.toPrecision(3).padStart(7)
  for (const name of Object.keys(rounds[0])) {
    const of = (figure) => median(rounds.map((round) => round[name][figure]))
    console.log(
      `  ${name.padEnd(26)} ${number(size / of('cpu'))} ${unit} per CPU-second ${number(size / of('wall'))} ${unit}/s wall ${of('memory').toFixed(0).padStart(5)} MB memory`,
    )
  }
}

/** How much more one step takes than another of its round: the median, for CPU and wall. */
export function printRatio(rounds, one, other) {
  const ratio = (figure) => median(rounds.map((round) => round[one][figure] / round[other][figure])).toFixed(2)
  console.log(`  ${one} : ${other}`.padEnd(50), `CPU × ${ratio('cpu')}  wall × ${ratio('wall')}`)
}
