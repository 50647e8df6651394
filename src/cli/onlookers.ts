/** Those who look at articles and write nothing. */
import type {Source} from '../io/inputs.ts'
import type {Crew} from '../run/crew.ts'
import type {DeskOptions} from '../run/desk.ts'
import {profileOf} from './learn.ts'
import type {Settings} from './settings.ts'
import type {Surroundings} from './surroundings.ts'

/**
 * Hires them: they clean as a run with these settings would, and keep what they make to themselves.
 *
 * @param sources What a profile is learned of, when one is asked for.
 * @param findings They give back what they find, and no records.
 */
export async function hireOnlookers(
  settings: Settings,
  sources: readonly Source[],
  surroundings: Surroundings,
  findings?: DeskOptions['findings'],
): Promise<Crew> {
  const {level, policy, sites, fields, jobs} = settings
  const options = {level, policy, sites}
  const profile = await profileOf(settings, sources, surroundings)
  const desk: DeskOptions = {
    rules: surroundings.digest(options, profile),
    offsets: 'utf-16',
    to: 'html',
    fields,
    shape: 'jsonl',
    recordShape: 'untail',
    state: false,
    languages: false,
    ...(findings && {findings}),
  }
  return surroundings.crew({options, desk, ...(profile && {profile})}, jobs)
}
