// The page of `untail review`: markup, style and script of src/review/browser/ as one file that needs nothing else.
import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs'
import {argv} from 'node:process'
import {fileURLToPath} from 'node:url'
import {buildSync} from 'esbuild'

const source = (name) => fileURLToPath(new URL(`../src/review/browser/${name}`, import.meta.url))
const bundle = (name) =>
  buildSync({
    entryPoints: [source(name)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  }).outputFiles[0].text

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page without data, as `pageOf` takes it. Its policy lets this style and this script in, and nothing else. */
export function buildPage() {
  const style = bundle('page.css')
  const script = bundle('main.ts')
  const policy = [
    "default-src 'none'",
    `script-src ${sha256(script)}`,
    `style-src ${sha256(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const parts = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    style: `<style>${style}</style>`,
    script: `<script>${script}</script>`,
  }
  const markup = readFileSync(source('page.html'), 'utf8')
  return markup.replaceAll(/<!--(policy|style|script)-->/g, (_, part) => parts[part])
}

if (argv[1] && realpathSync(argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('../dist/review/', import.meta.url), {recursive: true})
  writeFileSync(new URL('../dist/review/page.html', import.meta.url), buildPage())
}
