// `npm run browser`: sees to a Chromium for the tests of the review page, and says where it is. Prints one line, and never fails:
// without a browser those tests are skipped.
import {spawnSync} from 'node:child_process'
import {accessSync, constants, realpathSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {argv, env, getuid} from 'node:process'
import {fileURLToPath} from 'node:url'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The Chromium that `CHROMIUM` names, or the first one of `PATH`; `undefined` when there is none. */
export function findBrowser() {
  const places = (env.PATH ?? '').split(delimiter)
  const candidates = env.CHROMIUM ? [env.CHROMIUM] : names.flatMap((name) => places.map((place) => join(place, name)))
  return candidates.find(isRunnable)
}

function isRunnable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What a Chromium is started with: no sandbox, which needs rights that containers don't have, and no calls home. */
export const browserArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Installs Debian's, with a font for Arabic, where that may be done. */
function install() {
  const isDebian = spawnSync('apt-get', ['--version']).status === 0
  if (getuid?.() !== 0 || !isDebian) return
  const run = (...args) => spawnSync('apt-get', args, {stdio: ['ignore', 'ignore', 'inherit']}).status === 0
  const packages = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core']
  // The lists of packages may be old or not there.
  if (!run(...packages) && run('update')) run(...packages)
}

if (argv[1] && realpathSync(argv[1]) === fileURLToPath(import.meta.url)) {
  if (!findBrowser()) install()
  const found = findBrowser()
  console.log(found ? `browser: ${found}` : 'browser: none, the tests of the review page will be skipped')
}
