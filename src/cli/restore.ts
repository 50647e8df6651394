/** `untail restore` */
import {Command} from 'commander'
import {findSources, kinds} from '../io/inputs.ts'
import {planOne, planRestored} from '../io/outputs.ts'
import {restoreOne} from '../run/restore-one.ts'
import {restore} from '../run/restore.ts'
import {fieldsOf, withFields, type FieldOptions} from './options.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface RestoreOptions extends FieldOptions {
  readonly out: string
  readonly record: string
  readonly id?: string
  readonly quiet?: boolean
}

const examples = `
Examples:
  untail restore clean --record clean/record.jsonl --out sources
  untail restore clean.jsonl --record clean.record.jsonl --out sources.jsonl
  untail restore clean --record clean/record.jsonl --out - --id a/page.txt
  untail restore clean.parquet --record clean.record.jsonl --out row.jsonl --id 4711

A clean text that was edited since is refused. JSONL with such a row is not written.
Pages come back from what --to html has written; pages in files of another encoding than UTF-8 come back in UTF-8.`

/** The command; its exit code goes to `exit`. */
export function restoreCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('restore')
    .summary('give the sources back')
    .description('Puts what was taken out back into clean articles: the sources again.')
    .argument('<inputs...>', 'what `untail clean` has written')
    .requiredOption('-r, --record <file>', 'the record of that run')
    .requiredOption('-o, --out <dir|file|->', 'where the sources go; - is stdout')
    .option('--id <id>', 'one article alone, by its id in the record: its file, or its row')
    .option('-q, --quiet', 'no summary')
  return withFields(command)
    .addHelpText('after', examples)
    .action(async (inputs: string[], options: RestoreOptions) => {
      // Markdown is read as well, to say why it can't be restored.
      const found = findSources(inputs, options.record, {...kinds, '.md': 'text'})
      const report = (place: string, reason: string) => surroundings.stderr.write(`untail: ${place}: ${reason}\n`)
      const {id, out, record} = options
      const counts =
        id === undefined
          ? await restore(planRestored(found, out, record), record, surroundings, fieldsOf(options), report)
          : await restoreOne(planOne(found, out, record, id), id, record, surroundings, fieldsOf(options), report)
      if (!options.quiet)
        surroundings.stderr.write(`${counts.articles - counts.failed} of ${counts.articles} articles restored\n`)
      exit(counts.failed > 0 ? exitCodes.someFailed : exitCodes.done)
    })
}
