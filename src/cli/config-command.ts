/** `untail config` */
import {Command} from 'commander'
import {policyOf} from '../decide.ts'
import {categories} from '../model.ts'
import {CONFIG, placeOf} from './config.ts'
import {settingsOf, withSettings, type InForce, type Origin} from './settings.ts'
import {exitCodes, type Surroundings} from './surroundings.ts'

interface ConfigOptions {
  readonly print?: boolean
  readonly json?: boolean
}

const examples = `
Examples:
  untail config                             checks the file that untail clean would go by here, and names it
  untail config --print                     every setting in force, and where it is from
  untail config --print --json --level balanced --config shop.json`

/** The command; its exit code goes to `exit`. */
export function configCommand(surroundings: Surroundings, exit: (code: number) => void): Command {
  const command = new Command('config')
    .summary('check the configuration file, show what is in force')
    .description(`Looks for ${CONFIG} as \`untail clean\` does, checks it, and shows what flags and file come to.`)
    .option('--print', 'show every setting, and where it is from: flag, file or default')
    .option('--json', 'the same as JSON')
  return withSettings(command)
    .addHelpText('after', examples)
    .action(async ({print, json}: ConfigOptions) => {
      const inForce = await settingsOf(command, surroundings.cwd)
      const {file} = inForce
      const values = listed(inForce)
      if (json) {
        const settings = Object.fromEntries(values.map(({place, value, from}) => [place, {value, from}]))
        surroundings.stdout.write(`${JSON.stringify({file: file ?? null, settings}, null, 2)}\n`)
      } else {
        const named = file ?? `no ${CONFIG} in "${surroundings.cwd}" or above`
        surroundings.stdout.write(print ? `file: ${named}\n${asTable(values)}` : `${named}\n`)
      }
      exit(exitCodes.done)
    })
}

interface Listed {
  /** `sites["example.com"].never` */
  readonly place: string
  readonly value: unknown
  readonly from: Origin
}

/** All settings one by one, those that are not set as `null`. */
function listed({settings, from}: InForce): Listed[] {
  const {policy, fields, sites, ...plain} = settings
  // Which of two fields goes first follows from their names, and is no setting of its own.
  const names = Object.entries(fields).filter(([name]) => name !== 'first')
  const all = policyOf({policy})
  const values: (readonly [string, unknown])[] = [
    ...Object.entries(plain),
    ...categories.map((category) => [placeOf(['policy', category]), all[category]] as const),
    ...names.map(([name, field]) => [placeOf(['fields', name]), field] as const),
    ...Object.entries(sites).flatMap(([site, section]) =>
      Object.entries(section).map(([key, value]) => [placeOf(['sites', site, key]), value] as const),
    ),
  ]
  return values.map(([place, value]) => ({place, value: value ?? null, from: from.get(place) ?? 'default'}))
}

function asTable(values: readonly Listed[]): string {
  const width = Math.max(...values.map(({place}) => place.length))
  return values
    .map(({place, value, from}) => `${place.padEnd(width)}  ${from.padEnd(7)}  ${JSON.stringify(value)}\n`)
    .join('')
}
