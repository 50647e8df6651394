/** How a run speaks: on stderr, in words or as JSON. It says how far it is: on a terminal in a line, as JSON now and then. */
import {removedOf, type Counts, type Report} from '../report.ts'
import type {Failure} from '../run/piece.ts'
import type {Result} from '../run/run.ts'
import type {Settings} from './settings.ts'
import type {Surroundings} from './surroundings.ts'

export interface Voice {
  readonly failed: (failure: Pick<Failure, 'id' | 'place' | 'reason'>) => void
  readonly progress: (report: Report, bytes: number) => void
  readonly ended: (result: Result, seconds: number) => void
  /** Takes the line away that says how far it is. */
  readonly clear: () => void
}

/** So often the line on a terminal is written anew, in milliseconds. */
const OFTEN = 200
/** So often JSON says how far it is: a log keeps it all. */
const SELDOM = 2000

/**
 * @param total How many bytes of sources there are, when that is known.
 * @param now Milliseconds on a clock that only goes forward.
 */
export function createVoice(
  stderr: Surroundings['stderr'],
  {log, quiet}: Pick<Settings, 'log' | 'quiet'>,
  total: number | undefined,
  now: () => number,
): Voice {
  const start = now()
  const isLive = stderr.isTTY === true && log === 'text' && !quiet
  let shown = 0
  let logged = start
  const clear = (): void => {
    if (shown > 0) stderr.write('\r\u001B[K')
    shown = 0
  }
  const say = (text: string, event: object): void => {
    clear()
    stderr.write(log === 'json' ? `${JSON.stringify(event)}\n` : `${text}\n`)
  }
  return {
    clear,
    failed({id, place, reason}) {
      say(`untail: ${place}: ${reason}`, {event: 'failed', id, place, reason})
    },
    progress({all}, bytes) {
      if (log === 'json' && !quiet && now() - logged >= SELDOM) {
        logged = now()
        say('', {event: 'progress', articles: all.articles, failed: all.failed, bytes})
      }
      if (!isLive || now() - shown < OFTEN) return
      clear()
      shown = now()
      const line = progressLine(all, bytes, total, (shown - start) / 1000)
      stderr.write(line.slice(0, (stderr.columns ?? 80) - 1))
    },
    ended({report, tripped, waiting, vanished, pruned}, seconds) {
      clear()
      if (vanished.length > 0) {
        const which = named(vanished)
        const what = pruned ? 'outputs removed' : 'outputs kept (--prune removes them)'
        say(`untail: gone since the last run: ${count(vanished.length, 'source')}, ${what}: ${which}`, {
          event: 'vanished',
          sources: vanished,
          pruned,
        })
      }
      for (const reason of tripped) say(`untail: guard: ${reason}`, {event: 'guard', reason})
      if (tripped.length > 0) {
        const worst = report.mostChanged.map(
          ({id, removed, characters}) => `${id} (${number(removed)} of ${number(characters)})`,
        )
        say(
          `untail: nothing was replaced; the new output waits in ${waiting.join(', ')}; most changed: ${worst.join(', ')}`,
          {event: 'kept', waiting, mostChanged: report.mostChanged},
        )
      }
      if (!quiet) say(summary(report.all), {event: 'done', seconds, ...report.all})
    },
  }
}

function progressLine(counts: Counts, bytes: number, total: number | undefined, seconds: number): string {
  const speed = seconds > 0 ? bytes / 1e6 / seconds : 0
  const share = total === undefined || total === 0 ? undefined : Math.min(1, bytes / total)
  const left =
    share === undefined || share === 0
      ? []
      : [`${Math.floor(100 * share)} %`, `${clock((seconds / share) * (1 - share))} left`]
  return [
    `${number(counts.articles)} articles`,
    `${speed.toFixed(1)} MB/s`,
    `${number(counts.cleaned)} changed`,
    `${number(counts.failed)} failed`,
    ...left,
  ].join('  ')
}

/** One line on what a run has done. */
export function summary(counts: Counts): string {
  const removed = Object.entries(counts.removed).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const total = removedOf(counts)
  const byCategory = removed.map(([category, characters]) => `${category} ${number(characters)}`).join(', ')
  const statuses = (['cleaned', 'clean', 'refused', 'failed'] as const)
    .map((status) => `${number(counts[status])} ${status}`)
    .join(', ')
  return (
    `${count(counts.articles, 'article')}: ${statuses}; ` +
    `${number(total)} of ${number(counts.characters)} characters taken out${total > 0 ? ` (${byCategory})` : ''}`
  )
}

const number = (value: number): string => value.toLocaleString('en-US')
const count = (value: number, what: string): string => `${number(value)} ${what}${value === 1 ? '' : 's'}`

/** Some names of many. */
const named = (names: readonly string[]): string =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${number(names.length - 10)} more` : names.join(', ')

/** Seconds as a clock shows them: 1:02:03 */
function clock(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor) as [
    number,
    number,
    number,
  ]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
