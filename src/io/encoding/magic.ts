/** Files that are no text, whatever their name says. */
import {InputError} from '../errors.ts'

/** What a file starts with, byte for byte (WHATWG MIME Sniffing, section 6, and the formats' own specifications). */
const magics: readonly (readonly [name: string, start: string])[] = [
  ['PDF', '%PDF-'],
  ['PostScript', '%!PS-Adobe-'],
  ['RTF', '{\\rtf'],
  ['gzip', '\x1f\x8b'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['xz', '\xfd7zXZ\0'],
  ['bzip2', 'BZh'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['RAR', 'Rar!\x1a\x07'],
  ['ZIP', 'PK\x03\x04'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPEG', '\xff\xd8\xff'],
  ['GIF', 'GIF8'],
  ['RIFF', 'RIFF'],
  ['old Office document', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['UTF-32', '\xff\xfe\0\0'],
  ['UTF-32', '\0\0\xfe\xff'],
]

/** @throws InputError that names the kind of file when the bytes are one of the common binary ones. */
export function refuseBinary(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, 16)
  const magic = magics.find(([, signature]) => start.startsWith(signature))
  if (magic) throw new InputError(`Unexpected ${magic[0]}, expected HTML`)
}
