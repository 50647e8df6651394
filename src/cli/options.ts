/** Options that more than one command has, and readers of option values. */
import {InvalidArgumentError, type Command} from 'commander'
import {defaultFields, type Fields} from '../io/jsonl.ts'

/** The values of the options of `withFields`. */
export interface FieldOptions {
  readonly textField: string
  readonly htmlField?: string
  readonly idField: string
  readonly titleField: string
  readonly hostField: string
  readonly urlField: string
}

/** Adds the options that name the fields of JSONL rows. */
export function withFields(command: Command): Command {
  return command
    .option(
      '--text-field <name>',
      'JSONL field with the text; a dot steps into an object: meta.body',
      defaultFields.text,
    )
    .option(
      '--html-field <name>',
      `JSONL field with the source of a page; when named, it goes before the text (default: "${defaultFields.html}")`,
    )
    .option('--id-field <name>', 'JSONL field with the id', defaultFields.id)
    .option('--title-field <name>', 'JSONL field with the title', defaultFields.title)
    .option('--host-field <name>', 'JSONL field with the site', defaultFields.host)
    .option('--url-field <name>', 'JSONL field with the URL, for the site of rows without one', defaultFields.url)
}

/** The fields that the options of `withFields` name. */
export function fieldsOf({textField, htmlField, idField, titleField, hostField, urlField}: FieldOptions): Fields {
  const first = htmlField === undefined ? 'text' : 'html'
  return {
    text: textField,
    html: htmlField ?? defaultFields.html,
    first,
    id: idField,
    title: titleField,
    host: hostField,
    url: urlField,
    language: defaultFields.language,
  }
}

/** Reads a whole number from 1 up. */
export function positive(value: string): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('expected a whole number from 1 up.')
}
