/** Options that more than one command has, and readers of option values. */
import {InvalidArgumentError, type Command} from 'commander'
import {defaultFields, type Fields} from '../io/jsonl.ts'
import type {Shard} from '../run/shard.ts'

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

/** Reads which shard: `3/16`. */
export function readShard(value: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/u.exec(value)?.map(Number) ?? []
  if (number !== undefined && of !== undefined && number >= 1 && number <= of && Number.isSafeInteger(of))
    return {number, of}
  throw new InvalidArgumentError('expected one of so many, such as 3/16, from 1/16 to 16/16.')
}

/** Reads a share: `0.2` or `20%`. */
export function readShare(value: string): number {
  const isShare = /^(?:\d+(?:\.\d+)?|\.\d+)%?$/u.test(value)
  const share = isShare ? Number(value.replace('%', 'e-2')) : NaN
  if (share <= 1) return share
  throw new InvalidArgumentError('expected a share from 0 to 1, such as 0.2 or 20%.')
}
