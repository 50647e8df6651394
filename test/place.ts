/** A folder for one test, and the command line run in this process. */
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {Readable, Writable} from 'node:stream'
import {onTestFinished} from 'vitest'
import {program} from '../src/cli/program.ts'
import type {Surroundings} from '../src/cli/surroundings.ts'
import type {ArticleRecord, Options, Profile} from '../src/model.ts'
import {crewOf} from '../src/run/crew.ts'
import {createDesk} from '../src/run/desk.ts'
import type {Clean} from '../src/run/settle.ts'
import {carriedBy} from '../src/run/entries.ts'
import {fakeCleaner, says, tally} from './fake-clean.ts'

/** A temporary folder that goes when the test is over. */
export function createPlace() {
  const root = mkdtempSync(join(tmpdir(), 'untail-'))
  onTestFinished(() => rmSync(root, {recursive: true, force: true}))
  const path = (name: string) => join(root, name)
  return {
    path,
    write: (files: Readonly<Record<string, string | Uint8Array>>) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(path(name)), {recursive: true})
        writeFileSync(path(name), content)
      }
    },
    read: (name: string) => readFileSync(path(name), 'utf8'),
    bytes: (name: string) => readFileSync(path(name)),
    /** All files in a folder, links and temporary ones included. */
    list: (name = '.') =>
      readdirSync(path(name), {recursive: true, withFileTypes: true})
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(path(name).length + 1))
        .toSorted(),
    records: (name: string) => parseRecords(readFileSync(path(name), 'utf8')),
    /** Runs `untail` with `%` in arguments standing for the folder. */
    untail: (args: readonly string[], stdin?: Iterable<string | Buffer>, cleaner?: Cleaner, terminal?: Terminal) =>
      untail(
        args.map((arg) => arg.replaceAll('%', root)),
        stdin,
        (text) => text.replaceAll(root, '%'),
        cleaner,
        root,
        terminal,
      ),
  }
}

export function parseRecords(jsonl: string): ArticleRecord[] {
  return jsonl
    .split('\n')
    .filter(Boolean)
    .map((line): ArticleRecord => JSON.parse(line))
}

/** Cleans an article, and the digest of what it is cleaned by. */
export type Cleaner = (options: Options, profile?: Profile) => {readonly clean: Clean; readonly digest: string}

/** What stdout is, and what the environment says of it. */
interface Terminal extends Pick<Surroundings, 'env'> {
  readonly isTTY: boolean
}

async function untail(
  args: readonly string[],
  stdin: Iterable<string | Buffer> = [],
  shorten: (text: string) => string = String,
  cleaner: Cleaner = fakeCleaner,
  cwd = tmpdir(),
  {isTTY, env = {}}: Terminal = {isTTY: false},
) {
  const [stdout, stderr] = [collector(), collector()]
  let options: Options | undefined
  const code = await program(args, {
    stdin: Readable.from(bytesOf(stdin), {objectMode: true}),
    stdout: Object.assign(stdout.stream, {isTTY}),
    env,
    stderr: stderr.stream,
    cwd,
    digest: (given, profile) => cleaner(given, profile).digest,
    crew: async ({options: given, profile, desk, done}) => {
      options = given
      return crewOf(await createDesk(cleaner(given, profile).clean, desk, done && {carried: carriedBy(done)}))
    },
    says,
    page: () => '<!doctype html><title>review</title><!--data-->',
    tally,
  })
  return {code, stdout: await stdout.text(), stderr: shorten(await stderr.text()), options}
}

function* bytesOf(chunks: Iterable<string | Buffer>) {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    highWaterMark: 10, // full after every write, as a slow pipe is
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      setImmediate(done)
    },
  })
  return {
    stream,
    text: async () => {
      await new Promise<void>((resolve) => stream.end(resolve))
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}
