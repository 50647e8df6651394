/** Phrase packs: what a line of a pack matches and what it does not, what the loader refuses, and the packs that ship. */
import {describe, expect, test} from 'vitest'
import {codesOf, fold} from '../src/fold.ts'
import {layoutText} from '../src/layout/text.ts'
import {bareOf, compile, joined, phraseLists, type Pack, type Phrases} from '../src/phrases.ts'
import {hashOf, wordHash} from '../src/lexicon.ts'
import {readPacks} from '../src/rules.ts'

const pack = (text: string, list = 'related', language = 'xx'): Pack => ({language, list, text})

/** What is found in the first line of a text. The second line keeps the first from being the whole document. */
const hitsIn = (line: string, phrases: Phrases): string[] =>
  layoutText(`${line}\n${'. '.repeat(line.length)}x`, phrases)
    .filter(({start}) => start < line.length)
    .flatMap(({hits}) => hits.map(({phrase, place, colon}) => `${phrase} ${place}${colon ? ' :' : ''}`))

describe('a phrase by itself opens a block', () => {
  const phrases = compile([pack('read also\nاقرأ أيضا\n関連記事')])
  test.each([
    'Read also the story of the bridge',
    '• READ ALSO: the story',
    '12. "Read  also" and more',
    '👉 Réad álso here',
    'read also',
  ])('%s', (line) => expect(hitsIn(line, phrases)[0]).toMatch(/^read also opens/u))
  test.each(['اقرأ أيضا في الموقع', '- إقـرأ أيضًا: خبر', '«اقرا ايضاً»'])('%s', (line) =>
    expect(hitsIn(line, phrases)[0]).toMatch(/^اقرأ أيضا opens/u),
  )
  test.each(['関連記事首相が会見', '■関連記事：首相が会見'])('%s', (line) =>
    expect(hitsIn(line, phrases)[0]).toMatch(/^関連記事 opens/u),
  )
  test.each(['Those who read also write', 'Bread also rises', 'Read alsoran', 'Read-also', 'reads also', 'read'])(
    'not: %s',
    (line) => expect(hitsIn(line, phrases)).toEqual([]),
  )
})

describe('with a colon it matches only where one follows', () => {
  const phrases = compile([pack('read:\nphoto :', 'related')])
  test.each(['Read: a story', 'Read : a story', 'READ：a story', 'read:'])('%s', (line) =>
    expect(hitsIn(line, phrases)).toEqual(['read: opens :']),
  )
  test('Photo: someone', () => expect(hitsIn('Photo: someone', phrases)).toEqual(['photo : opens :']))
  test.each(['Read the story', 'Read a story: it is good', 'Reader: me', 'Photo of a bridge'])('not: %s', (line) =>
    expect(hitsIn(line, phrases)).toEqual([]),
  )
})

describe('a hit tells of a colon', () => {
  const phrases = compile([pack('read also')])
  test.each([
    ['Read also: a story', true],
    ['Read also on our pages: a story', true],
    ['Read also a story', false],
    ['Read also the long story of the old bridge over the river: part two', false],
  ])('%s', (line, colon) => expect(hitsIn(line, phrases)).toEqual([`read also opens${colon ? ' :' : ''}`]))
})

describe('with = it is the whole block', () => {
  const phrases = compile([pack('= share\n= كلمات دالة:', 'ui')])
  test.each(['share', '  Share  ', '▶ SHARE (12)', '👍 share!'])('%s', (line) =>
    expect(hitsIn(line, phrases)).toEqual(['share is']),
  )
  test('كلمات دالّة', () => expect(hitsIn('كلمات دالّة', phrases)).toEqual(['كلمات دالة: is']))
  test.each(['share this', 'we share', 'shares', 'share share', 's h a r e'])('not: %s', (line) =>
    expect(hitsIn(line, phrases)).toEqual([]),
  )
})

describe('with * the block holds it anywhere, between word boundaries', () => {
  const phrases = compile([pack('* all rights reserved\n* حقوق النشر', 'legal')])
  test.each([
    'All rights reserved',
    '© 2020 The Paper. All Rights Reserved.',
    'The Paper (all rights reserved)',
    '2020 all rights reserved 2020',
  ])('%s', (line) => expect(hitsIn(line, phrases)).toEqual(['all rights reserved holds']))
  test.each(['Overall rights reserved', 'all rights reservedly', 'all right reserved', 'محقوق النشر', 'حقوق النشرة'])(
    'not: %s',
    (line) => expect(hitsIn(line, phrases)).toEqual([]),
  )
})

describe('word boundaries', () => {
  test.each([
    ['folge uns', 'Folge unseres Beitrags'],
    ['* وقایع', 'او بوقایع آن روز پرداخت'],
    ['وسوم', 'وسومنا كثيرة'],
    ['وسوم', 'موسوم بالذهب'],
    ['* حدث في', 'وهذا ما يحدث في المدينة'],
    ['tags', 'Tagsüber bleibt es warm'],
    ['* тема', 'Система работает'],
    ['* 관련', '무관련성 이론'],
    ['ad', 'Ad-hoc'.replace('-', '\u00ad')],
  ])('«%s» is not in «%s»', (phrase, line) => {
    expect(hitsIn(line, compile([pack(phrase)]))).toEqual([])
    const plain = phrase.replace('* ', '')
    expect(hitsIn(plain, compile([pack(phrase)]))).toHaveLength(1)
  })
})

describe('glued to the headline', () => {
  const phrases = compile([pack('اقرأ أيضا\nread also\nالمواضيع'), pack('كلمات دلالية', 'keywords')])
  test.each([
    ['اقرأ أيضاًأمير الكويت: نرحب بالضيوف', ['اقرأ أيضا opens :']],
    ['كلمات دلاليةاقتصاد نفط غاز', ['كلمات دلالية opens']],
    ['read alsothe emir', []], // A script whose words take endings.
    ['المواضيعية في الكتابة', []], // A single word.
  ])('%s', (line, hits) => expect(hitsIn(line, phrases)).toEqual(hits))

  test('behind a word without a space only a related marker with a colon counts', () => {
    const texts = (line: string): string[] => layoutText(`${line}\nسطر`, phrases).map(({text}) => text)
    expect(texts('التعاون الدولياقرأ أيضا: خبر')).toEqual(['التعاون الدولي', 'اقرأ أيضا: خبر', 'سطر'])
    expect(texts('ومن أراد فليقرأ أيضا كتابه الثاني')).toHaveLength(2)
    expect(texts('التعاون الدوليكلمات دلالية: نفط')).toHaveLength(2)
  })
})

describe('of several phrases', () => {
  test('the longest is found, and none inside it', () => {
    const phrases = compile([pack('read\nread more\nread more about\nmore about it')])
    expect(hitsIn('Read more about it', phrases)).toEqual(['read more about opens'])
    expect(hitsIn('Read more', phrases)).toEqual(['read more opens'])
  })
  test('each list and place speaks for itself', () => {
    const phrases = compile([pack('tags\n* tags', 'keywords'), pack('= tags', 'ui')])
    expect(hitsIn('Tags', phrases).toSorted()).toEqual(['tags holds', 'tags is', 'tags opens'])
  })
  test('all languages are looked for together', () => {
    const phrases = compile([pack('lire aussi', 'related', 'fr'), pack('leggi anche', 'related', 'it')])
    expect(hitsIn('Lire aussi : ici', phrases)).toEqual(['lire aussi opens :'])
    expect(hitsIn('Leggi anche: qui', phrases)).toEqual(['leggi anche opens :'])
  })
  test('a phrase too short to be looked for in a line counts where it is the line', () => {
    const phrases = compile([pack('ad', 'promo')])
    expect(hitsIn('AD', phrases)).toEqual(['ad is'])
    expect(hitsIn('ad hoc', phrases)).toEqual([])
  })
})

describe('a pack is read', () => {
  test('without its comments, blank lines and the white space around phrases', () => {
    const phrases = compile([pack('# read more\r\n\r\n  read also \t\r\n#\n*  old news \n')])
    expect(hitsIn('Read also: x', phrases)).toEqual(['read also opens :'])
    expect(hitsIn('It is old news now', phrases)).toEqual(['old news holds'])
    expect(hitsIn('read more', phrases)).toEqual([])
  })
  test('empty, or not at all', () => {
    expect(hitsIn('read also: x', compile([pack('')]))).toEqual([])
    expect(hitsIn('read also: x', compile([]))).toEqual([])
  })
  test('as words: closed-class words, connectives, clitics', () => {
    const phrases = compile([
      pack('في\nمن', 'function-words'),
      pack('قال\nhe added', 'connectives'),
      pack('و', 'clitics'),
    ])
    const [block] = layoutText('وقال وفي البيت من يعرف وفاء', phrases)
    expect(block).toMatchObject({connects: true, functionWords: 2, length: 6})
    expect([...block!.words]).toEqual(['وقال', 'البيت', 'يعرف', 'وفاء'].map((word) => wordHash(fold(word))))
    expect(layoutText('He added: no', phrases)[0]!.connects).toBe(true)
    expect(layoutText('He adds', phrases)[0]!.connects).toBe(false)
    expect(layoutText('Then he added', phrases)[0]!.connects).toBe(false)
  })
})

describe('a pack is refused, with file and line', () => {
  test.each([
    ['a phrase twice', pack('read also\n\n# note\nread also', 'related', 'en'), 'seeds/en/related.txt:4', 'line 1 too'],
    [
      'a phrase in another spelling',
      pack('إقرأ أيضاً\r\nاقرا ايضا', 'related', 'ar'),
      'seeds/ar/related.txt:2',
      'line 1',
    ],
    ['whole lines that differ in punctuation', pack('= share\n= Share:', 'ui', 'en'), 'seeds/en/ui.txt:2', 'line 1'],
    ['a word twice', pack('the\nTHE', 'function-words', 'en'), 'seeds/en/function-words.txt:2', 'line 1'],
    [
      'a phrase of nothing but marks',
      pack('ok then\n\u0640\u064b', 'ui', 'ar'),
      'seeds/ar/ui.txt:2',
      'letters or signs',
    ],
    ['a place without a phrase', pack('= \u200f', 'ui', 'ar'), 'seeds/ar/ui.txt:1', 'letters or signs'],
    ['an unknown list', pack('read also', 'relatd', 'en'), 'seeds/en/relatd.txt', 'expected one of related, headlines'],
  ])('%s', (_, given, where, why) => {
    expect(() => compile([given])).toThrow(where)
    expect(() => compile([given])).toThrow(why)
  })

  test('but a phrase may stand in another list, another language, another place', () => {
    expect(() =>
      compile([pack('tags\n= tags\n* tags\ntags:'), pack('tags', 'keywords'), pack('tags', 'related', 'yy')]),
    ).not.toThrow()
  })
})

test.each([
  ['• share (12)', 'share'],
  ['share', 'share'],
  ['12 • 34', ''],
  ['', ''],
  ['(re) share', 're) share'],
])('bareOf %j is %j', (folded, bare) => expect(bareOf(folded)).toBe(bare))

test('the hash of a word inside a text is the hash of the word', () => {
  expect(wordHash('a word here', 2, 6)).toBe(wordHash('word'))
  expect(hashOf(codesOf('a word here'), 2, 6)).toBe(wordHash('word'))
  expect(wordHash('word')).not.toBe(wordHash('drow'))
})

describe('the packs that ship', () => {
  const packs = readPacks()
  const languages = [...new Set(packs.map(({language}) => language))]
  const all = compile(packs)

  test('are of many languages, each with its markers and its closed-class words', () => {
    expect(languages.length).toBeGreaterThanOrEqual(45)
    for (const language of languages) {
      const lists = packs.filter((one) => one.language === language).map(({list}) => list)
      expect([language, lists]).toEqual([language, expect.arrayContaining(['related', 'keywords', 'function-words'])])
    }
  })

  const same = (phrase: string): string => bareOf(fold(phrase)) || fold(phrase)
  test.each(languages)('of %s: every phrase is found where it stands', (language) => {
    const lost: string[] = []
    for (const {list, text} of packs.filter((one) => one.language === language)) {
      if (!phraseLists.some((name) => name === list)) continue
      for (const line of text.split(/\r?\n/u).map((raw) => raw.trim())) {
        if (line === '' || line.startsWith('#')) continue
        const phrase = line.replace(/^[=*] /u, '').trim()
        const found = layoutText(`${phrase}\n${'. '.repeat(phrase.length)}x`, all)
          .filter(({start}) => start < phrase.length)
          .flatMap(({hits}) => hits)
        // A list of another language may have it too: then one of the two speaks.
        if (!found.some((hit) => same(hit.phrase) === same(phrase))) lost.push(`${list}: ${line}`)
      }
    }
    expect(lost).toEqual([])
  })
})

describe('joined with others', () => {
  const [some, others] = [
    [pack('read also\nread\n= share\nthe news today'), pack('the', 'function-words'), pack('read:', 'ui')],
    [pack('read also in\n* the news\n= share\n关连', 'promo', 'yy'), pack('the news today', 'ui', 'yy')],
  ]
  const together = compile([...some, ...others])
  const beside = joined(compile(some), compile(others))
  test.each([
    'Read also in the news',
    'Read: the news today',
    '• share',
    'Read the news. Read also in: one. Share',
    'the news today the news, read also: the newsread also: x',
    '关连关连',
    'none',
  ])('%s', (line) => {
    const blocks = layoutText(line, beside)
    expect(blocks).toEqual(layoutText(line, together))
    expect(hitsIn(line, beside)).toEqual(hitsIn(line, together))
  })
})
