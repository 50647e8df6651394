/** A thread that cleans by the shipped rules. */
import {workerData} from 'node:worker_threads'
import {createClean} from '../clean.ts'
import {createLanguageGuess} from '../language.ts'
import {loadRules, readPacks} from '../rules.ts'
import {createDesk} from '../run/desk.ts'
import {carriedBy} from '../run/entries.ts'
import {serve} from '../run/serve.ts'
import type {Assignment} from './surroundings.ts'

const {options, profile, desk, done} = workerData as Assignment
const rules = profile ? {...loadRules(), profile} : loadRules()
serve(
  await createDesk(createClean(rules, options), desk, {
    ...(done && {carried: carriedBy(done)}),
    ...(desk.languages && {languageOf: createLanguageGuess(readPacks())}),
  }),
)
