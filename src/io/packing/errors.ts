/** What can be wrong with packed data, in words. */
import {InputError} from '../errors.ts'
import type {Intake} from './intake.ts'

/** The data ends before it is over. */
export const cutOff = (format: string, {position, waiting}: Intake): InputError =>
  new InputError(
    `Unexpected end of ${format} data after ${bytesOf(position + waiting.length)}, expected more: the file is cut off`,
  )

/** What comes next is something else: it is counted to its end. */
export async function trailing(format: string, intake: Intake): Promise<InputError> {
  const start = intake.position
  const found = await intake.rest()
  return new InputError(
    start === 0
      ? `Unexpected data, expected ${format}`
      : `Unexpected ${bytesOf(found)} from byte ${thousands(start)} on, expected the end of the file: they are no ${format} data`,
  )
}

export const thousands = (value: number): string => value.toLocaleString('en-US')
export const bytesOf = (count: number): string => `${thousands(count)} byte${count === 1 ? '' : 's'}`
