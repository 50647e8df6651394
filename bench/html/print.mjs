// The tables of the bench.
import {median} from './measure.mjs'

const percent = (value) => (value * 100).toFixed(1)

/** Prints rows under a head, the first column to the left and the others to the right. */
function table(title, head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const padded = (cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))
  console.log(`\n${title}`)
  for (const row of [head, ...rows]) console.log(`  ${row.map(padded).join('  ')}`)
}

/** @param quality By engine: `{all, sets}`, each a `summary`. */
export function printQuality(quality) {
  const rows = Object.entries(quality)
  table(
    'Quality, means over pages, % (near: F1 of 98 and more; trailing: share of the words that stand behind the end of the article)',
    ['engine', 'pages', 'failed', 'empty', 'F1', 'precision', 'recall', 'exact', 'near', 'trailing'],
    rows.map(([name, {all}]) => [
      name,
      ...[all.pages, all.failed, all.empty].map(String),
      ...[all.f1, all.precision, all.recall, all.exact, all.near, all.trailing].map(percent),
    ]),
  )
  const sets = Object.entries(rows[0]?.[1].sets ?? {})
  for (const [figure, name] of Object.entries({f1: 'F1', exact: 'exact', near: 'near', trailing: 'trailing'}))
    table(
      `${name} by set (pages)`,
      ['engine', ...sets.map(([set, {pages}]) => `${set} (${pages})`)],
      rows.map(([engine, summaries]) => [engine, ...sets.map(([set]) => percent(summaries.sets[set][figure]))]),
    )
}

/** The engines that the others' speed is compared with. */
const yardsticks = ['rehype-parse+to-text', 'readability+jsdom']

/** @param speed By engine: its rounds. */
export function printSpeed(speed) {
  const rows = Object.entries(speed)
  const [first] = rows[0][1]
  table(
    `Speed: ${first.pages} pages of ${first.megabytes.toFixed(1)} MB, ${rows[0][1].length} rounds, medians (×: how many times as fast, by CPU time of the same round)`,
    [
      'engine',
      'pages/CPU-s',
      'MB/CPU-s',
      'pages/s wall',
      'MB/s wall',
      'memory MB',
      ...yardsticks.map((name) => `× ${name}`),
    ],
    rows.map(([name, rounds]) => {
      const of = (figure) => median(rounds.map(figure))
      return [
        name,
        of(({pages, cpu}) => pages / cpu).toFixed(1),
        of(({megabytes, cpu}) => megabytes / cpu).toFixed(2),
        of(({pages, wall}) => pages / wall).toFixed(1),
        of(({megabytes, wall}) => megabytes / wall).toFixed(2),
        of(({memory}) => memory).toFixed(0),
        ...yardsticks.map((yard) =>
          speed[yard] ? of(({cpu}, round) => speed[yard][round].cpu / cpu).toFixed(2) : '-',
        ),
      ]
    }),
  )
}

/** @param second By engine: sums of `taken`, and F1 before and after. */
export function printSecond(second) {
  table(
    "Second stage: what untail takes out of each engine's own output, in words (noise: not in the reference; body: in it), and F1",
    ['engine', 'pages', 'failed', 'noise', 'taken', '%', 'body', 'lost', '%', 'F1 before', 'after'],
    Object.entries(second).map(([name, sum]) => [
      name,
      ...[sum.pages, sum.failed, sum.noiseBefore, sum.noise].map(String),
      percent(sum.noise / sum.noiseBefore),
      ...[sum.bodyBefore, sum.body].map(String),
      ((100 * sum.body) / sum.bodyBefore).toFixed(2),
      percent(sum.f1Before),
      percent(sum.f1After),
    ]),
  )
}
