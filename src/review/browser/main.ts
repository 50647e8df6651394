/** The review page: puts its parts together. */
import {drawCategories, drawConfidence, drawSites, totalsIn} from './charts.ts'
import {byId} from './dom.ts'
import {saveConfiguration, saveJudgments} from './download.ts'
import {createFilterForm} from './filter-form.ts'
import {createChoice} from './filters.ts'
import {listenForKeys} from './keys.ts'
import {createList} from './list.ts'
import {openMarks, type Marks} from './marks.ts'
import {createReading} from './reading.ts'
import {fillRow} from './row.ts'
import {startSearch} from './search.ts'
import {openStore, type Store} from './store.ts'
import {count, counted, percent} from './words.ts'

/** As in the style: there is room for the list and the article side by side, and for the evidence too. */
const [TWO, THREE] = ['(min-width: 701px)', '(min-width: 1100px)']

/** So many of the sites that lose most have a bar. */
const SITES = 5

const element = (id: string): HTMLElement => byId(id, HTMLElement)

/** Says what was done, to those who hear the page. */
const say = (said: string): void => {
  element('said').textContent = said
}

const notify = (said: string): void => {
  element('notice').textContent = said
  element('notice').hidden = false
}

async function start(): Promise<void> {
  const store = await openStore(document)
  const {name, digest, articles} = store.index
  const marks = openMarks(digest, () => localStorage)
  document.title = `${name} – untail review`
  element('name').textContent = name

  let listed: readonly number[] = []
  let current = -1
  const list = createList(
    element('list'),
    (row, article) => fillRow(row, articles[article]!, marks.isJudged(article)),
    (article) => read(article),
  )
  const tellPlace = (): void => {
    const place = listed.indexOf(current)
    element('article-place').textContent = place < 0 ? '' : `${count(place + 1)} of ${count(listed.length)}`
  }
  const tellProgress = (): void => {
    element('progress').textContent = `${count(marks.judged().length)} of ${count(articles.length)} judged`
    if (marks.fleeting) notify('This browser keeps no marks of this page: export them before you close it.')
  }
  const reading = createReading(store, marks, {
    say,
    onOpen: (article) => {
      current = article
      list.select(article)
      tellPlace()
    },
    onJudged: () => {
      list.refresh()
      tellProgress()
    },
    onDamage: (error) => notify(`This article can’t be read: ${String(error)}`),
  })
  const read = (article: number): void => {
    document.body.classList.add('reading')
    void reading.open(article)
  }

  const choose = createChoice(store.index)
  let search = startSearch(store, '', () => {})
  const update = (): void => {
    listed = choose(form.filter, marks.isJudged, search.found)
    list.show(listed)
    tellPlace()
    const all =
      listed.length === articles.length
        ? counted(listed.length, 'article')
        : `${count(listed.length)} of ${counted(articles.length, 'article')}`
    element('found').textContent = search.done < 1 ? `${all}, searching the texts: ${percent(search.done, 1)}` : all
    for (const one of document.querySelectorAll('#by-category button, #by-site button'))
      one.setAttribute('aria-pressed', String(form.isChosen(one as HTMLElement)))
  }
  const form = createFilterForm(store.index, (isOther) => {
    if (isOther) {
      search.stop()
      search = startSearch(store, form.filter.words, updateSoon)
    }
    update()
    list.reveal()
    say(element('found').textContent)
  })
  let isSoon = false
  const updateSoon = (): void => {
    if (isSoon) return
    isSoon = true
    setTimeout(() => {
      isSoon = false
      update()
    }, 200)
  }

  drawOverview(store, form.choose)
  tellProgress()
  update()
  wireActions(store, marks, list.beside, read, reading.leave)
  if (listed[0] !== undefined) await reading.open(listed[0])
}

function drawOverview({index}: Store, choose: (field: 'category' | 'site', value: string) => void): void {
  const {totals} = index
  element('totals').textContent = totalsIn(index)
  drawCategories(element('by-category'), totals, (category) => choose('category', category))
  drawConfidence(element('by-confidence'), totals)
  drawSites(element('by-site'), totals.sites.slice(0, SITES), (site) => choose('site', site))
  element('sites-figure').hidden = totals.sites.length === 0
}

/** Makes the buttons and keys do what they say that is not of one article. */
function wireActions(
  store: Store,
  marks: Marks,
  beside: (steps: number) => number | undefined,
  read: (article: number) => void,
  leave: () => boolean,
): void {
  const step = (steps: number): void => {
    const article = beside(steps)
    if (article !== undefined) read(article)
  }
  document.querySelector('[data-key="j"]')!.addEventListener('click', () => step(1))
  document.querySelector('[data-key="k"]')!.addEventListener('click', () => step(-1))

  const back = (): void => {
    document.body.classList.remove('reading')
    element('list').focus()
  }
  element('back').addEventListener('click', back)
  const isReading = (): boolean => document.body.classList.contains('reading')
  listenForKeys(element('keys'), () => {
    if (!leave() && isReading() && !matchMedia(TWO).matches) back()
  })
  document.querySelector('.skip')!.addEventListener('click', () => document.body.classList.add('reading'))

  const overview = element('overview')
  const button = element('overview-button')
  const open = (isOpen: boolean): void => {
    overview.hidden = !isOpen
    button.setAttribute('aria-expanded', String(isOpen))
  }
  open(matchMedia(THREE).matches)
  button.addEventListener('click', () => open(overview.hidden !== false))

  const help = byId('help', HTMLDialogElement)
  element('help-button').addEventListener('click', () => help.showModal())
  const onExport = (id: string, exporting: typeof saveJudgments): void =>
    element(id).addEventListener('click', () => {
      exporting(store, marks).then(notify, (error: unknown) => notify(`The export failed: ${String(error)}`))
    })
  onExport('export-judgments', saveJudgments)
  onExport('export-configuration', saveConfiguration)
}

start().catch((error: unknown) => notify(`This page can’t be read: ${String(error)}`))
