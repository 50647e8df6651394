/** The article that is read, and judging it. */
import type {ArticleData} from '../data.ts'
import {drawArticle, type Drawn} from './article.ts'
import {byId} from './dom.ts'
import {tellOf, verdictsOf} from './evidence.ts'
import {drawHeading} from './heading.ts'
import {allRight, toggled, verdictOn, withMissed, withoutMissed} from './judgment.ts'
import {missedIn} from './lines.ts'
import type {Marks} from './marks.ts'
import {createMissedForm} from './missed-form.ts'
import {listenForMarks} from './pointing.ts'
import type {Store} from './store.ts'
import type {Judgment, Missed, Verdict} from './types.ts'
import {count, counted} from './words.ts'

export interface Reading {
  /** Shows an article; when others are asked for meanwhile, the last one. */
  readonly open: (article: number) => Promise<void>
  /** Lets go of what is selected or looked at. Whether there was anything. */
  readonly leave: () => boolean
}

/** Whom to tell. */
interface Around {
  /** Says what was done, to those who hear the page. */
  readonly say: (said: string) => void
  readonly onOpen: (article: number) => void
  /** Something was said of an article, or taken back. */
  readonly onJudged: () => void
  /** An article can't be read. */
  readonly onDamage: (error: unknown) => void
}

/** Which article is shown, which of its marks is looked at (-1: none), and what is selected in it. */
interface Open {
  readonly article: number
  readonly data: ArticleData
  readonly drawn: Drawn
  readonly looked: number
  readonly selected: readonly Missed[]
}

export function createReading(store: Store, marks: Marks, {say, onOpen, onJudged, onDamage}: Around): Reading {
  const text = byId('text', HTMLElement)
  const evidence = byId('evidence', HTMLElement)
  let wanted = -1
  let open: Open | undefined

  const look = (looked: number): void => {
    forgetPointer()
    if (!open) return
    open = {...open, looked}
    const {article, drawn} = open
    const shown = drawn.marks[looked]
    drawn.look(looked)
    tellOf(shown, store.index.says, marks.of(article))
    byId('mark-word', HTMLElement).hidden = !shown
    byId('mark-place', HTMLElement).textContent = shown
      ? `${count(looked + 1)} of ${count(drawn.marks.length)}`
      : counted(drawn.marks.length, 'mark')
  }
  const forgetPointer = listenForMarks(text, look)
  text.addEventListener('click', ({target, detail}) => {
    // A key pressed the button of a mark: on to what it shows.
    if (detail === 0 && target instanceof HTMLButtonElement) evidence.focus()
  })

  /** Draws the open article anew, and looks at the mark that starts at a place. */
  const redraw = (place: number | undefined): void => {
    if (!open) return
    const hadFocus = text.contains(document.activeElement)
    const drawn = drawArticle(text, open.data, marks.of(open.article))
    open = {...open, drawn}
    look(drawn.marks.findIndex(({mark}) => mark.start === place))
    if (hadFocus) (drawn.tag(open.looked) ?? text).focus({preventScroll: true})
  }

  const placeOf = ({drawn, looked}: Open): number | undefined => drawn.marks[looked]?.mark.start

  const judge = (said: string, judgment: Judgment, place: number | undefined): void => {
    if (!open) return
    marks.say(open.article, judgment)
    redraw(place)
    onJudged()
    say(said)
  }

  const judgeMark = (verdict: Verdict): void => {
    const shown = open?.drawn.marks[open.looked]
    if (!open || !shown || shown.kind === 'missed') return
    const before = marks.of(open.article)
    const said = verdictOn(shown, before) === verdict ? 'Not judged any more' : verdictsOf[shown.kind][verdict]
    judge(said, toggled(before, shown.number, verdict), shown.mark.start)
  }

  const judgeAll = (): void => {
    if (open) judge('All right but for what is wrong', allRight(marks.of(open.article), open.data), placeOf(open))
  }

  const undo = (): void => {
    const article = marks.undo()
    if (article === undefined) return say('Nothing to undo')
    if (article === open?.article) redraw(placeOf(open))
    else void show(article)
    onJudged()
    say('Undone')
  }

  const takeBack = (): void => {
    const shown = open?.drawn.marks[open.looked]
    if (!open || shown?.kind !== 'missed') return
    text.focus({preventScroll: true})
    judge('Taken back', withoutMissed(marks.of(open.article), shown.number), undefined)
  }

  const form = createMissedForm((category) => {
    if (!open) return
    const added = open.selected.map((stretch) => ({...stretch, category}))
    deselect()
    judge(`Should have gone: ${category}`, withMissed(marks.of(open.article), added), added[0]?.start)
  })

  const select = (selected: readonly Missed[]): void => {
    if (!open) return
    open = {...open, selected}
    const {body = ''} = open.data
    form.offer(selected.map(({start, end}) => body.slice(start, end)).join(' … '))
  }

  const deselect = (): void => {
    getSelection()?.removeAllRanges()
    text.focus({preventScroll: true})
    select([])
  }

  document.addEventListener('selectionchange', () => {
    if (open?.data.body !== undefined && !form.isUsed()) select(missedIn(open.data, open.drawn.selected(), 'related'))
  })

  const go = (step: number): void => {
    if (!open || open.drawn.marks.length === 0) return
    const {looked, drawn} = open
    const last = drawn.marks.length - 1
    const next = looked < 0 && step < 0 ? last : Math.min(last, Math.max(0, looked + step))
    if (next === looked) say(step > 0 ? 'This is the last mark' : 'This is the first mark')
    look(next)
    drawn.tag(next)?.focus({preventScroll: true})
    drawn.tag(next)?.scrollIntoView({block: 'center'})
  }

  const show = async (article: number): Promise<void> => {
    wanted = article
    onOpen(article)
    const data = await store.article(article).catch(onDamage)
    if (wanted !== article) return
    drawHeading(store.index.articles[article]!, data ?? {body: '', marks: []})
    if (!data) {
      open = undefined
      text.replaceChildren()
      return
    }
    open = {article, data, drawn: drawArticle(text, data, marks.of(article)), looked: -1, selected: []}
    select([])
    look(-1)
    byId('paper', HTMLElement).scrollTop = 0
  }

  const leave = (): boolean => {
    if (open && open.selected.length > 0) deselect()
    else if (open && open.looked >= 0) {
      const isInEvidence = evidence.contains(document.activeElement)
      // What gets the focus is looked at: that comes first.
      if (isInEvidence) open.drawn.tag(open.looked)?.focus({preventScroll: true})
      look(-1)
    } else return false
    return true
  }

  const onPress = (selector: string, act: () => void): void =>
    document.querySelector(selector)!.addEventListener('click', act)
  onPress('[data-key="r"]', () => judgeMark('right'))
  onPress('[data-key="w"]', () => judgeMark('wrong'))
  onPress('[data-key="a"]', judgeAll)
  onPress('[data-key="u"]', undo)
  onPress('[data-key="n"]', () => go(1))
  onPress('[data-key="p"]', () => go(-1))
  onPress('#take-back', takeBack)
  onPress('#close', leave)
  return {open: show, leave}
}
