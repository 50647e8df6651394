/** What a block looks like by itself: its end, its opening, its signs, its words. */
import type {Block} from '../model.ts'
import {SENTENCE, declare} from './declare.ts'
import {each, type Look, type Looked} from './each.ts'
import {QUOTE, isStop} from './ends.ts'
import {countOf, type Sign} from './signs.ts'

const declared = declare('shape')

const shape = (
  id: string,
  says: string,
  example: string,
  look: Look,
  {needs, silent = [SENTENCE]}: {readonly needs?: Sign; readonly silent?: readonly string[]} = {},
): Looked => ({signal: declared(id, says, [example], 0, silent), look, needs})

/** Folded text holds ASCII digits only. */
const digitsIn = (folded: string): number => folded.match(/\d/gu)?.length ?? 0

/** The share of different words below which a block says the same over and over. */
const REPEATED = 0.6
const met = new Uint8Array(1 << 8)

/** Whether so many words may be the same, by a few bits of each: a count that is rather too low. */
function mayRepeat(words: Int32Array): boolean {
  met.fill(0)
  let count = 0
  for (let i = 0; i < words.length; i++) {
    const slot = words[i]! & 0xff
    count += 1 - met[slot]!
    met[slot] = 1
  }
  return count < REPEATED * words.length
}

/** How many different words there are among some. */
const differentOf = (words: Int32Array): number => new Set(words).size

/** Words from which on shares of words mean something. */
const ENOUGH = 4

/** The share of closed-class words from which on a block is prose and no list. */
const DENSE = 0.12

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const clock = /(?<!\d)\d{1,2}:\d\d(?!\d)/u
const date = /(?<!\d)(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:19|20)\d\d)(?!\d)/u
/** Whether a block opens with a clock time. */
export const isTimeLed = ({folded}: Block): boolean => /^\d{1,2}:\d\d(?!\d)/u.test(folded)
const address = /https?:|www\.|[\w.-]@[\w-]|\w\.(?:com|net|org|info|news)\b/u
/** Whether a block is one quotation from end to end. */
export const isQuoted = ({folded}: Block): boolean => folded.charCodeAt(0) === QUOTE && /^"[^"]+"[.!?]?$/u.test(folded)

/** Vowel marks a letter from which on a text is vocalised: names and doubtful words carry one now and then. */
const VOWELS = 0.12
/** Whether an Arabic block carries vowel marks throughout. */
export function isVocalised({text, length}: Block): boolean {
  if (length < ENOUGH) return false
  let marks = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= FIRST_MARK && code <= LAST_MARK) marks++
  }
  return share(marks, text.length) >= VOWELS
}
const FIRST_MARK = 0x64b
const LAST_MARK = 0x652

const stamped = /(?:\d{1,2}:\d\d|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})\W*$/u
const social =
  /^(?:https?:\/\/)?(?:[a-z]+\.)?(?:facebook|fb|twitter|x|instagram|youtube|t|telegram|vk|ok|linkedin|tiktok|whatsapp|wa)\.(?:com|me|ru)\/[^\s/]+\/?$/u
const handle = /(?:^|\s)[@#][\p{L}_]/u
const script = /[{};]\s*$|\bfunction ?\(|\bvar [a-z]|\$\(|document\.[a-z]|<\/?[a-z]+[ >]/u

/** What says something of a block of any length. */
const ofAny: readonly Looked[] = [
  shape('ends-stop', 'The block ends like a sentence.', SENTENCE, () => true, {
    needs: 'closes with a stop',
    silent: ['خبر من المدينة'],
  }),
  shape('ends-colon', 'The block ends with a colon.', 'أبرز النتائج:', () => true, {needs: 'closes with a colon'}),
  shape('ends-comma', 'The block ends with a comma or a semicolon.', 'قال الوزير،', () => true, {
    needs: 'closes with a comma',
  }),
  shape(
    'ends-ellipsis',
    'The block ends with three dots.',
    'وقال إن ذلك...',
    ({folded}) => folded.endsWith('...') || folded.endsWith('…'),
    {needs: 'ends with a dot'},
  ),
  shape('ends-question', 'The block ends with a question mark.', 'ما هي الأسباب؟', () => true, {
    needs: 'closes with a question',
  }),
  shape('ends-quote', 'The block ends with a closing quote.', 'قال إنه “يوم تاريخي”', () => true, {
    needs: 'ends with a quote',
  }),
  shape(
    'tweet',
    'The block is a tweet that the article embeds: its picture link, or its author and handle.',
    'مترو الأنفاق اليوم pic.twitter.com/68UbtCtk — سامي (@sami) March 25, 2020',
    ({folded}) =>
      folded.includes('pic.twitter.com/') || (folded.startsWith('-') && /^-.*\(@[a-z0-9_]+\)/u.test(folded)),
    {needs: 'holds a tweet'},
  ),
  shape('quoted', 'The whole block stands in quotes: a pull quote.', '«سنعمل حتى يفتح الجسر أمام الجميع»', isQuoted, {
    needs: 'opens with a quote',
    silent: ['«الجسر» يفتح أمام الجميع'],
  }),
  shape(
    'markup',
    'The block begins with a tag of HTML that was left over.',
    '<a href="/news/12.html" class="page"> اضغط هنا',
    ({folded}) => /^<\/?[a-z]+[\s>]/u.test(folded),
    {needs: 'opens with a tag'},
  ),
  shape('bullet', 'The block opens with a bullet.', '• خبر من المدينة', () => true, {
    needs: 'opens with a bullet',
  }),
  shape('dash-led', 'The block opens with a dash.', '- طماطم', () => true, {needs: 'opens with a dash'}),
  shape('numbered', 'The block opens with a number.', '3. طماطم', ({folded}) => /^\d{1,3}(?:[.):-]| -)/u.test(folded), {
    needs: 'opens with a digit',
  }),
  shape('time-led', 'The block opens with a clock time.', '10:14 خبر من المدينة', isTimeLed, {
    needs: 'opens with a digit',
  }),
  shape(
    'function-words',
    'The share of closed-class words, of which prose is full; 1 stands for a third or more.',
    SENTENCE,
    ({functionWords, length}) => (length >= ENOUGH ? Math.min(1, 3 * share(functionWords, length)) : 0),
    {silent: ['سياسة اقتصاد رياضة مقالات صحافة أفكار']},
  ),
  shape(
    'no-function-words',
    'A block of several words has no closed-class word.',
    'سياسة اقتصاد رياضة مقالات صحافة أفكار',
    ({functionWords, length}) => length >= ENOUGH && functionWords === 0,
  ),
  shape(
    'furniture-words',
    'The share of words that phrases of the packs are made of, closed-class words aside.',
    'تابعوا أخبار الموقع على تطبيق الهاتف',
    ({furnitureWords, words}) => (words.length >= 2 ? share(furnitureWords, words.length) : 0),
    {silent: ['سوق السمك القديم']},
  ),
  shape(
    'many-furniture-words',
    'The block has several words that phrases of the packs are made of: 1 stands for eight or more.',
    'تابعوا أخبار الموقع على تطبيق الهاتف واشتركوا في النشرة البريدية',
    ({furnitureWords}) => (furnitureWords >= 3 ? Math.min(1, furnitureWords / 8) : 0),
    {silent: ['سوق السمك القديم']},
  ),
  shape(
    'piped',
    'The block holds several bars or middle dots, as menus and lists of names do.',
    'الرئيسية | محليات | رياضة | ثقافة',
    ({folded}) => Math.min(1, countOf(folded, '|') / 3),
    {needs: 'holds a bar'},
  ),
  shape(
    'comma-list',
    'A block is a list of short items between commas.',
    'ترامب، بوتين، روسيا، أوكرانيا، الحرب',
    ({folded, length}, {endings}, i) => {
      if (isStop(endings[i]!)) return false
      const commas = countOf(folded, ',') + countOf(folded, '•')
      return commas >= 2 && share(length, commas + 1) <= 3.5
    },
    {needs: 'holds a comma'},
  ),
  shape(
    'repetitive',
    'A block says the same words over and over.',
    'سياسة دولية '.repeat(10),
    ({words, functionWords, length}) =>
      words.length >= 15 &&
      functionWords < DENSE * length &&
      mayRepeat(words) &&
      differentOf(words) < REPEATED * words.length,
  ),
]

/** What says something of a short block as a whole. */
const ofShort: readonly Looked[] = [
  shape(
    'vocalised',
    'The block is written with vowel marks, as verse and scripture are.',
    'قِفَا نَبْكِ مِنْ ذِكْرَى حَبِيبٍ وَمَنْزِلِ',
    isVocalised,
    {needs: 'holds vowel marks'},
  ),
  shape(
    'arrow',
    'The block holds an arrow or a chain of signs as menus have.',
    'الرئيسية > أخبار > محليات',
    () => true,
    {needs: 'holds an arrow'},
  ),
  shape(
    'bracketed',
    'The whole block stands in brackets.',
    '(صور)',
    ({folded}) => /^[([{<]/u.test(folded) && /[)\]}>]\.?$/u.test(folded),
    {needs: 'opens with a bracket'},
  ),
  shape(
    'holds-clock',
    'A short block holds a clock time.',
    'الأحد 20 أكتوبر - 01:58',
    ({folded, length}) => length <= 16 && clock.test(folded),
    {needs: 'holds a colon'},
  ),
  shape(
    'ends-stamp',
    'The block ends with a time of day or a date, behind other words.',
    'ارتفاع أسعار الذهب في الأسواق 20/10/2025 14:22',
    ({folded, length}) => length >= ENOUGH && stamped.test(folded),
    {needs: 'holds digits'},
  ),
  shape(
    'social-address',
    'The block is the address of a page on a social network and nothing else.',
    'https://www.facebook.com/almadina',
    ({folded}) => social.test(folded),
    {needs: 'holds a slash', silent: ['https://example.com/news']},
  ),
  shape(
    'holds-date',
    'A short block holds a date or a year.',
    '20/10/2025',
    ({folded, length}) => length <= 16 && date.test(folded),
    {needs: 'holds digits'},
  ),
  shape(
    'no-letters',
    'The block has no letters.',
    '12 | 34',
    ({folded, length}) => length < ENOUGH && !/\p{L}/u.test(folded),
  ),
  shape(
    'digits',
    'The share of digits in a short block.',
    'هاتف 0123456789',
    ({folded, length}) => (length <= 16 ? share(digitsIn(folded), folded.length) : 0),
    {needs: 'holds digits'},
  ),
  shape(
    'address',
    'The block holds a web or mail address.',
    'تواصل info@example.com',
    ({folded}) => address.test(folded),
    {
      needs: 'holds an address',
    },
  ),
  shape(
    'address-only',
    'The block is a web or mail address and nothing else.',
    'https://example.com/news',
    ({folded}) => /^\S+$/u.test(folded) && address.test(folded),
    {needs: 'holds an address'},
  ),
  shape('handle', 'The block holds a handle or a hashtag.', 'الخبر من @almadina', ({folded}) => handle.test(folded), {
    needs: 'holds a handle',
  }),
  shape(
    'capitals',
    'Letters in a block of a cased script are all capitals.',
    'READ MORE',
    ({text}) => !/[\p{Ll}\p{Lo}]/u.test(text) && /[A-ZÀ-ÞΑ-ΩА-Я]{2}/u.test(text),
    {needs: 'holds capitals'},
  ),
  shape(
    'glued',
    'Words are glued together, as where links lost the space between them.',
    'الولايات المتحدة الأميركيةدونالد ترامب',
    () => true,
    {needs: 'is glued'},
  ),
  shape(
    'script',
    'The block is program text.',
    'var a = document.getElementById("b");',
    ({folded}) => script.test(folded),
    {
      needs: 'holds program text',
    },
  ),
]

export const shapes = each(ofAny, ofShort)
