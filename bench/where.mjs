// Where the time goes: the profile of the thread that cleans, by the folder of the source.
import {mkdirSync, readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {timed} from './timed.mjs'

/** @param cli The command line's script. */
export function benchWhere({input, place, cli}) {
  const folder = join(place, 'profiles')
  mkdirSync(folder)
  const out = ['--out', join(place, 'profiled.jsonl'), '--quiet', '--no-config', '--jobs', '1']
  timed(process.execPath, '--cpu-prof', '--cpu-prof-dir', folder, cli, 'clean', input, ...out)
  // One profile a thread: the one that was in the chain is the worker's.
  const shares = readdirSync(folder)
    .map((name) => sharesOf(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .toSorted((a, b) => (b.get('label') ?? 0) - (a.get('label') ?? 0))[0]
  const all = [...shares.values()].reduce((sum, time) => sum + time, 0)
  const text = [...shares]
    .toSorted(([, a], [, b]) => b - a)
    .filter(([, time]) => time >= all / 200)
    .map(([name, time]) => `${name} ${((100 * time) / all).toFixed(1)} %`)
  console.log(`\nwhere the time goes, in a worker: ${text.join(', ')}`)
}

/** The time of a profile by place, idle time left out. */
function sharesOf({nodes, samples, timeDeltas}) {
  const places = new Map(nodes.map(({id, callFrame}) => [id, placeOf(callFrame)]))
  const shares = new Map()
  samples.forEach((id, index) => {
    const place = places.get(id)
    if (place !== undefined) shares.set(place, (shares.get(place) ?? 0) + timeDeltas[index])
  })
  return shares
}

/** `dist/signals/echo.js` is `signals`; what has no file is Node's own. */
function placeOf({functionName, url}) {
  if (functionName === '(idle)') return undefined
  if (functionName === '(garbage collector)') return 'gc'
  const [, ours] = /\/dist\/(.+)\.js$/.exec(url) ?? []
  if (ours !== undefined) return ours.includes('/') ? ours.split('/')[0] : ours
  return url.includes('/node_modules/') ? 'packages' : 'node'
}
