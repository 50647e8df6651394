import {TextDecoder} from '@exodus/bytes/encoding.js'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {decodePage} from '../src/io/encoding/page.ts'
import {InputError} from '../src/io/errors.ts'
import {findLabel} from '../src/io/encoding/label.ts'

/** Bytes of a text in a single-byte encoding. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(Array.from({length: 256}, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))
  return Buffer.from(
    Array.from(text, (char) => {
      const byte = bytes.get(char)
      if (byte === undefined) throw new Error(`Unexpected ${char}, expected one of ${encoding}`)
      return byte
    }),
  )
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const bytesOf = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))
const page = (body: string, label?: string) =>
  `<!DOCTYPE html>\n<html><head>${label === undefined ? '' : `<meta charset="${label}">`}<title>x</title></head>\n<p>${body}</p></html>\n`

const arabic = `قال الرئيس في كلمة له اليوم إن الحكومة لم تتخذ أي قرار بعد، وإن من حق الناس أن يعرفوا كل ما كان بين الطرفين.
  اقرأ أيضاً: هل يعود الدعم إلى الخبز؟ وكان الوزير قد سافر إلى العاصمة مع وفد من رجال الأعمال؛ ثم عاد منها بعد يومين`
const russian = `Вчера в городе прошёл дождь, но на улицах было много людей. Читайте также: что будет с ценами на хлеб после праздников?
  Они сказали, что это не так, и для всех, кто уже купил билеты, ничего не изменится, потому что поезд идёт как обычно.`
const french = `Après des années de travaux, le théâtre a été rouvert à l’École, là où il était né, et même très tôt. À lire également : la forêt
  brûlée, où les élus ont déjà voté. C’est à côté de l’école que la fête a été donnée, après « l’été très long » de l’année dernière.`
const polish = `Rząd przyjął ustawę, która będzie obowiązywać już od środy. Nie wiadomo, czy są pieniądze, gdyż minister też się nie wypowiedział.
  Czytaj też: także dziś śnieg może padać, więc kierowcy muszą być ostrożni, a drogi są śliskie i również źle oświetlone.`
const turkish = `Bakan, çalışmanın çok büyük bir adım olduğunu söyledi ve yılın sonuna kadar açıklama yapılacağını belirtti. Ayrıca okuyun:
  kış için hazırlık. Doğru olan değil, diğer şehirler için göre karşı çıkan başkanı eleştirdi; çünkü yüzde on artış şu an büyük.`

const shown = (bytes: Buffer) => {
  const {text, encoding} = decodePage(bytes)
  return [encoding, text]
}

describe('UTF-8 and UTF-16', () => {
  test.each([
    '',
    'a',
    page(arabic),
    `\uFEFF${page(arabic, 'utf-8')}`,
    'NUL \0 in it',
    '\x1b[0m',
    'a ~{ b',
    '<\0 is no UTF-16',
  ])('gives %j back', (text) => expect(shown(Buffer.from(text))).toEqual(['utf-8', text]))

  test.each(['windows-1256', 'iso-8859-1', 'gb2312', 'utf-16', 'no-such-name'])('UTF-8 beats the label %s', (label) => {
    expect(shown(Buffer.from(page(arabic, label)))).toEqual(['utf-8', page(arabic, label)])
  })

  test.each([
    ['utf-16le', Buffer.from(`\uFEFF${page(arabic)}`, 'utf16le'), `\uFEFF${page(arabic)}`],
    ['utf-16be', utf16be(`\uFEFF${page(arabic)}`), `\uFEFF${page(arabic)}`],
    ['utf-16le', Buffer.from(page(arabic, 'utf-16'), 'utf16le'), page(arabic, 'utf-16')],
    ['utf-16be', utf16be(`\r\n ${page(arabic)}`), `\r\n ${page(arabic)}`],
    ['utf-16le', Buffer.from('\uFEFF', 'utf16le'), '\uFEFF'],
  ])('%s, with a mark or without', (encoding, bytes, text) => expect(shown(bytes)).toEqual([encoding, text]))

  test.each([
    [
      'a lone surrogate',
      Buffer.from('\uFEFFab\uD800c', 'utf16le'),
      /^Unexpected byte 0x\w\w at offset \d+, expected utf-16le/,
    ],
    [
      'half a unit',
      Buffer.from(page(arabic), 'utf16le').subarray(0, -1),
      /^Unexpected end at offset \d+, expected utf-16le/,
    ],
    [
      'UTF-32',
      Buffer.concat(Array.from('<p>ab', (char) => Buffer.from([char.charCodeAt(0), 0, 0, 0]))),
      /^Unexpected zero bytes/,
    ],
  ])('%s fails', (_, bytes, reason) => expect(() => decodePage(bytes)).toThrow(reason))
})

describe('legacy encodings', () => {
  test('known bytes', () => {
    const word = (bytes: number[], label: string) =>
      decodePage(bytesOf(`<meta charset=${label}>`, bytes)).text.split('>')[1]
    expect(word([0xc7, 0xde, 0xd1, 0xc3, 0x20, 0xc3, 0xed, 0xd6, 0xc7, 0xf0], 'windows-1256')).toBe('اقرأ أيضاً')
    expect(word([0xc7, 0xe2, 0xd1, 0xc3, 0x20, 0xc3, 0xea, 0xd6, 0xc7, 0xeb], 'iso-8859-6')).toBe('اقرأ أيضاً')
    expect(word([0x80, 0x20, 0x93, 0x61, 0x94, 0x20, 0x9f, 0x20, 0xff], 'iso-8859-1')).toBe('€ “a” Ÿ ÿ')
    expect(word([0xa4], 'iso-8859-15')).toBe('€')
    expect(word([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], 'cp1251')).toBe('Привет')
    expect(word([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4], 'koi8-r')).toBe('Привет')
    expect(word([0xd6, 0xd0, 0xce, 0xc4], 'gb2312')).toBe('中文')
    expect(word([0x93, 0xfa, 0x96, 0x7b], 'shift_jis')).toBe('日本')
    expect(word([0xc6, 0xfc, 0xcb, 0xdc], 'euc-jp')).toBe('日本')
    expect(word([0xc7, 0xd1, 0xb1, 0xdb], 'euc-kr')).toBe('한글')
    expect(word([0xa4, 0xa4, 0xa4, 0xe5], 'big5')).toBe('中文')
    expect(word([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42], 'iso-2022-jp')).toBe('日')
  })

  const real = [
    ['windows-1256', arabic],
    ['iso-8859-6', arabic],
    ['windows-1251', russian],
    ['koi8-r', russian],
    ['iso-8859-5', russian],
    ['windows-1252', french],
    ['windows-1250', polish],
    ['iso-8859-2', polish],
    ['windows-1254', turkish],
  ] as const
  const labels = [
    undefined,
    'utf-8',
    'no-such-name',
    'windows-1252',
    'windows-1256',
    'iso-8859-6',
    'windows-1251',
    'koi8-r',
    'gb2312',
  ]
  const cases = real.flatMap(([encoding, text]) =>
    [encoding, ...labels].map((label) => [encoding, label, text] as const),
  )

  test.each(cases)('%s is read as such when labelled %s', (encoding, label, text) => {
    // Neither has this sign.
    const body = encoding === 'iso-8859-5' || encoding === 'koi8-r' ? text.replaceAll('’', '') : text
    expect(shown(encode(page(body, label), encoding))).toEqual([encoding, page(body, label)])
  })

  test('a line of words with the Arabic article is enough', () => {
    const text = page('الوزير الجديد يزور العاصمة القديمة والمدينة')
    expect(shown(encode(text, 'windows-1256'))).toEqual(['windows-1256', text])
  })

  test.each([
    ['windows-1253', 'Διαβάστε επίσης: και το νέο σχέδιο'],
    ['windows-1255', 'קראו גם: ראש הממשלה אמר היום'],
    ['windows-1257', 'Skaitykite taip pat: šiandien Lietuvoje ąžuolas'],
    ['windows-874', 'อ่านเพิ่มเติม ข่าววันนี้'],
    ['macintosh', 'Le café est fermé, et le théâtre déjà détruit'],
    ['windows-1256', 'یک خبر پڑھیں'.replaceAll('ی', 'ى')],
  ])('%s is believed when a page says so, and not guessed', (encoding, text) => {
    expect(shown(encode(page(text, encoding), encoding))).toEqual([encoding, page(text, encoding)])
    expect(() => decodePage(encode(page(text), encoding))).toThrow(
      /^Unexpected byte 0x\w\w at offset \d+, expected UTF-8/,
    )
  })
})

describe('reasons', () => {
  test.each([
    [
      'nothing to go by',
      bytesOf('<p>', [0xc7, 0xde]),
      'Unexpected byte 0xC7 at offset 3, expected UTF-8, as the page says nothing',
    ],
    [
      'a wrong label',
      bytesOf('<meta charset=utf-8>caf', [0xe9]),
      'Unexpected byte 0xE9 at offset 23, expected UTF-8, as the page says',
    ],
    [
      'a label that is none',
      bytesOf('<meta charset=cp-1256>', [0xc7]),
      'Unexpected byte 0xC7 at offset 22, expected UTF-8, as the page says "cp-1256", which is nothing',
    ],
    [
      'one bad byte',
      bytesOf(`<p>${arabic}`, [0xff], arabic),
      `Unexpected byte 0xFF at offset ${3 + Buffer.byteLength(arabic)}, expected UTF-8, as other words of the page are`,
    ],
    [
      'a cut in a letter at the end',
      Buffer.from(page(arabic, 'utf-8').split('</p>')[0]!).subarray(0, -1),
      /^Unexpected byte 0xD9 at offset \d+, expected UTF-8, as other words of the page are$/,
    ],
    [
      'UTF-8 among windows-1256',
      Buffer.concat([encode(page(arabic.repeat(9), 'windows-1256'), 'windows-1256'), Buffer.from(arabic)]),
      /expected UTF-8, as other words of the page are$/,
    ],
    [
      'UTF-8 among windows-1252',
      Buffer.concat([encode(page(french, 'latin1'), 'windows-1252'), Buffer.from(french.replaceAll('’', ' '))]),
      /expected UTF-8, as other words of the page are$/,
    ],
    [
      'a word that is common in another encoding than the page says',
      encode(page('العاصمة', 'iso-8859-6'), 'windows-1256'),
      /expected UTF-8, as it makes no words in iso-8859-6, which the page says$/,
    ],
    [
      'a few words in another encoding than the page says',
      encode(page('محمد يسافر غدا', 'iso-8859-1'), 'windows-1256'),
      /expected UTF-8, as it makes no words in windows-1252, which the page says$/,
    ],
    [
      'a byte without meaning',
      bytesOf('<meta charset=iso-8859-6>', [0xc7, 0xff]),
      'Unexpected byte 0xFF at offset 26, expected iso-8859-6, as the page says',
    ],
    [
      'a control character',
      bytesOf('<meta charset=iso-8859-2>', [0xe1, 0x20, 0x93]),
      'Unexpected byte 0x93 at offset 27, expected iso-8859-2, as the page says',
    ],
    [
      'half a character',
      bytesOf('<meta charset=euc-kr>', [0xc7, 0xd1, 0xb1]),
      'Unexpected end at offset 24, expected euc-kr, as the page says',
    ],
    ['ISO-2022-JP that does not say so', bytesOf('<p>', [0x1b], '$BF|'), /^Unexpected byte 0x1B at offset 3, expected/],
    [
      'HZ',
      Buffer.from('<meta charset=hz-gb-2312>~{VPND~}'),
      'Unexpected encoding "hz-gb-2312", expected one that browsers read',
    ],
    ['PDF', Buffer.from('%PDF-1.7\n'), 'Unexpected PDF, expected HTML'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'Unexpected gzip, expected HTML'],
    ['PNG', bytesOf([0x89], 'PNG\r\n\x1a\n'), 'Unexpected PNG, expected HTML'],
    ['ZIP', Buffer.from('PK\x03\x04'), 'Unexpected ZIP, expected HTML'],
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'Unexpected JPEG, expected HTML'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), 'Unexpected UTF-32, expected HTML'],
  ])('%s', (_, bytes, reason) => {
    expect(() => decodePage(bytes)).toThrow(InputError)
    expect(() => decodePage(bytes)).toThrow(typeof reason === 'string' ? new InputError(reason) : reason)
  })
})

describe('labels', () => {
  const label = (html: string) => findLabel(Buffer.from(html, 'latin1'))

  test.each([
    ['<meta charset="windows-1256">', 'windows-1256'],
    ["<META CHARSET = 'CP1256' >", 'windows-1256'],
    ['<meta/charset=x-cp1256/>', undefined],
    ['<meta/charset=x-cp1256 />', 'windows-1256'],
    ['<meta http-equiv="Content-Type" content="text/html; charset=windows-1256" />', 'windows-1256'],
    ['<meta content="text/html;charset=iso-8859-6;x" http-equiv=content-type>', 'iso-8859-6'],
    ['<meta content="text/html; charset=\'koi8-r\'" http-equiv=content-type>', 'koi8-r'],
    ['<meta name=x content="text/html; charset=koi8-r">', undefined],
    ['<meta http-equiv=content-type content="charset">', undefined],
    ['<meta http-equiv=content-type content="charset = ">', undefined],
    ['<?xml version="1.0" encoding="windows-1256"?><html>', 'windows-1256'],
    ['<?xml version="1.0" encoding="windows-1256"?><meta charset=koi8-r>', 'koi8-r'],
    ['<!-- <meta charset=koi8-r> --><meta charset=windows-1256>', 'windows-1256'],
    ['<!--><meta charset=windows-1256>', 'windows-1256'],
    ['<!-- <meta charset=koi8-r>', undefined],
    ['<a title="<meta charset=koi8-r>"><meta charset=windows-1256>', 'windows-1256'],
    ['<script>"<meta charset=koi8-r>"</SCRIPT><meta charset=windows-1256>', 'windows-1256'],
    ['<metal charset=koi8-r></meta charset=koi8-r><meta charset=windows-1256>', 'windows-1256'],
    ['<meta charset=none><meta charset=windows-1256>', 'windows-1256'],
    ['1 < 2 <meta charset=windows-1256>', 'windows-1256'],
    [`<title>${'x'.repeat(100_000)}</title><meta charset=windows-1256>`, 'windows-1256'],
    ['<meta charset=utf-16le>', 'utf-8'],
    ['<meta charset=x-user-defined>', 'windows-1252'],
    ['<meta charset="windows-1256', undefined],
    ['', undefined],
  ])('%s', (html, encoding) => expect(label(html)?.encoding).toBe(encoding))

  test('are given as they stand', () =>
    expect(label('<meta charset=ANSI>')).toEqual({label: 'ANSI', encoding: undefined}))

  test.each(['<', '<a ', '<!--', '<a b="', "<a b='", '<script>', 'charset', '<meta content=charset ', '</'])(
    'take no longer for %j again and again',
    (piece) => {
      const start = performance.now()
      label(piece.repeat(100_000))
      expect(performance.now() - start).toBeLessThan(1000)
    },
  )
})

describe('whatever the bytes', () => {
  const tag = fc.constantFrom(
    '',
    '<p>',
    ...['utf-8', 'windows-1256', 'latin1', 'gbk', 'none'].map((name) => `<meta charset=${name}>`),
  )
  const piece = fc.oneof(
    fc.uint8Array({maxLength: 40}).map((bytes) => Buffer.from(bytes)),
    fc.string({unit: 'binary', maxLength: 40}).map((text) => Buffer.from(text)),
    fc.constantFrom(arabic, russian.slice(0, 40), french.slice(0, 60)).map((text) => Buffer.from(text)),
    fc.constant(encode(arabic, 'windows-1256')),
  )
  const bytes = fc
    .tuple(tag, fc.array(piece, {maxLength: 6}))
    .map(([start, pieces]) => Buffer.concat([Buffer.from(start), ...pieces]))

  test('there is a text that they make in that encoding, or a reason', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        try {
          const {text, encoding} = decodePage(given)
          expect(text).toBe(new TextDecoder(encoding, {fatal: true, ignoreBOM: true}).decode(given))
          if (encoding === 'utf-8') expect(Buffer.from(text)).toEqual(given)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          expect(error.message).toMatch(/^Unexpected .+, expected /)
        }
      }),
      {numRuns: 2000},
    )
  })

  test('UTF-8 comes back byte for byte', () => {
    const text = fc.string({unit: 'binary'}).map((value) => `<p>${value.replaceAll('\0', '').replaceAll('\x1b$', '')}`)
    fc.assert(
      fc.property(text, (value) => {
        expect(shown(Buffer.from(value))).toEqual(['utf-8', value])
      }),
    )
  })

  test('Arabic in windows-1256 is right or fails from eight words on, whatever the page says', () => {
    const words = arabic.split(/\s+/)
    const label = fc.constantFrom(undefined, 'utf-8', 'latin1', 'iso-8859-6', 'windows-1256', 'windows-1254', 'x')
    fc.assert(
      fc.property(fc.subarray(words, {minLength: 8}), label, (some, name) => {
        const text = page(some.join(' '), name)
        let found = text
        try {
          found = decodePage(encode(text, 'windows-1256')).text
        } catch (error) {
          if (!(error instanceof InputError)) throw error
        }
        expect(found).toBe(text)
      }),
      {numRuns: 1000},
    )
  })
})
