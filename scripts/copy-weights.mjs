// The compiler leaves the weights behind: they are read as data, not imported.
import {copyFileSync} from 'node:fs'

for (const form of ['text', 'html'])
  copyFileSync(
    new URL(`../src/label/${form}.json`, import.meta.url),
    new URL(`../dist/label/${form}.json`, import.meta.url),
  )
