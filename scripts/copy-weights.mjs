// The compiler leaves the weights file behind: it is read as data, not imported.
import {copyFileSync} from 'node:fs'

copyFileSync(
  new URL('../src/label/weights.json', import.meta.url),
  new URL('../dist/label/weights.json', import.meta.url),
)
