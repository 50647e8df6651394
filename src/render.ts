/** An outcome as it is written. */
import type {Article, Outcome, Rendering} from './model.ts'

/**
 * What is left of an article, in the form asked for. A text is a text whatever is asked for; of a page that could not be
 * read there is the source and nothing else.
 *
 * @param outcome What `clean` made of the article.
 */
export type Render = (outcome: Outcome, article: Article) => string

/** Makes it. Markdown is loaded when it is asked for: it takes as long to load as all else. */
export async function renderer(to: Rendering): Promise<Render> {
  const toMarkdown = to === 'markdown' ? (await import('./markdown.ts')).toMarkdown : undefined
  return (outcome, {form}) => {
    if (form === 'text' || to === 'html') return outcome.clean
    if (outcome.text === undefined) return ''
    // A byte order mark is no word of the page, but parsers take it for one.
    return toMarkdown ? toMarkdown(outcome.clean.replace(/^\uFEFF/, '')) : outcome.text
  }
}
