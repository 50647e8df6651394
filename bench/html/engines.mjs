// The engines. Each is loaded by the process that runs it, and by no other: `await engines[name]()` gives a function from a page to its
// article, as HTML where the engine gives HTML, else as text. All run with their defaults.
import {textOf} from './pages.mjs'

/** Some pages came without their address, and some engines give nothing without one. */
const addressOf = (page) => page.url ?? 'https://page.invalid/article'

/** Readability's answer; it gives null where it finds no article. */
const answer = (article) => ({html: article?.content ?? ''})

/** untail with the weights it ships, from the build in `dist`. */
export async function loadUntail() {
  const {createClean, loadRules} = await import('../../dist/index.js')
  return createClean(loadRules())
}

export const engines = {
  untail: async () => {
    const clean = await loadUntail()
    return ({id, html, url}) => {
      const {status, reason, text} = clean({id, form: 'html', body: html, ...(url && {url})})
      if (status === 'failed') throw new Error(reason)
      return {text}
    }
  },
  'readability+jsdom': async () => {
    const [{Readability}, {JSDOM, VirtualConsole}] = await Promise.all([
      import('@mozilla/readability'),
      import('jsdom'),
    ])
    return (page) => {
      // A console of its own that nobody listens to: style sheets jsdom can't read are reported there.
      const {window} = new JSDOM(page.html, {url: addressOf(page), virtualConsole: new VirtualConsole()})
      try {
        return answer(new Readability(window.document).parse())
      } finally {
        window.close()
      }
    }
  },
  'readability+linkedom': async () => {
    const [{Readability}, {parseHTML}] = await Promise.all([import('@mozilla/readability'), import('linkedom')])
    return (page) => answer(new Readability(parseHTML(page.html).document).parse())
  },
  defuddle: async () => {
    const [{Defuddle}, {parseHTML}] = await Promise.all([import('defuddle/node'), import('linkedom')])
    // Without `useAsync: false` it asks services on the net about some sites.
    return async (page) => ({
      html: (await Defuddle(parseHTML(page.html).document, addressOf(page), {useAsync: false})).content,
    })
  },
  'article-extractor': async () => {
    const {extractFromHtml} = await import('@extractus/article-extractor')
    return async (page) => answer(await extractFromHtml(page.html, addressOf(page)))
  },
  'rehype-parse+to-text': async () => {
    const [{unified}, {default: rehypeParse}, {toText}] = await Promise.all([
      import('unified'),
      import('rehype-parse'),
      import('hast-util-to-text'),
    ])
    const parser = unified().use(rehypeParse).freeze()
    return (page) => ({text: toText(parser.parse(page.html))})
  },
  parse5: async () => (page) => ({text: textOf(page.html)}),
}
