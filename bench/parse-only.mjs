// The floor: rows read, parsed and written back, and nothing done to them.
import {closeSync, openSync, writeSync} from 'node:fs'
import {createRowReader, defaultFields, readChunks} from '../dist/io/jsonl.js'

const [input, output] = process.argv.slice(2)
const file = openSync(output, 'w')
const reader = createRowReader('in', input, defaultFields)
const write = (row) => writeSync(file, row.kind === 'article' ? `${JSON.stringify(row.article.rest)}\n` : row.bytes)
for await (const chunk of readChunks(input)) for (const row of reader.push(chunk)) write(row)
for (const row of reader.end()) write(row)
closeSync(file)
