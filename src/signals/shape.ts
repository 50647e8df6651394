/** What a block looks like by itself: its end, its opening, its signs, its words. */
import type {Block} from '../model.ts'
import {SENTENCE, declare} from './declare.ts'
import {each, type Look} from './each.ts'
import {endsWithStop, lastSign} from './ends.ts'

const shape = (
  id: string,
  says: string,
  example: string,
  look: (block: Block) => number | boolean,
  silent: readonly string[] = [SENTENCE],
): Look => ({...declare('shape')(id, says, [example], 0, silent), look})

/** Words from which on shares of words mean something. */
const ENOUGH = 4

/** The share of closed-class words from which on a block is prose and no list. */
const DENSE = 0.12

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Folded text holds ASCII digits only. */
const digits = (folded: string): number => {
  let count = 0
  for (let i = 0; i < folded.length; i++) if (folded.charCodeAt(i) >= 0x30 && folded.charCodeAt(i) <= 0x39) count++
  return count
}

const count = (folded: string, signs: string): number => {
  let found = 0
  for (let i = 0; i < folded.length; i++) if (signs.includes(folded[i]!)) found++
  return found
}

/** Two letters that no word has side by side: a lower-case one before a capital, or a final-only Arabic letter before a letter. */
const glued = /[a-zß-ÿα-ωа-я][A-ZÀ-ÞΑ-ΩА-Я][a-zß-ÿα-ωа-я]|[ةى][ء-ي]/u
const clock = /(?<!\d)\d{1,2}:\d\d(?!\d)/u
const date = /(?<!\d)(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:19|20)\d\d)(?!\d)/u
const address = /https?:|www\.|[\w.-]@[\w-]|\w\.(?:com|net|org|info|news)\b/u
/** Whether a block is one quotation from end to end. */
export const isQuoted = ({folded}: Block): boolean => /^"[^"]+"[.!?]?$/u.test(folded)

/** Vowel marks a letter from which on a text is vocalised: names and doubtful words carry one now and then. */
const VOWELS = 0.12
/** Whether an Arabic block carries vowel marks throughout. */
export const isVocalised = ({text, length}: Block): boolean =>
  length >= ENOUGH && share(text.match(/[\u064b-\u0652]/gu)?.length ?? 0, text.length) >= VOWELS

const stamped = /(?:\d{1,2}:\d\d|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})\W*$/u
const social =
  /^(?:https?:\/\/)?(?:[a-z]+\.)?(?:facebook|fb|twitter|x|instagram|youtube|t|telegram|vk|ok|linkedin|tiktok|whatsapp|wa)\.(?:com|me|ru)\/[^\s/]+\/?$/u
const handle = /(?:^|\s)[@#][\p{L}_]/u
const script = /[{};]\s*$|\bfunction ?\(|\bvar [a-z]|\$\(|document\.[a-z]|<\/?[a-z]+[ >]/u

export const shapes = each([
  shape('ends-stop', 'The block ends like a sentence.', SENTENCE, ({folded}) => endsWithStop(folded), [
    'خبر من المدينة',
  ]),
  shape('ends-colon', 'The block ends with a colon.', 'أبرز النتائج:', ({folded}) => lastSign(folded) === ':'),
  shape('ends-comma', 'The block ends with a comma or a semicolon.', 'قال الوزير،', ({folded}) =>
    ',;'.includes(lastSign(folded) || ' '),
  ),
  shape(
    'ends-ellipsis',
    'The block ends with three dots.',
    'وقال إن ذلك...',
    ({folded}) => folded.endsWith('...') || folded.endsWith('…'),
  ),
  shape(
    'ends-question',
    'The block ends with a question mark.',
    'ما هي الأسباب؟',
    ({folded}) => lastSign(folded) === '?',
  ),
  shape('ends-quote', 'The block ends with a closing quote.', 'قال إنه “يوم تاريخي”', ({folded}) =>
    folded.endsWith('"'),
  ),
  shape(
    'tweet',
    'The block is a tweet that the article embeds: its picture link, or its author and handle.',
    'مترو الأنفاق اليوم pic.twitter.com/68UbtCtk — سامي (@sami) March 25, 2020',
    ({folded}) => folded.includes('pic.twitter.com/') || /^-.*\(@[a-z0-9_]+\)/u.test(folded),
  ),
  shape('quoted', 'The whole block stands in quotes: a pull quote.', '«سنعمل حتى يفتح الجسر أمام الجميع»', isQuoted, [
    '«الجسر» يفتح أمام الجميع',
  ]),
  shape(
    'markup',
    'The block begins with a tag of HTML that was left over.',
    '<a href="/news/12.html" class="page"> اضغط هنا',
    ({folded}) => /^<\/?[a-z]+[\s>]/u.test(folded),
  ),
  shape('bullet', 'The block opens with a bullet.', '• خبر من المدينة', ({folded}) => '•*'.includes(folded[0] ?? ' ')),
  shape('dash-led', 'The block opens with a dash.', '- طماطم', ({folded}) => folded.startsWith('-')),
  shape('numbered', 'The block opens with a number.', '3. طماطم', ({folded}) => /^\d{1,3}(?:[.):-]| -)/u.test(folded)),
  shape('time-led', 'The block opens with a clock time.', '10:14 خبر من المدينة', ({folded}) =>
    /^\d{1,2}:\d\d(?!\d)/u.test(folded),
  ),
  shape(
    'function-words',
    'The share of closed-class words, of which prose is full; 1 stands for a third or more.',
    SENTENCE,
    ({functionWords, length}) => (length >= ENOUGH ? Math.min(1, 3 * share(functionWords, length)) : 0),
    ['سياسة اقتصاد رياضة مقالات صحافة أفكار'],
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
    ['سوق السمك القديم'],
  ),
  shape(
    'many-furniture-words',
    'A block has several such words: 1 stands for eight or more.',
    'تابعوا أخبار الموقع على تطبيق الهاتف واشتركوا في النشرة البريدية',
    ({furnitureWords}) => (furnitureWords >= 3 ? Math.min(1, furnitureWords / 8) : 0),
    ['سوق السمك القديم'],
  ),
  shape(
    'piped',
    'The block holds several bars or middle dots, as menus and lists of names do.',
    'الرئيسية | محليات | رياضة | ثقافة',
    ({folded}) => (/[|·]/u.test(folded) ? Math.min(1, count(folded, '|·') / 3) : 0),
  ),
  shape(
    'comma-list',
    'A block is a list of short items between commas.',
    'ترامب، بوتين، روسيا، أوكرانيا، الحرب',
    ({folded, length}) => {
      if (endsWithStop(folded)) return false
      const commas = count(folded, ',•')
      return commas >= 2 && share(length, commas + 1) <= 3.5
    },
  ),
  shape(
    'repetitive',
    'A block says the same words over and over.',
    'سياسة دولية '.repeat(10),
    ({words, functionWords, length}) =>
      words.length >= 15 && functionWords < DENSE * length && share(new Set(words).size, words.length) < 0.6,
  ),
])

/** Words up to which the signs inside a block say something of it as a whole. */
const SHORT = 30

export const shortShapes = each(
  [
    shape(
      'vocalised',
      'The block is written with vowel marks, as verse and scripture are.',
      'قِفَا نَبْكِ مِنْ ذِكْرَى حَبِيبٍ وَمَنْزِلِ',
      isVocalised,
    ),
    shape(
      'arrow',
      'The block holds an arrow or a chain of signs as menus have.',
      'الرئيسية > أخبار > محليات',
      ({folded}) => /[>|»›]/u.test(folded),
    ),
    shape(
      'bracketed',
      'The whole block stands in brackets.',
      '(صور)',
      ({folded}) => /^[([{<]/u.test(folded) && /[)\]}>]\.?$/u.test(folded),
    ),
    shape(
      'holds-clock',
      'A short block holds a clock time.',
      'الأحد 20 أكتوبر - 01:58',
      ({folded, length}) => length <= 16 && clock.test(folded),
    ),
    shape(
      'ends-stamp',
      'The block ends with a time of day or a date, behind other words.',
      'ارتفاع أسعار الذهب في الأسواق 20/10/2025 14:22',
      ({folded, length}) => length >= ENOUGH && stamped.test(folded),
    ),
    shape(
      'social-address',
      'The block is the address of a page on a social network and nothing else.',
      'https://www.facebook.com/almadina',
      ({folded}) => social.test(folded),
      ['https://example.com/news'],
    ),
    shape(
      'holds-date',
      'A short block holds a date or a year.',
      '20/10/2025',
      ({folded, length}) => length <= 16 && date.test(folded),
    ),
    shape(
      'no-letters',
      'The block has no letters.',
      '12 | 34',
      ({folded, length}) => length < ENOUGH && !/\p{L}/u.test(folded),
    ),
    shape('digits', 'The share of digits in a short block.', 'هاتف 0123456789', ({folded, length}) =>
      length <= 16 ? share(digits(folded), folded.length) : 0,
    ),
    shape('address', 'The block holds a web or mail address.', 'تواصل info@example.com', ({folded}) =>
      address.test(folded),
    ),
    shape(
      'address-only',
      'The block is a web or mail address and nothing else.',
      'https://example.com/news',
      ({folded}) => /^\S+$/u.test(folded) && address.test(folded),
    ),
    shape('handle', 'The block holds a handle or a hashtag.', 'الخبر من @almadina', ({folded}) => handle.test(folded)),
    shape(
      'capitals',
      'Letters in a block of a cased script are all capitals.',
      'READ MORE',
      ({text}) => /[A-ZÀ-ÞΑ-ΩА-Я]{2}/u.test(text) && !/[\p{Ll}\p{Lo}]/u.test(text),
    ),
    shape(
      'glued',
      'Words are glued together, as where links lost the space between them.',
      'الولايات المتحدة الأميركيةدونالد ترامب',
      ({text}) => glued.test(text),
    ),
    shape('script', 'The block is program text.', 'var a = document.getElementById("b");', ({folded}) =>
      script.test(folded),
    ),
  ],
  {upTo: SHORT},
)
