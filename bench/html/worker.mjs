// One engine over some pages, in a process of its own: `worker.mjs texts|second|speed ENGINE INDICES`. Answers in JSONL on stdout.
import {setImmediate} from 'node:timers/promises'
import {engines, loadUntail} from './engines.mjs'
import {readPages, textOf} from './pages.mjs'

const [job, name, list] = process.argv.slice(2)
const indices = JSON.parse(list)
// Some engines write to the console.
for (const method of ['log', 'info', 'warn', 'error', 'debug']) console[method] = () => {}

/** Writes a row and waits until it is out, so that what was done is known should the next page end the process. */
const say = (row) => new Promise((done) => process.stdout.write(`${JSON.stringify(row)}\n`, done))

/** What comes of a page, or why nothing does. */
async function tried(run) {
  try {
    return await run()
  } catch (error) {
    return {failed: String(error?.message ?? error).slice(0, 200)}
  }
}

/** What untail makes of an engine's answer: the text of its HTML, or of its text where it gives no HTML. */
function secondText(clean, {id, url}, {html, text}) {
  const input = html === undefined ? {form: 'text', body: text} : {form: 'html', body: html}
  const outcome = clean({id, ...(url && {url}), ...input})
  if (outcome.status === 'failed') throw new Error(outcome.reason)
  const after = input.form === 'html' ? outcome.text : outcome.clean
  if (typeof after !== 'string') throw new Error('this build of untail gives no text')
  return {after}
}

/** Each page's text, and with untail's `clean` what it makes of the engine's answer, in a row behind. */
async function texts(extract, clean) {
  for await (const page of readPages(indices)) {
    const {index, id} = page
    const answer = await tried(() => extract(page))
    const text = answer.text ?? textOf(answer.html ?? '')
    await say({index, id, text, failed: answer.failed})
    if (!clean || text.trim() === '') continue
    const {after, failed} = await tried(() => secondText(clean, page, answer))
    await say({index, id, after, failedAfter: failed})
  }
}

/**
 * Runs the engine over pages and drops what it gives. Between pages the event loop turns, as it does in real use: until then weakly held
 * objects stay in memory, and jsdom has many.
 */
async function runOver(pages, extract) {
  for (const page of pages) {
    await tried(() => extract(page))
    await setImmediate()
  }
}

/** Time over all pages, which are read before; the first tenth is run once more ahead of it, so that the engine is warm. */
async function speed(extract) {
  const pages = []
  for await (const page of readPages(indices)) pages.push(page)
  await runOver(pages.slice(0, Math.ceil(pages.length / 10)), extract)
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  await runOver(pages, extract)
  const {user, system} = process.cpuUsage(cpu)
  await say({
    cpu: (user + system) / 1e6,
    wall: (performance.now() - wall) / 1e3,
    memory: process.resourceUsage().maxRSS / 1024,
    pages: pages.length,
    megabytes: pages.reduce((sum, {html}) => sum + Buffer.byteLength(html), 0) / 1e6,
  })
}

const extract = await engines[name]()
const clean = job === 'second' ? await loadUntail() : undefined
await say({loaded: true})
await (job === 'speed' ? speed(extract) : texts(extract, clean))
// Not every engine lets go of its timers.
process.exit(0)
