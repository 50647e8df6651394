/** What evidence says, in words. */
import {signals} from './index.ts'

/** Signal → one sentence; with what is evidence and no signal. */
export const sayings: ReadonlyMap<string, string> = new Map([
  ...signals.map(({id, says}) => [id, says] as const),
  ['neighbours', 'What stands around the block speaks for it.'],
  ['always', 'The block is nothing but words that its site always takes out.'],
])
