/** `untail review` */
import {basename} from 'node:path'
import {Command} from 'commander'
import {articlesIn} from '../io/articles.ts'
import {findSources} from '../io/inputs.ts'
import {finish, openOutput} from '../io/open.ts'
import {refuseInput} from '../io/outputs.ts'
import {collect} from '../review/collect.ts'
import {pageOf} from '../review/page.ts'
import {fieldsOf, positive, withFields, type FieldOptions} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface ReviewOptions extends FieldOptions {
  readonly record: string
  readonly source?: readonly string[]
  readonly out: string
  readonly limit: number
  readonly quiet?: boolean
}

const examples = `
Examples:
  untail review --record clean/record.jsonl --source articles --out review.html
  untail review --record clean.record.jsonl --source news.jsonl --out review.html --limit 500
  untail review --record clean.record.jsonl --out review.html    what went, without what stands around it

The page holds all it needs, and asks the network for nothing. What is judged on it stays in the browser, and leaves it as
judgments.jsonl, for "untail score --gold" and training, and as sections of sites for untail.config.json.

Sources are what was cleaned; what --to html and texts were written as will do as well. Without them the page knows no sites.`

/** The command; its exit code goes to `exit`. */
export function reviewCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('review')
    .summary('make a page to look through what was taken out')
    .description(
      'Makes one self-contained page of a record: what was taken out of each article and why, and a place to judge it.',
    )
    .requiredOption('-r, --record <file>', 'the record of a run')
    .option('-s, --source <inputs...>', 'what was cleaned; - for JSONL on stdin')
    .requiredOption('-o, --out <file|->', 'where the page goes; - is stdout')
    .option(
      '--limit <n>',
      'the most articles on the page; of more, some spread evenly over the record',
      positive,
      10_000,
    )
    .option('-q, --quiet', 'no summary')
  return withFields(command)
    .addHelpText('after', examples)
    .action(async (options: ReviewOptions) => {
      const {record, source, limit, quiet} = options
      const {stdin, stdout, stderr} = surroundings
      const inputs = source && findSources(source, record)
      const taken = inputs ?? {sources: [], folders: []}
      refuseInput({...taken, sources: [...taken.sources, {kind: 'jsonl', path: record, name: record}]}, options.out)
      let failures = 0
      const collected = await collect(record, inputs && articlesIn(inputs.sources, stdin, fieldsOf(options)), {
        name: basename(record),
        limit,
        says: surroundings.says(),
        failed(place, reason) {
          failures++
          stderr.write(`untail: ${place}: ${reason}\n`)
        },
      })
      const out = await openOutput(options.out, stdout)
      let size = 0
      try {
        for (const part of pageOf(surroundings.page(), collected.index, collected.chunks)) {
          size += part.length
          out.text(part)
          await out.drained()
        }
        await finish(out)
      } catch (error) {
        out.discard()
        throw error
      }
      const {shown, articles, totals} = collected.index
      const some = articles.length < shown ? ` of ${number(shown)}` : ''
      const advice = size > LARGE ? `; the page has ${number(Math.round(size / 1e6))} MB, --limit makes it smaller` : ''
      if (!quiet)
        stderr.write(`${number(totals.articles)} articles, ${number(articles.length)}${some} to look at${advice}\n`)
      exit(failures > 0 ? exitCodes.someFailed : exitCodes.done)
    })
}

/** Browsers open pages beyond this too, but take their time: 20 MB take half a second. */
const LARGE = 100e6

const number = (value: number): string => value.toLocaleString('en-US')
