/** What a terminal shows while a run goes on, and what it doesn't. */
import {Writable} from 'node:stream'
import {describe, expect, test} from 'vitest'
import {createVoice} from '../src/cli/voice.ts'
import {noReport, type Report} from '../src/report.ts'

function setUp(settings: {isTTY?: boolean; quiet?: boolean; log?: 'text' | 'json'; columns?: number} = {}) {
  const {isTTY = true, quiet = false, log = 'text', columns = 100} = settings
  let time = 1000
  let shown = ''
  const stderr = Object.assign(
    new Writable({
      write(chunk, _, done) {
        shown += String(chunk)
        done()
      },
    }),
    {isTTY, columns},
  )
  const voice = createVoice(stderr, {log, quiet}, 400e6, () => time)
  return {
    voice,
    after: (milliseconds: number) => void (time += milliseconds),
    /** What was written since the last time. */
    shown: () => {
      const text = shown
      shown = ''
      return text
    },
  }
}

const report = (articles: number): Report => {
  const made = noReport()
  Object.assign(made.all, {articles, cleaned: 7, failed: 2})
  return made
}

const CLEAR = '\r\u001B[K'

describe('on a terminal', () => {
  test('one line says how far it is, how fast, and how long it will take', () => {
    const {voice, after, shown} = setUp()
    after(2000)
    voice.progress(report(12_345), 100e6)
    expect(shown()).toBe('12,345 articles  50.0 MB/s  7 changed  2 failed  25 %  0:06 left')
    after(100) // too soon
    voice.progress(report(12_400), 101e6)
    expect(shown()).toBe('')
    after(100)
    voice.progress(report(12_500), 110e6)
    expect(shown()).toBe(`${CLEAR}12,500 articles  50.0 MB/s  7 changed  2 failed  27 %  0:05 left`)
  })

  test('it makes way for words, and for the end', () => {
    const {voice, after, shown} = setUp()
    after(2000)
    voice.progress(report(1), 1e6)
    shown()
    voice.failed({id: 'a', place: 'in/a.txt', reason: 'Unexpected end'})
    expect(shown()).toBe(`${CLEAR}untail: in/a.txt: Unexpected end\n`)
    after(2000)
    voice.progress(report(1), 1e6)
    shown()
    voice.clear()
    expect(shown()).toBe(CLEAR)
  })

  test('it is never longer than the terminal is wide', () => {
    const {voice, after, shown} = setUp({columns: 20})
    after(2000)
    voice.progress(report(12_345), 100e6)
    expect(shown()).toBe('12,345 articles  50')
  })
})

test('as JSON it says how far it is every two seconds', () => {
  const {voice, after, shown} = setUp({log: 'json'})
  after(1999)
  voice.progress(report(1), 1e6)
  expect(shown()).toBe('')
  after(1)
  voice.progress(report(12), 2e6)
  voice.progress(report(13), 3e6)
  expect(shown()).toBe('{"event":"progress","articles":12,"failed":2,"bytes":2000000}\n')
})

test.each([[{isTTY: false}], [{quiet: true}], [{log: 'json', quiet: true}]] as const)(
  'nothing is shown with %j',
  (settings) => {
    const {voice, after, shown} = setUp(settings)
    after(2000)
    voice.progress(report(1), 1e6)
    expect(shown()).toBe('')
  },
)
