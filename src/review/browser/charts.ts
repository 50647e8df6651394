/** The totals, in words and as small charts. What can be chosen in a chart is a filter. */
import {categories, type Category} from '../../model.ts'
import {bins, type Index, type SiteTotals, type Totals} from '../data.ts'
import {draw, foreign, make} from './dom.ts'
import {count, counted, percent, sumOf} from './words.ts'

/** The totals as one line. */
export function totalsIn({totals, shown, articles: listed}: Index): string {
  const {articles, statuses, characters, removed, suspects} = totals
  const some = (value: number, said: string): string[] => (value > 0 ? [`${count(value)} ${said}`] : [])
  return [
    counted(articles, 'article'),
    `${count(statuses.cleaned)} changed`,
    `${count(statuses.clean)} clean`,
    ...some(statuses.refused, 'refused'),
    ...some(statuses.failed, 'failed'),
    `${counted(sumOf(removed), 'character')} removed (${percent(sumOf(removed), characters)})`,
    ...some(suspects, 'suspects'),
    ...(listed.length < shown ? [`${count(listed.length)} of ${count(shown)} to look at are here`] : []),
  ].join(' · ')
}

/** Characters removed by category: a button each, which chooses it. */
export function drawCategories(box: HTMLElement, {removed}: Totals, choose: (category: Category) => void): void {
  const all = sumOf(removed)
  const most = Math.max(...Object.values(removed), 1)
  const found = categories.filter((category) => (removed[category] ?? 0) > 0)
  box.replaceChildren(
    ...found
      .toSorted((a, b) => removed[b]! - removed[a]!)
      .map((category) => {
        const value = removed[category]!
        const said = `${category}: ${counted(value, 'character')}, ${percent(value, all)}`
        return bar(
          {class: category, 'data-category': category, 'aria-label': said, title: said},
          value / most,
          () => choose(category),
          [category, percent(value, all)],
        )
      }),
  )
}

/** The sites that lose most: a button each, which chooses it. */
export function drawSites(box: HTMLElement, sites: readonly SiteTotals[], choose: (site: string) => void): void {
  const most = Math.max(...sites.map(({removed}) => removed), 1)
  box.replaceChildren(
    ...sites.map(({site, articles, characters, removed}) => {
      const said = `${site}: ${counted(removed, 'character')} of ${counted(articles, 'article')}, ${percent(removed, characters)} of its text`
      return bar({'data-site': site, 'aria-label': said, title: said}, removed / most, () => choose(site), [
        foreign(site),
        percent(removed, characters),
      ])
    }),
  )
}

function bar(
  attributes: Readonly<Record<string, string>>,
  share: number,
  choose: () => void,
  [name, value]: readonly [Node | string, string],
): HTMLElement {
  const filled = make('span', {class: 'bar'})
  filled.style.width = `${100 * share}%`
  const button = make(
    'button',
    {...attributes, type: 'button', 'aria-pressed': 'false'},
    make('span', {class: 'what'}, name),
    make('span', {class: 'value'}, value),
    make('span', {class: 'track'}, filled),
  )
  button.addEventListener('click', choose)
  return make('li', {}, button)
}

/** How high the histogram is drawn, and how wide a bin, in its own units. */
const [HEIGHT, WIDTH] = [60, 10]

/** Removed characters by confidence. */
export function drawConfidence(box: HTMLElement, {confidence}: Totals): void {
  const most = Math.max(...confidence, 1)
  const all = confidence.reduce((sum, value) => sum + value, 0)
  const rangeOf = (bin: number): string => `${(bin / bins).toFixed(2)} to ${((bin + 1) / bins).toFixed(2)}`
  const said = confidence.flatMap((value, bin) => (value > 0 ? [`${rangeOf(bin)}: ${percent(value, all)}`] : []))
  const drawing = draw('svg', {
    viewBox: `0 0 ${bins * WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `Removed characters by confidence. ${said.join('; ')}`,
  })
  for (const [bin, value] of confidence.entries()) {
    // What is there is seen, however little it is.
    const height = value > 0 ? Math.max(1.5, (HEIGHT * value) / most) : 0
    const place = {x: bin * WIDTH + 1, y: HEIGHT - height, width: WIDTH - 2, height, class: 'bin'}
    drawing.append(draw('rect', place, draw('title', {}, `${rangeOf(bin)}: ${counted(value, 'character')}`)))
  }
  box.replaceChildren(drawing)
}
