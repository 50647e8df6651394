/** A thread that cleans as the fake does. What has MEMORY in it takes all there is, what has SLOW in it a moment. */
import {workerData} from 'node:worker_threads'
import type {Assignment} from '../src/cli/surroundings.ts'
import type {Article, Outcome} from '../src/model.ts'
import {createDesk} from '../src/run/desk.ts'
import {carriedBy} from '../src/run/entries.ts'
import {serve} from '../src/run/serve.ts'
import {fakeClean} from './fake-clean.ts'

const {desk, done} = workerData as Assignment

function clean(article: Article): Outcome {
  if (article.body.includes('SLOW')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  if (article.body.includes('MEMORY'))
    for (const hoard: unknown[] = []; ;) hoard.push(Array.from({length: 100_000}, () => ({})))
  return fakeClean(article)
}

serve(await createDesk(clean, desk, done && {carried: carriedBy(done)}))
