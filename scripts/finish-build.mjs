// What the compiler leaves undone.
import {chmodSync, copyFileSync} from 'node:fs'

// The weights are read as data, not imported.
for (const form of ['text', 'html'])
  copyFileSync(
    new URL(`../src/label/${form}.json`, import.meta.url),
    new URL(`../dist/label/${form}.json`, import.meta.url),
  )
// npm sees to it once for a path, and not again when the folder is cloned anew.
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755)
