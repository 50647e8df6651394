/** `.txt` files: one article a file. */
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import type {Article} from '../model.ts'
import {decode} from './bytes.ts'
import {InputError, systemCode} from './errors.ts'
import {temporaryBeside} from './sink.ts'

/**
 * Reads a file as an article.
 *
 * @param id The path under the input folder, with forward slashes.
 * @throws InputError when the file can't be read or isn't UTF-8.
 */
export async function readText(path: string, id: string): Promise<Article> {
  return {id, form: 'text', body: decode(await orInputError(readFile(path), 'a readable file'))}
}

/**
 * Writes a file under a temporary name and renames it: whoever looks sees the old one or the new one. Its folder is made.
 *
 * @throws InputError when it can't be written.
 */
export async function writeText(path: string, text: string): Promise<void> {
  const temporary = temporaryBeside(path)
  const write = async () => {
    try {
      await writeInFolder(temporary, text)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, {force: true})
      throw error
    }
  }
  await orInputError(write(), 'a file that can be written')
}

/** The folder is made when it turns out to be missing: asking first would cost as much as the writing. */
async function writeInFolder(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, text)
  }
}

async function orInputError<T>(work: Promise<T>, expected: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new InputError(`Unexpected ${code}, expected ${expected}`, {cause: error})
  }
}
