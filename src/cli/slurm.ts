/** A corpus to clean → the bash script that has Slurm clean it: an array of tasks, a shard each, and a merge behind them. */

/** What the script is to do. */
export interface SlurmPlan {
  /** The working folder: where all relative paths start from. */
  readonly folder: string
  readonly inputs: readonly string[]
  /** Where the merge writes. */
  readonly out: string
  /** What the names of shards' outputs end with: nothing for folders, else `.jsonl` or the like. */
  readonly suffix: string
  readonly shards: number
  /** Flags of `untail clean` for every shard. */
  readonly clean: readonly string[]
  /** Flags of `untail merge`. */
  readonly merge: readonly string[]
  /** Flags of `untail learn`, when a profile of the corpus is to be learned first. */
  readonly learn: readonly string[] | undefined
  /** A folder for what failed, with one in it for each shard. */
  readonly quarantine: string | undefined
  /** How many tasks run at a time. */
  readonly arrayLimit: number | undefined
  /** What a task asks for, by the options of sbatch. Values are without white space. */
  readonly asks: Readonly<Record<string, string | number | undefined>>
}

/** Writes the script. The same plan gives the same bytes. */
export function slurmScript({folder, inputs, out, suffix, shards, arrayLimit, asks, ...plan}: SlurmPlan): string {
  const asked = Object.entries(asks).filter(([, value]) => value !== undefined)
  const sources = `-- ${words(inputs)}`
  const manifest = suffix === '' ? '/manifest.json' : '.manifest.json'
  const clean = [
    words(['untail', 'clean', ...plan.clean]),
    ...(plan.learn ? ['--profile "$place/profile.json"'] : []),
    ...(plan.quarantine === undefined ? [] : [`--quarantine ${words([plan.quarantine])}/"$shard"`]),
    `--jobs "$SLURM_CPUS_PER_TASK" --shard "$shard/$shards" --out "$place/$shard"${suffix} ${sources}`,
  ]
  return `#!/usr/bin/env bash
#SBATCH --job-name=untail
${asked.map(([name, value]) => `#SBATCH --${name}=${value}\n`).join('')}#SBATCH --requeue
#SBATCH --open-mode=append

# Written by "untail plan". Cleans a corpus in ${shards} shards, tasks of a Slurm array, and merges them in a job behind it.
#   bash <this file>                  submits all: on a machine that has sbatch, and sees the disk that the nodes see
#   bash <this file> resume <folder>  submits what is not done of an earlier submission; it has named its folder
# A shard is done when its last file is there. It may be killed, requeued, or done twice: nothing is lost, nothing doubled.
set -euo pipefail

script=$(realpath -- "$0")
cd -- ${words([folder])}
export PATH="$PWD/node_modules/.bin:$PATH"

out=${words([out])}
shards=${shards}
step=\${1-submit}
place=\${2-}
shard=\${SLURM_ARRAY_TASK_ID-}

${plan.learn ? learnSteps(plan.learn, sources) : ''}clean() {
  unless "$place/$shard${manifest}" ${clean.join(' \\\n    ')}
}

merge() {
  unless '' untail merge ${words([...plan.merge, '--out'])} "$out" -- "$place"
}

# Runs a command, unless the file is there that it leaves last. 75 says that its place is taken: an attempt at the same, on a
# node that was given up, holds it for up to five minutes more.
unless() {
  local file=$1 code=0
  shift
  while [[ ! -e $file ]]; do
    code=0
    "$@" || code=$?
    ((code == 75)) || return "$code"
    sleep 20
  done
}

# Submits a step, with more flags of sbatch, behind the job $behind, if there is one; the next goes behind this one then.
submit() {
  local name=$1 log=$2
  shift 2
  behind=$(sbatch --parsable --kill-on-invalid-dep=yes --chdir="$place/logs" --output="$log" \\
    \${behind:+"--dependency=afterok:$behind"} "$@" "$script" "$name" "$place")
  behind=\${behind%%;*}
  echo "$name: job $behind"
}

# Submits the tasks of a step whose last files, from before to behind the number, are not there.
submit_tasks() {
  local name=$1 number from='' tasks=''
  for ((number = 1; number <= shards + 1; number++)); do
    if ((number <= shards)) && [[ ! -e $place/$2$number$3 ]]; then
      from=\${from:-$number}
    elif [[ -n $from ]]; then
      tasks+=,$from-$((number - 1))
      from=
    fi
  done
  [[ -z $tasks ]] || submit "$name" "$name.%a.log" --array="\${tasks#,}${arrayLimit === undefined ? '' : `%${arrayLimit}`}"
}

case $step in
  submit | resume)
    if [[ $step == submit ]]; then
      mkdir -p -- "$out.shards"
      place=$(mktemp -d -- "$out.shards/XXXXXX")
      mkdir -- "$place/logs"${plan.learn ? ' "$place/counts"' : ''}
    elif [[ ! -d $place/logs ]]; then
      echo "No submission in \\"$place\\", expected the folder that it named" >&2
      exit 2
    fi
    command -v untail > /dev/null || { echo 'No untail on the PATH' >&2 && exit 2; }
    place=$(realpath -- "$place")
    behind=
${plan.learn ? learnSubmissions : ''}    submit_tasks clean '' ${manifest}
    submit merge merge.log
    echo "Shards and logs: $place"
    ;;
  ${plan.learn ? 'learn | clean' : 'clean'})
    code=0
    "$step" || code=$?
    # 1 says that some articles failed: all others are done, and the merge ends with 1 then.
    ((code == 1)) || exit "$code"
    ;;
  ${plan.learn ? 'profile | merge' : 'merge'}) "$step" ;;
  *)
    echo "Unexpected \\"$step\\", expected nothing, or resume <folder>" >&2
    exit 2
    ;;
esac
`
}

const learnSteps = (learn: readonly string[], sources: string): string => `learn() {
  unless "$place/counts/$shard.tally" ${words(['untail', 'learn', ...learn])} \\
    --shard "$shard/$shards" --out "$place/counts/$shard.tally" ${sources}
}

profile() {
  unless "$place/profile.json" untail merge --profile --out "$place/profile.json" -- "$place"/counts/*.tally
}

`

const learnSubmissions = `    submit_tasks learn counts/ .tally
    [[ -e $place/profile.json ]] || submit profile profile.log
`

/** Words as bash reads them: what it might read otherwise stands in quotes. */
export const words = (plain: readonly string[]): string =>
  plain.map((word) => (/^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ')
