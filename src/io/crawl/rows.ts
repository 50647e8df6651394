/** Web archives as Common Crawl writes them → rows: WET files hold texts, WARC files the responses of servers. */
import {decode} from '../bytes.ts'
import {InputError} from '../errors.ts'
import {pageOf} from './http.ts'
import {readFrom} from '../packing/intake.ts'
import type {Fields} from '../jsonl.ts'
import {inChunks, rowWith} from '../make-rows.ts'
import {readRecords, type Headers} from './warc.ts'

/**
 * The articles of an archive as JSONL: of WET its texts, of WARC its HTML pages. Other records are stepped over.
 *
 * What can't be read is a row with an `error` and no article.
 *
 * @param name The file's name, for the ids of records that have none.
 * @throws InputError when the file ends inside a record, after all rows before that.
 */
export async function* crawlRows(
  chunks: AsyncIterable<Uint8Array>,
  kind: 'wet' | 'warc',
  name: string,
  fields: Fields,
): AsyncGenerator<Buffer, void, undefined> {
  yield* inChunks(rowsOf(chunks, kind, name, fields))
}

async function* rowsOf(
  chunks: AsyncIterable<Uint8Array>,
  kind: 'wet' | 'warc',
  name: string,
  fields: Fields,
): AsyncGenerator<string, void, undefined> {
  const isWanted = (headers: Headers): boolean => {
    const type = headers.get('warc-type')?.toLowerCase()
    return kind === 'wet' ? type === 'conversion' : type === 'response'
  }
  const field = kind === 'wet' ? fields.text : fields.html
  for await (const record of readFrom(chunks, (intake) => readRecords(intake, isWanted))) {
    const {headers} = record
    const row = (values: Readonly<Record<string, unknown>>): string =>
      JSON.stringify(
        rowWith({
          [fields.id]: idOf(headers) ?? ('position' in record ? `${name}:byte ${record.position}` : name),
          [fields.url]: headers?.get('warc-target-uri'),
          date: headers?.get('warc-date'),
          ...values,
        }),
      )
    if ('reason' in record) {
      yield row({[field]: null, error: record.reason})
      continue
    }
    try {
      const body = kind === 'wet' ? decode(record.block) : pageOf(record.block, record.headers.has('warc-truncated'))
      const language = record.headers.get('warc-identified-content-language')
      if (body !== undefined) yield row({...(kind === 'wet' && {language}), [field]: body})
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      yield row({[field]: null, error: error.message})
    }
  }
}

/** A record's id is a URN in angle brackets, as a rule of a UUID. */
function idOf(headers: Headers | undefined): string | undefined {
  const id = headers?.get('warc-record-id')
  return id && (/^<urn:uuid:([^>]+)>$/i.exec(id)?.[1] ?? id)
}
