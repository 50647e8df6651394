/** `untail check` */
import {Command, Option} from 'commander'
import {findSources} from '../io/inputs.ts'
import {openOutput} from '../io/open.ts'
import {removedOf, type Report} from '../report.ts'
import {check} from '../run/check.ts'
import type {Finding} from '../run/findings.ts'
import {oneLine, safeJson, visible} from '../visible.ts'
import {refuseUnread} from './learn.ts'
import {hireOnlookers} from './onlookers.ts'
import {settingsOf, withBatch, withReading, withRules} from './settings.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

const formats = ['text', 'json', 'github'] as const
type Format = (typeof formats)[number]

interface CheckOptions {
  readonly format: Format
  readonly suspects?: boolean
}

const examples = `
Examples:
  untail check articles                              path:line:column category confidence “text”
  untail check news.jsonl --level balanced --suspects
  untail check articles --format github              annotations in a workflow of GitHub
  untail check articles news.jsonl --format json | jq -r .path | sort | uniq -c

Nothing is written. Lines and columns count from 1, columns in UTF-16 code units, as editors do. In .jsonl a column is that in the
line as it stands, escapes and all. Rows of .wet, .warc and .parquet have their number and id, and no column.

Exit codes: 0 nothing would go, 1 something would, or some articles failed. Suspects ("related?") count for nothing.`

/** The command; its exit code goes to `exit`. */
export function checkCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('check')
    .summary('say what would go, and write nothing')
    .description('Names what `untail clean` would take out, as linters do, and exits with 1 when that is something.')
    .argument('<inputs...>', 'files, folders or globs of all that `untail clean` reads; - for JSONL on stdin')
    .addOption(new Option('--format <format>', 'how it is said').choices(formats).default('text'))
    .option('--suspects', 'name what is doubted but stays as well')
  return withReading(withBatch(withRules(command)))
    .addHelpText('after', examples)
    .action(async (inputNames: string[], {format, suspects = false}: CheckOptions) => {
      const {settings} = await settingsOf(command, surroundings.cwd)
      const {sources} = findSources(inputNames)
      refuseUnread(sources, settings)
      const {stdout, stderr, signal} = surroundings
      const crew = await hireOnlookers(settings, sources, surroundings, {suspects})
      const out = await openOutput('-', stdout)
      const counts = {removal: 0, suspect: 0}
      try {
        const report = await check(sources, crew, surroundings, {
          fields: settings.fields,
          drained: () => out.drained(),
          failed: ({place, reason}) => stderr.write(`untail: ${place}: ${reason}\n`),
          found: (found) => {
            if (found.kind === 'refused') {
              stderr.write(`untail: ${found.place}: refused: ${found.reason}\n`)
              return
            }
            counts[found.kind]++
            out.text(`${writers[format](found)}\n`)
          },
          ...(signal && {signal}),
        })
        await out.close()
        if (!settings.quiet) stderr.write(`${summary(counts.removal, report)}\n`)
        exit(counts.removal > 0 ? exitCodes.found : report.all.failed > 0 ? exitCodes.someFailed : exitCodes.done)
      } finally {
        await crew.close()
      }
    })
}

/** So much of a text is shown, in code units. */
const SHOWN = 80

const writers: Readonly<Record<Format, (found: Finding) => string>> = {
  /** `articles/a.txt:12:1 related 0.98 “Read also: …”` */
  text: (found) =>
    `${visible(found.path)}:${found.line}${found.column === undefined ? ` ${visible(found.id)}` : `:${found.column}`} ${messageOf(found)}`,
  json: safeJson,
  /** A workflow command; GitHub takes all behind `::` as it stands but for `%` and line breaks. */
  github: ({path, line, column, endLine, endColumn, ...found}) => {
    const properties = Object.entries({
      file: path,
      line,
      endLine,
      col: column,
      // GitHub knows columns of one line only.
      endColumn: line === endLine ? endColumn : undefined,
      title: `untail: ${nameOf(found)}`,
    })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${inProperty(String(value))}`)
    return `::${found.kind === 'removal' ? 'warning' : 'notice'} ${properties.join(',')}::${inData(messageOf(found))}`
  },
}

const nameOf = ({kind, category}: Pick<Finding, 'kind' | 'category'>): string =>
  category + (kind === 'suspect' ? '?' : '')

const messageOf = (found: Pick<Finding, 'kind' | 'category' | 'confidence' | 'text'>): string =>
  `${nameOf(found)} ${found.confidence} “${oneLine(found.text, SHOWN)}”`

const inData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const inProperty = (text: string): string => inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** `3 stretches of 2 articles would go, 120 of 4,010 characters; 40 articles: 1 refused, 0 failed` */
function summary(found: number, {all}: Report): string {
  const share = `${number(removedOf(all))} of ${number(all.characters)} characters`
  const what =
    found === 0
      ? 'Nothing would go'
      : `${count(found, 'stretch', 'es')} of ${count(all.cleaned, 'article')} would go, ${share}`
  return `${what}; ${count(all.articles, 'article')}: ${number(all.refused)} refused, ${number(all.failed)} failed`
}

const number = (value: number): string => value.toLocaleString('en-US')
const count = (value: number, what: string, plural = 's'): string =>
  `${number(value)} ${what}${value === 1 ? '' : plural}`
