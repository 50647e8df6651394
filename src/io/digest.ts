/** A file → its digest. */
import {createHash} from 'node:crypto'
import {readChunks} from './jsonl.ts'

/** @returns sha256 of a file's bytes, in hex. */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of readChunks(path)) digest.update(chunk)
  return digest.digest('hex')
}
