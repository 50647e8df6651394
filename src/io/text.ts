/** Files of one article each: texts, and pages. */
import {mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import type {Article} from '../model.ts'
import {decode} from './bytes.ts'
import {decodePage} from './encoding/page.ts'
import {InputError, systemCode} from './errors.ts'
import type {Packing, Source} from './inputs.ts'
import {packBytes} from './packing/pack.ts'
import {temporaryBeside} from './sink.ts'
import {unpackBytes} from './packing/unpack.ts'

/** More than any article has; a string of V8 holds half of it. */
const mostUnpacked = 2 ** 30

/**
 * Reads a file as an article, called after its name. A page may be in another encoding than UTF-8.
 *
 * @throws InputError when the file can't be read, or its encoding can't be told.
 */
export async function readArticle({kind, path, name, packed}: Source): Promise<Article> {
  const bytes = await readBytes(path, packed)
  if (kind !== 'html') return {id: name, form: 'text', body: decode(bytes)}
  const {text, encoding} = decodePage(bytes)
  return {id: name, form: 'html', body: text, ...(encoding !== 'utf-8' && {encoding})}
}

/**
 * Reads a file that untail has written.
 *
 * @throws InputError when the file can't be read or isn't UTF-8.
 */
export async function readText({path, packed}: Pick<Source, 'path' | 'packed'>): Promise<string> {
  return decode(await readBytes(path, packed))
}

async function readBytes(path: string, packed: Packing | undefined): Promise<Buffer> {
  const bytes = await orInputError(readFile(path), 'a readable file')
  return packed ? unpackBytes(bytes, packed, mostUnpacked) : bytes
}

/**
 * Writes a file, packed or not, under a temporary name and renames it: whoever looks sees the old one or the new one. Its folder is made.
 *
 * @throws InputError when it can't be written.
 */
export async function writeText(path: string, text: string, packed?: Packing): Promise<void> {
  const content = packed ? await packBytes(Buffer.from(text), packed) : text
  const temporary = temporaryBeside(path)
  const write = async () => {
    try {
      await writeInFolder(temporary, content)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, {force: true})
      throw error
    }
  }
  await orInputError(write(), 'a file that can be written')
}

/**
 * Writes a file that is to take the place of another one later, unless that is the same already.
 *
 * @param path Whose place it is to take.
 * @param staged Where it waits. Its folder is made.
 * @returns Whether it was written.
 * @throws InputError when it can't take that place; an `Error` with a system code when nothing can be written.
 */
export async function writeIfNew(path: string, staged: string, text: string, packed?: Packing): Promise<boolean> {
  const content = packed ? await packBytes(Buffer.from(text), packed) : Buffer.from(text)
  if (await isThere(path, content)) return false
  try {
    await writeInFolder(staged, content)
    return true
  } catch (error) {
    // All else is wrong with the disk, and not with this article.
    if (systemCode(error) !== 'ENAMETOOLONG') throw error
    throw new InputError('Unexpected ENAMETOOLONG, expected a file that can be written', {cause: error})
  }
}

async function isThere(path: string, content: Uint8Array): Promise<boolean> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new InputError('Unexpected folder, expected a file that can be written')
    return found.size === content.length && (await readFile(path)).equals(content)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return false
    if (code === undefined) throw error
    throw new InputError(`Unexpected ${code}, expected a file that can be written`, {cause: error})
  }
}

/** The folder is made when it turns out to be missing: asking first would cost as much as the writing. */
async function writeInFolder(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, content)
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
