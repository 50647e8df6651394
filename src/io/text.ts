/** Files of one article each: texts, and pages. */
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import type {Article} from '../model.ts'
import {decode} from './bytes.ts'
import {decodePage} from './encoding.ts'
import {InputError, systemCode} from './errors.ts'
import type {Source} from './inputs.ts'
import {temporaryBeside} from './sink.ts'

/**
 * Reads a file as an article, called after its name. A page may be in another encoding than UTF-8.
 *
 * @throws InputError when the file can't be read, or its encoding can't be told.
 */
export async function readArticle({kind, path, name}: Source): Promise<Article> {
  const bytes = await readBytes(path)
  if (kind !== 'html') return {id: name, form: 'text', body: decode(bytes)}
  const {text, encoding} = decodePage(bytes)
  return {id: name, form: 'html', body: text, ...(encoding !== 'utf-8' && {encoding})}
}

/**
 * Reads a file that untail has written.
 *
 * @throws InputError when the file can't be read or isn't UTF-8.
 */
export async function readText(path: string): Promise<string> {
  return decode(await readBytes(path))
}

const readBytes = (path: string): Promise<Buffer> => orInputError(readFile(path), 'a readable file')

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
