/** A run as metrics for Prometheus, in the text format that the node exporter's textfile collector reads. */
import type {Report} from './report.ts'

/** What a run knows besides its report. */
export interface RunFacts {
  /** Exit code. */
  readonly code: number
  /** When it ended, in seconds since 1970. */
  readonly ended: number
  /** How long it took, in seconds. */
  readonly seconds: number
  /** How many bytes of sources were read. */
  readonly bytes: number
  readonly guardsTripped: number
  /** When a run last ended well, in seconds since 1970, if it is known. */
  readonly lastSuccess?: number
}

/** @param report `undefined` for a run that broke off: how far it came says nothing of the corpus. */
export function metricsText(report: Report | undefined, facts: RunFacts): string {
  const {code, ended, seconds, bytes, guardsTripped, lastSuccess} = facts
  const lines: string[] = []
  const metric = (name: string, help: string, values: readonly (readonly [labels: string, value: number])[]): void => {
    lines.push(`# HELP untail_${name} ${help}`, `# TYPE untail_${name} gauge`)
    for (const [labels, value] of values) lines.push(`untail_${name}${labels} ${value}`)
  }
  if (report) {
    const {all, sites} = report
    metric(
      'articles',
      'Articles of the last run, by what became of them.',
      statuses.map((status) => [`{status="${status}"}`, all[status]]),
    )
    metric('characters', 'Characters (UTF-16) of the bodies that were read.', [['', all.characters]])
    metric(
      'removed_characters',
      'Characters taken out, by category.',
      Object.entries(all.removed)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([category, characters]) => [`{category="${category}"}`, characters]),
    )
    metric('sites', 'Sites seen.', [['', sites.size]])
    metric('read_bytes', 'Bytes of sources that were read.', [['', bytes]])
  }
  metric('duration_seconds', 'How long the last run took.', [['', seconds]])
  metric('guards_tripped', 'Guards that kept the old output in place.', [['', guardsTripped]])
  metric('exit_code', 'Exit code of the last run.', [['', code]])
  metric('last_run_timestamp_seconds', 'When the last run ended.', [['', ended]])
  if (lastSuccess !== undefined)
    metric('last_success_timestamp_seconds', 'When a run last replaced its output.', [['', lastSuccess]])
  return `${lines.join('\n')}\n`
}

const statuses = ['clean', 'cleaned', 'refused', 'failed'] as const

/** The time of the last success that metrics tell, so that a run that fails can pass it on. */
export function lastSuccessIn(metrics: string): number | undefined {
  const found = /^untail_last_success_timestamp_seconds (\S+)$/m.exec(metrics)?.[1]
  return found === undefined ? undefined : Number(found)
}
