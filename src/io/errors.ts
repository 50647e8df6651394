/** The expected ways to go wrong; everything else is a bug. */

/** The command can't be carried out as it was given: nothing was written. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One article can't be read or written: it fails, the others go on. The message is the record's `reason`. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** Another run is at work where this one was to be. Exit code 75: it can be tried again later. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
}

/**
 * The code of a system error (`ENOENT`, `EACCES`, …), or `undefined` for any other error.
 *
 * Node's own messages hold absolute paths, and a record must not differ between machines: only the code goes into it.
 */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Why a source can't be read, or `undefined` for an error that is a bug. */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message
  const code = systemCode(error)
  return code && `Unexpected ${code}, expected a readable file`
}
