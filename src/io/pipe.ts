/** Rows for a pipe: engines split what comes out of it at line ends, and some at CR and TAB too. */
import type {Sink} from './sink.ts'

/** What stands in the place of a row that failed. */
export const errorRow = (id: string, error: string): string => `${JSON.stringify({id, error})}\n`

/**
 * Takes rows of JSON and passes them on without raw CR and TAB. In JSON these stand only around values, where a space says the
 * same; in strings they are escaped.
 */
export const pipeSink = ({text, bytes}: Pick<Sink, 'text' | 'bytes'>): Pick<Sink, 'text' | 'bytes'> => ({
  text: (row) => text(row.replace(/[\r\t]/gu, ' ')),
  bytes: (row) =>
    bytes(
      row.includes(CR) || row.includes(TAB) ? row.map((byte) => (byte === CR || byte === TAB ? SPACE : byte)) : row,
    ),
})

const [TAB, CR, SPACE] = [0x09, 0x0d, 0x20]
