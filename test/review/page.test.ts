/** The review page in a real browser. */
import {readFileSync} from 'node:fs'
import {chromium, type Browser, type Page} from 'playwright-core'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {browserArguments, findBrowser} from '../../scripts/browser.mjs'
import {buildPage} from '../../scripts/build-page.mjs'
import {categories} from '../../src/model.ts'
import {fish, garden, library, refused, sourceless, tram} from './articles.ts'
import {articleOf, openPage, pageWith, savedBy, type Sample} from './sample.ts'

const executablePath = findBrowser()
if (!executablePath)
  console.warn('No Chromium (npm run browser installs one): the tests of the review page are skipped')

const few: readonly Sample[] = [library, tram, garden, fish, refused, sourceless]
const page = pageWith(few.map(articleOf))

const names = (window: Page): Promise<string[]> => window.locator('.row .name').allTextContents()
async function open(window: Page, name: string): Promise<void> {
  await window.locator('.row', {hasText: name}).click()
  await expect.poll(() => titleOf(window)).toBe(name)
}
const titleOf = (window: Page): Promise<string> => window.locator('#title').innerText()
const lookedAt = (window: Page): Promise<string[]> => window.locator('.looked').allInnerTexts()

/** Selects a stretch of text in the article, as people do with a pointer. */
const select = (window: Page, words: string): Promise<void> =>
  window.evaluate((sought) => {
    const walker = document.createTreeWalker(document.getElementById('text')!, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(sought)
      if (at >= 0) getSelection()!.setBaseAndExtent(node, at, node, at + sought.length)
    }
  }, words)

describe.skipIf(!executablePath)('the review page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({executablePath: executablePath!, args: [...browserArguments]})
  })
  afterAll(() => browser.close())
  const opened = async (html = page, options = {}, ready = '#text .line'): Promise<Page> =>
    (await openPage(browser, html, options, ready)).page

  describe('shows', () => {
    test('the totals, charts, the list and its first article', async () => {
      const window = await opened()
      expect(await window.title()).toBe('news.record.jsonl – untail review')
      expect(await window.locator('#totals').innerText()).toMatch(/^6 articles · 5 changed · 0 clean · 1 refused · /)
      expect(await window.locator('#by-category button').count()).toBe(2)
      expect(await window.locator('#by-confidence rect').count()).toBe(20)
      expect(await window.locator('#by-site button').allInnerTexts()).toHaveLength(2)
      expect(await names(window)).toEqual([library.title, tram.title, garden.title, 'fish', 'refused', 'sourceless'])
      expect(await titleOf(window)).toBe(library.title)
      expect(await window.locator('#progress').innerText()).toBe('0 of 6 judged')
    })

    test('removals and suspects in place, named in words', async () => {
      const window = await opened()
      await open(window, tram.title!)
      expect(await window.locator('#text del.mark').allInnerTexts()).toEqual([
        'uiShare this page',
        'relatedRead also: Ferry fares go up in May',
        'relatedThe night the bridge stayed open. Nobody knew why. The keeper had gone home.',
      ])
      expect(await window.locator('#text mark.suspect').allInnerTexts()).toEqual(['credit?By Joan Pell'])
      expect(await window.locator('#text .line').count()).toBe(11)
    })

    test('a page as it reads, and marks that nothing is read in', async () => {
      const window = await opened()
      await open(window, 'fish')
      expect(await window.locator('#text .line').allInnerTexts()).toEqual([
        'Fish & chips are back.',
        'headlinesMost read',
        'Rain',
        'ui?',
      ])
      await window.locator('#text .tag').last().click()
      expect(await window.locator('#told').innerText()).toContain('Held back by the guard never')
    })

    test('why an article was refused, and marks without their source', async () => {
      const window = await opened()
      await open(window, 'refused')
      expect(await window.locator('#reason').innerText()).toBe('refused: it would read otherwise')
      await open(window, 'sourceless')
      expect(await window.locator('#without').isVisible()).toBe(true)
      expect(await window.locator('#text del').innerText()).toContain('© The Herald')
    })

    test('the evidence of a mark that is clicked, focused or pointed at, until Escape', async () => {
      const window = await opened()
      const told = window.locator('#evidence')
      await window.locator('#text del').click()
      expect(await told.innerText()).toMatch(/related taken out[^]*0\.97/)
      expect(await told.innerText()).toMatch(
        /opens-related\s+4\.2\s+اقرأ أيضا\s+The block opens with a phrase of the list related\./,
      )
      await window.locator('#text .tag').last().focus()
      expect(await told.innerText()).toContain('promo doubted but kept')
      await window.keyboard.press('Enter')
      expect(await window.locator(':focus').getAttribute('id')).toBe('evidence')
      await window.keyboard.press('Escape')
      expect(await lookedAt(window)).toEqual([])
      expect(await window.locator(':focus').innerText()).toBe('promo?')
      await window.mouse.move(700, 400)
      await window.locator('#text del').hover()
      await window.locator('#text del.looked').waitFor()
    })
  })

  describe('filters', () => {
    test('by category, site, kind, confidence and judgment, and all are cleared', async () => {
      const window = await opened()
      const found = async (expected: readonly string[]): Promise<void> =>
        expect.poll(() => names(window)).toEqual(expected)
      await window.locator('#more summary').click()
      await window.locator('#category').selectOption('ui')
      await found([tram.title!, garden.title!])
      await window.locator('#site').fill('CITY')
      await found([garden.title!])
      expect(await window.locator('#found').innerText()).toBe('1 of 6 articles')
      expect(await window.locator('#active').innerText()).toBe('2')
      await window.locator('[type=reset]').click()
      await window.locator('#below').selectOption('0.8')
      await found([tram.title!])
      await window.locator('#below').selectOption('2')
      await window.locator('#kind').selectOption('suspects')
      await found([library.title!, tram.title!])
      await window.locator('#kind').selectOption('refused')
      await found(['refused'])
      await window.locator('[type=reset]').click()
      await window.locator('#order').selectOption('least')
      await expect.poll(async () => (await names(window))[0]).toBe(tram.title)
      await window.locator('[data-key="a"]').click()
      await window.locator('#judged').selectOption('yes')
      await found([library.title!])
    })

    test('by the bars of the charts, which tell that they are chosen', async () => {
      const window = await opened()
      const bar = window.locator('#by-category .ui')
      await bar.click()
      expect(await names(window)).toEqual([tram.title, garden.title])
      expect(await bar.getAttribute('aria-pressed')).toBe('true')
      await window.locator('#by-site button', {hasText: 'herald'}).click()
      expect(await names(window)).toEqual([tram.title])
      await bar.click()
      expect(await bar.getAttribute('aria-pressed')).toBe('false')
      expect(await names(window)).toEqual([tram.title, 'fish', 'sourceless'])
    })

    test('by words in names at once, and in texts of all chunks', async () => {
      const window = await opened()
      const words = window.locator('#words')
      await words.fill('HARBOUR')
      await expect.poll(() => names(window)).toEqual([tram.title])
      await words.fill('march')
      await expect.poll(() => names(window)).toEqual([garden.title])
      await words.fill('موعد مهرجان الكِتاب')
      await expect.poll(() => names(window)).toEqual([library.title])
      await words.fill('fish & chips')
      await expect.poll(() => names(window)).toEqual(['fish'])
      await words.fill('© the herald')
      await expect.poll(() => names(window)).toEqual(['sourceless'])
      await words.fill('no such words')
      await expect.poll(() => window.locator('#found').innerText()).toBe('0 of 6 articles')
    })
  })

  describe('by keyboard', () => {
    test('goes to articles and marks, and judges', async () => {
      const window = await opened()
      const press = async (keys: string): Promise<void> => {
        for (const key of keys.split('')) await window.keyboard.press(key)
      }
      await press('j')
      await expect.poll(() => titleOf(window)).toBe(tram.title)
      await press('nn')
      expect(await lookedAt(window)).toEqual(['relatedRead also: Ferry fares go up in May'])
      await press('w')
      expect(await lookedAt(window)).toEqual(['related ✗Read also: Ferry fares go up in May'])
      expect(await window.locator('.looked').evaluate(({tagName}) => tagName)).toBe('MARK')
      await press('pr')
      expect(await lookedAt(window)).toEqual(['ui ✓Share this page'])
      expect(await window.locator('#progress').innerText()).toBe('1 of 6 judged')
      await press('r')
      expect(await lookedAt(window)).toEqual(['uiShare this page'])
      await press('a')
      expect(await window.locator('#text .tag').allInnerTexts()).toEqual([
        'ui ✓',
        'related ✗',
        'related ✓',
        'credit? ✓',
      ])
      await press('u')
      expect(await window.locator('#text .tag').allInnerTexts()).toEqual(['ui', 'related ✗', 'related', 'credit?'])
      await press('uuu')
      expect(await window.locator('#progress').innerText()).toBe('0 of 6 judged')
      await press('k')
      await expect.poll(() => titleOf(window)).toBe(library.title)
    })

    test('does nothing while people type or hold other keys, and knows keys of Arabic keyboards', async () => {
      const window = await opened()
      await window.keyboard.press('/')
      expect(await window.locator(':focus').getAttribute('id')).toBe('words')
      await window.keyboard.type('jaw')
      await window.keyboard.press('Escape')
      expect(await titleOf(window)).toBe(library.title)
      expect(await window.locator('#progress').innerText()).toBe('0 of 6 judged')
      await window.locator('#words').fill('')
      await window.locator('#paper').focus()
      await window.keyboard.press('Control+a')
      expect(await window.locator('#progress').innerText()).toBe('0 of 6 judged')
      await window.evaluate(() =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true})),
      )
      await expect.poll(() => titleOf(window)).toBe(tram.title)
    })

    test('has a help that names each key of a button, and leaves on Escape', async () => {
      const window = await opened()
      await window.keyboard.press('?')
      expect(await window.locator('#keys kbd').allInnerTexts()).toEqual('?/kjpnaurw'.split(''))
      await window.keyboard.press('j')
      expect(await titleOf(window)).toBe(library.title)
      await window.keyboard.press('Escape')
      expect(await window.locator('#help').isVisible()).toBe(false)
    })

    test('moves in the list with arrows', async () => {
      const window = await opened()
      await window.locator('#list').focus()
      await window.keyboard.press('ArrowDown')
      await expect.poll(() => titleOf(window)).toBe(tram.title)
      expect(await window.locator('#list').getAttribute('aria-activedescendant')).toBe('row-1')
      await window.keyboard.press('End')
      await expect.poll(() => titleOf(window)).toBe('sourceless')
    })
  })

  describe('judging', () => {
    /** Judges as a person would: library in part, tram whole but for one removal, fish in part. */
    const judge = async (window: Page): Promise<void> => {
      await window.locator('#text .tag').last().click()
      await window.keyboard.press('w')
      await select(window, 'شارك الخبر مع أصدقائك')
      await window.locator('#missed-as .ui').click()
      await open(window, tram.title!)
      await window.keyboard.press('n')
      await window.keyboard.press('n')
      await window.keyboard.press('w')
      await window.keyboard.press('n')
      await window.keyboard.press('w')
      await window.keyboard.press('a')
      await open(window, 'fish')
      await select(window, 'chips')
      await window.locator('#missed-as .promo').click()
      await open(window, 'sourceless')
      await window.keyboard.press('a')
    }

    test('is exported as marked documents: what was not judged is unsure', async () => {
      const window = await opened()
      await judge(window)
      const {name, text} = await savedBy(window, '#export-judgments')
      expect(name).toBe('judgments.jsonl')
      expect(await window.locator('#notice').innerText()).toBe(
        '3 marked documents exported; 1 article left out, as this page has no source of them.',
      )
      const documents = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      const said = documents.map(({noise, text: whole, ...rest}) => ({
        ...rest,
        noise: (noise as {start: number; end: number; category: string}[]).map(
          ({start, end, category}) => `${category}: ${(whole as string).slice(start, end)}`,
        ),
      }))
      expect(said).toEqual([
        {
          id: 'library',
          lang: 'ar',
          host: 'city.example',
          title: library.title,
          noise: ['unsure: اقرأ أيضا: موعد مهرجان الكتاب', 'promo: تابعونا على صفحتنا', 'ui: شارك الخبر مع أصدقائك'],
        },
        {id: 'tram', host: 'herald.example', title: tram.title, noise: ['ui: Share this page']},
        {
          id: 'fish',
          host: 'herald.example',
          form: 'html',
          noise: [
            'promo: Fish &amp; chips are back.',
            'unsure: <ul><li>Most read</li><li>Rain</li></ul>',
            'unsure: <img src="x">',
          ],
        },
      ])
    })

    test('is exported as phrases of sites: short lines alone', async () => {
      const window = await opened()
      await judge(window)
      const {name, text} = await savedBy(window, '#export-configuration')
      expect(name).toBe('untail.config.json')
      expect(JSON.parse(text)).toEqual({
        $schema: './node_modules/untail/schema/untail.config.schema.json',
        sites: {
          'city.example': {always: {promo: ['تابعونا على صفحتنا'], ui: ['شارك الخبر مع أصدقائك']}},
          'herald.example': {
            never: ['Read also: Ferry fares go up in May'],
            always: {promo: ['Fish & chips are back.']},
          },
        },
      })
    })

    test('exports nothing where nothing is judged, and says so', async () => {
      const window = await opened()
      await window.locator('#export-judgments').click()
      await expect.poll(() => window.locator('#notice').innerText()).toMatch(/^Nothing to export/)
      await window.locator('#export-configuration').click()
      await expect.poll(() => window.locator('#notice').innerText()).toMatch(/^Nothing to export: no short line/)
    })

    test('is kept over a reload, and shown in the list', async () => {
      const window = await opened()
      await judge(window)
      await window.reload()
      await expect.poll(() => window.locator('#progress').innerText()).toBe('4 of 6 judged')
      await expect.poll(() => window.locator('#text .tag').allInnerTexts()).toEqual(['related', 'promo? ✗', 'ui'])
      expect(await window.locator('.row:has(.judged) .name').allInnerTexts()).toEqual([
        library.title,
        tram.title,
        'fish',
        'sourceless',
      ])
    })

    test('takes what was added back, and leaves marks out of what is selected', async () => {
      const window = await opened()
      await window.evaluate(() => getSelection()!.selectAllChildren(document.getElementById('text')!))
      await window.locator('#missed').waitFor()
      await window.locator('#missed-as .foreign').click()
      expect(await window.locator('#text .tag').allInnerTexts()).toEqual([
        'foreign',
        'related',
        'foreign',
        'promo?',
        'foreign',
      ])
      expect(await window.locator('#about').innerText()).toContain('should have gone')
      await window.locator('#take-back').click()
      expect(await window.locator('#text .tag').allInnerTexts()).toEqual(['related', 'foreign', 'promo?', 'foreign'])
      await window.keyboard.press('u')
      await window.keyboard.press('u')
      expect(await window.locator('#text .tag').allInnerTexts()).toEqual(['related', 'promo?'])
    })

    test('goes on in memory where the browser keeps nothing, and says so', async () => {
      const window = await opened()
      await window.addInitScript(() => {
        Object.defineProperty(globalThis, 'localStorage', {
          get: () => {
            throw new DOMException('Denied', 'SecurityError')
          },
        })
      })
      await window.reload()
      await expect.poll(() => window.locator('#notice').innerText()).toMatch(/keeps no marks/)
      await window.locator('#text .line').first().waitFor()
      await window.keyboard.press('a')
      expect(await window.locator('#progress').innerText()).toBe('1 of 6 judged')
    })
  })

  test('each line has its own direction and stands on its own side', async () => {
    const window = await opened()
    const lines = await window.locator('#text .line').evaluateAll((elements) =>
      elements.map((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const [text, line] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
        return {
          direction: getComputedStyle(element).direction,
          left: Math.round(text.left - line.left) <= 1,
          right: Math.round(line.right - text.right) <= 1,
          tag: element.querySelector('.tag')?.getBoundingClientRect().left,
          middle: (text.left + text.right) / 2,
        }
      }),
    )
    expect(lines.map(({direction}) => direction)).toEqual(['rtl', 'rtl', 'ltr', 'rtl', 'rtl', 'rtl'])
    expect(lines[1]).toMatchObject({left: false, right: true})
    expect(lines[2]).toMatchObject({left: true})
    // The tag comes first, which is on the right there.
    expect(lines[1]!.tag).toBeGreaterThan(lines[1]!.middle)
    expect(await window.locator('#text').getAttribute('lang')).toBe('ar')
    expect(
      await window
        .locator('.row .name')
        .first()
        .evaluate((name) => getComputedStyle(name).direction),
    ).toBe('rtl')
  })

  describe('hostile text', () => {
    const hostile = [
      '</script><script>window.owned = 1</script>',
      '<img src=x onerror="window.owned = 2">',
      '"><svg onload="window.owned = 3">',
      '<!--data--><!--script-->',
      '\u202Egnp.exe\u2066',
      '\uD800 alone \uDC00',
      'nul \u0000 here',
      'line\u2028separator',
    ]
    test.each(hostile)('%j shows as text and runs nothing', async (words) => {
      const article = articleOf({
        id: words,
        title: words,
        site: words,
        marked: `Before ${words}\n⟦related: ${words}⟧\n⟪ui: ${words}⟫`,
        detail: words,
        data: {language: words},
      })
      const prose = articleOf({marked: 'Plain.'}, 1)
      const window = await opened(pageWith([article, {...prose, data: {...prose.data, reason: words}}]))
      const shownAs = words.replaceAll(/[\uD800\uDC00]/gu, '\uFFFD')
      const texts = async (selector: string): Promise<string> =>
        (await window.locator(selector).allTextContents()).join('\n').replaceAll(/[\uD800\uDC00]/gu, '\uFFFD')
      expect(await texts('#text')).toContain(shownAs.split('\u2028')[0])
      await window.locator('#text .tag').first().click()
      for (const place of ['#title', '#meta', '#told', '.row .name', '.row .from', '#by-site'])
        expect(await texts(place)).toContain(shownAs)
      expect(await window.evaluate(() => 'owned' in globalThis)).toBe(false)
      expect(await window.locator('main img, main svg, nav img, nav svg, aside img, aside svg').count()).toBe(0)
      await window.keyboard.press('a')
      const {text} = await savedBy(window, '#export-judgments')
      expect(JSON.parse(text)).toMatchObject({id: words, text: article.data.body})
    })

    test('no name of a site or signal reaches what objects have of their own', async () => {
      const article = articleOf({site: '__proto__', marked: 'Words.\n⟦related: Read on⟧'})
      const [mark] = article.data.marks
      const odd = {...mark!, evidence: [{signal: 'constructor', weight: 1}]}
      const window = await opened(pageWith([{...article, data: {...article.data, marks: [odd]}}]))
      await window.keyboard.press('n')
      expect(await window.locator('#told').innerText()).not.toContain('native code')
      await window.keyboard.press('w')
      const {text} = await savedBy(window, '#export-configuration')
      expect(text).toContain('"__proto__": {')
    })
  })

  test('its policy lets no other script, style or request in', async () => {
    const [policy] = /<meta http-equiv="Content-Security-Policy" content="[^"]*"/.exec(page)!
    expect(policy).toMatch(
      /default-src 'none'; script-src 'sha256-[^']*'; style-src 'sha256-[^']*'; base-uri 'none'; form-action 'none'/,
    )
    const added = page.replace(
      '<body>',
      '<body><script>window.owned = 1</script><p style="color: red" id="styled">x</p>',
    )
    const {page: window, trouble} = await openPage(browser, added)
    const away = 'https://example.com/'
    expect(await window.evaluate(() => 'owned' in globalThis)).toBe(false)
    expect(await window.locator('#styled').evaluate((element) => getComputedStyle(element).color)).not.toBe(
      'rgb(255, 0, 0)',
    )
    expect(
      await window.evaluate(
        (url) =>
          fetch(url).then(
            () => 'sent',
            () => 'refused',
          ),
        away,
      ),
    ).toBe('refused')
    expect(
      await window.evaluate(() => {
        try {
          document.body.innerHTML = '<b>markup</b>'
          return 'written'
        } catch {
          return 'refused'
        }
      }),
    ).toBe('refused')
    const refusals = trouble.filter((line) => line !== `request: ${away}`)
    expect(refusals.length).toBeGreaterThan(2)
    expect(refusals.filter((line) => !/Content Security Policy|TrustedHTML/.test(line))).toEqual([])
    trouble.length = 0
  })

  describe('is accessible', () => {
    test('landmarks, names, and an order of focus', async () => {
      const window = await opened()
      for (const landmark of ['banner', 'navigation', 'search', 'main', 'complementary'] as const)
        expect(await window.getByRole(landmark).count()).toBe(1)
      expect(await window.locator('h1').count()).toBe(1)
      const order: string[] = []
      for (let step = 0; step < 30; step++) {
        await window.keyboard.press('Tab')
        order.push(
          await window.evaluate(() => {
            const {activeElement: at} = document
            return at?.closest('[id]')?.id ?? ''
          }),
        )
      }
      const places = ['export-judgments', 'by-category', 'words', 'list', 'text']
      const seen = order.filter((id, at) => places.includes(id) && order.indexOf(id) === at)
      expect(seen).toEqual(places)
      await window.locator('#more summary').click()
      const unnamed = await window.evaluate(() =>
        [...document.querySelectorAll('button, input, select, summary, [role=listbox], [role=option]')]
          .filter((element) => element.checkVisibility())
          .filter(
            (element) =>
              !element.getAttribute('aria-label') &&
              !element.textContent.trim() &&
              !(element as HTMLInputElement).labels?.[0]?.textContent.trim(),
          )
          .map((element) => element.outerHTML),
      )
      expect(unnamed).toEqual([])
      await window.locator('.skip').focus()
      await window.keyboard.press('Enter')
      expect(await window.locator(':focus').getAttribute('id')).toBe('text')
    })

    test.each(['light', 'dark'] as const)('its colours have contrast in the %s', async (colorScheme) => {
      const marked = categories.map((category) => `⟦${category}: ${category}⟧`).join('\n')
      const window = await opened(pageWith([articleOf({marked, site: 'city.example'})]), {colorScheme})
      const contrasts = await window.evaluate(() => {
        const channels = (color: string): number[] => color.match(/[\d.]+/g)!.map(Number)
        const luminance = (color: string): number => {
          const [red, green, blue] = channels(color).map((value) =>
            value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
          )
          return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
        }
        const groundOf = (element: Element): string => {
          const {backgroundColor} = getComputedStyle(element)
          return channels(backgroundColor)[3] === 0 && element.parentElement
            ? groundOf(element.parentElement)
            : backgroundColor
        }
        const selector =
          '.tag, #text del, .label, #meta, #totals, .facts, .what, .value, button, .empty, .legend > *, #end'
        return [...document.querySelectorAll(selector)].map((element) => {
          const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))]
          return {what: element.className || element.id, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)}
        })
      })
      expect(contrasts.length).toBeGreaterThan(50)
      expect(contrasts.filter(({contrast}) => contrast < 4.5)).toEqual([])
    })

    test('nothing moves for those who want it so', async () => {
      const window = await opened(page, {reducedMotion: 'reduce'})
      expect(
        await window
          .locator('.row')
          .first()
          .evaluate((row) => getComputedStyle(row).transitionDuration),
      ).toBe('0s')
    })
  })

  describe('on a narrow screen', () => {
    const narrow = {viewport: {width: 390, height: 844}}
    const isTooWide = (window: Page): Promise<boolean> =>
      window.evaluate(() => document.documentElement.scrollWidth > innerWidth)

    test('shows the list first, then the article, and goes back', async () => {
      const window = await opened(page, narrow)
      expect(await window.locator('main').isVisible()).toBe(false)
      expect(await isTooWide(window)).toBe(false)
      await open(window, tram.title!)
      expect(await window.locator('nav').isVisible()).toBe(false)
      await window.locator('#text .tag').first().click()
      expect(await window.locator('#evidence').isVisible()).toBe(true)
      expect(await isTooWide(window)).toBe(false)
      await window.keyboard.press('Escape')
      expect(await window.locator('#evidence').isVisible()).toBe(false)
      await window.locator('#back').click()
      expect(await window.locator('#list').isVisible()).toBe(true)
      await window.locator('#overview-button').click()
      expect(await isTooWide(window)).toBe(false)
    })

    test('long words wrap', async () => {
      const long = 'x'.repeat(2000)
      const window = await opened(
        pageWith([articleOf({id: long, site: long, marked: `${long}\n⟦ui: ${long}⟧`, detail: long})]),
        narrow,
      )
      await window.locator('.row').click()
      await window.keyboard.press('n')
      expect(await isTooWide(window)).toBe(false)
      expect(await window.locator('#paper').evaluate((paper) => paper.scrollWidth > paper.clientWidth)).toBe(false)
    })
  })

  test('a damaged page says so, and the rest of it can be used', async () => {
    const [, chunk] = /class="chunk">([^<]*)</.exec(page)!
    const window = await opened(page.replace(chunk!, chunk!.slice(0, 40)), {}, '.row')
    await expect.poll(() => window.locator('#notice').innerText()).toMatch(/^This article can’t be read: /)
    expect(await titleOf(window)).toBe(library.title)
    expect(await window.locator('#text').innerText()).toBe('')
    await open(window, 'refused')
  })

  test('a list of 5,000 articles has few rows in the page, those in sight', async () => {
    const many = Array.from({length: 5000}, (_, number) =>
      articleOf({id: `number ${number}`, marked: `Text ${number}.\n⟦ui: Print⟧`}, number),
    )
    const window = await opened(pageWith(many, 100))
    const rows = window.locator('.row')
    expect(await rows.count()).toBeLessThan(40)
    await window.locator('#list').evaluate((list) => list.scrollTo(0, list.scrollHeight))
    await expect.poll(async () => (await names(window)).at(-1)).toBe('number 4999')
    expect(await rows.count()).toBeLessThan(40)
    expect(await rows.last().getAttribute('aria-posinset')).toBe('5000')
    await rows.last().click()
    await expect.poll(() => window.locator('#text').innerText()).toContain('Text 4999.')
    await window.locator('#words').fill('Text 321.')
    await expect.poll(() => names(window)).toEqual(['number 321'])
  })
})

test('the build puts the page where the command line finds it', () => {
  const {scripts} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  expect(scripts['build']).toContain('scripts/build-page.mjs')
  expect(buildPage().split('<!--data-->')).toHaveLength(2)
})
