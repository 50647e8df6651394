// Runs the worker: an engine in a process of its own, which a bad page may end.
import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'

const worker = fileURLToPath(new URL('./worker.mjs', import.meta.url))

/** A page that takes longer ends its process, and counts as failed; in milliseconds. */
const PATIENCE = 20_000

/** Hands each row of the worker's over until its process ends, whatever ends it. */
async function work(onRow, patience, ...args) {
  const child = spawn(process.execPath, [worker, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
  const timer = patience && setTimeout(() => child.kill('SIGKILL'), patience)
  let loaded = false
  for await (const line of createInterface({input: child.stdout})) {
    timer?.refresh()
    const row = JSON.parse(line)
    if (row.loaded) loaded = true
    else onRow(row)
  }
  clearTimeout(timer)
  if (!loaded) throw new Error(`the worker could not start: ${args.slice(0, 2).join(' ')}`)
}

/**
 * An engine's rows by id: `text`, and with `second` what untail makes of it, `after`. A page that ends the process has no row; the next
 * process goes on behind it.
 */
export async function textsOf(name, indices, second) {
  const rows = new Map()
  let done = 0
  const onRow = ({index, id, ...row}) => {
    done = indices.indexOf(index) + 1
    rows.set(id, {...rows.get(id), ...row})
  }
  for (; done < indices.length; done++)
    await work(onRow, PATIENCE, second ? 'second' : 'texts', name, JSON.stringify(indices.slice(done)))
  return rows
}

/** One round of an engine's speed. */
export async function speedOf(name, indices) {
  let figures
  await work((row) => (figures = row), undefined, 'speed', name, JSON.stringify(indices))
  if (!figures) throw new Error(`${name}: the process ended before its pages`)
  return figures
}
