/**
 * Pages that were made to break a cleaner, or might have been: each comes out right, or fails by itself and says why. The sizes
 * are such that what grows with their square would not end; the bench shows how time grows.
 */
import {describe, expect, test} from 'vitest'
import {createClean} from '../src/clean.ts'
import {layoutPage} from '../src/layout/html.ts'
import {PageError} from '../src/layout/page.ts'
import {parsePage} from '../src/layout/parse.ts'
import {states, type Joint, type Outcome, type State, type Weights} from '../src/model.ts'
import {compile} from '../src/phrases.ts'

/** Rules by which all that opens with "noise" goes, and nothing else. */
const row = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>
const matrix = Object.fromEntries(states.map((state) => [state, row])) as Record<State, Record<State, number>>
const joints: Readonly<Record<Joint, typeof matrix>> = {joined: matrix, line: matrix, gap: matrix}
const weights: Weights = {
  signals: {'opens-related': {related: 9}},
  transitions: joints,
  trees: [],
  data: {},
}
const rules = {
  phrases: compile([{language: 'en', list: 'related', text: 'noise'}]),
  weights: {text: weights, html: weights},
}
const clean = createClean(rules)
const cleaned = (body: string): Outcome => clean({id: '1', form: 'html', body})

const P = '<p>so it was</p>\n'
const NOISE = '<p><a href="#">noise</a></p>\n'

describe('elements without end in each other', () => {
  const reason = 'Unexpected nesting of more than 512 elements, expected less'
  test.each([
    '<div>',
    '<div><p>x',
    '<b>x',
    '<span>x',
    '<ul><li>x',
    '<table><tr><td>x',
    '<div><table><tr><td></div>x',
    '<a><div>x</a>',
    '<form><div></form>x',
    '<svg><g>',
    '<math><mi>x',
    '<template>',
    '<x-y>',
  ])('%s', (tags) => {
    const body = tags.repeat(100_000)
    expect(cleaned(body)).toEqual({status: 'failed', reason, clean: body, removals: [], suspects: []})
  })

  test('<font>, each with other attributes', () => {
    const body = Array.from({length: 100_000}, (_, i) => `<font size=${i}>x`).join('')
    expect(cleaned(body)).toMatchObject({status: 'failed', reason, clean: body})
  })
})

test('formatting that every paragraph opens again fails before it fills the memory', () => {
  const fonts = Array.from({length: 400}, (_, i) => `<font size=${i}>`).join('')
  expect(cleaned(`<p>${fonts}</p>${'<p>x'.repeat(5000)}`)).toMatchObject({
    status: 'failed',
    reason: 'Unexpected formatting elements without end, expected them to be closed',
  })
})

test('more lines than memory holds', () => {
  const page = parsePage(`<pre>${'x\n'.repeat(200_001)}`)
  const reason = 'Unexpected page of more than 200000 lines, expected fewer'
  expect(() => layoutPage(page, rules.phrases)).toThrow(new PageError(reason))
})

describe('noise goes, and nothing else', () => {
  const times = 200
  const squeezed = (html: string): string => html.replace(/\s+/gu, '')

  test.each<[what: string, before: string, piece: string, left: string, behind: string]>([
    ['deep in the page', '<div>'.repeat(500), P + NOISE, P, '</div>'.repeat(500)],
    ['in paragraphs that are never closed', '', '<p>so it was\n<p>noise ', '<p>so it was\n', ''],
    ['in items that are never closed', '<ul>', '<li>so it was\n<li>noise ', '<li>so it was\n', '</ul>'],
    ['between line breaks', '<p>so it was', '<br>so it was<br>noise', '<br>so it was', '</p>'],
    ['in one line of glued links', P, '<a href="#">noise</a>', '', ''],
    ['behind a comment each', P, `<!-- </p> -->${NOISE}`, '<!-- </p> -->', P],
    [
      'beside pictures of many bytes',
      '',
      `${P}${NOISE}<img src="data:${'x'.repeat(10_000)}">`,
      `${P}<img src="data:${'x'.repeat(10_000)}">`,
      '',
    ],
  ])('%s', (_, before, piece, left, behind) => {
    const outcome = cleaned(before + piece.repeat(times) + behind)
    expect(squeezed(outcome.clean)).toBe(squeezed(before + left.repeat(times) + behind))
  })
})

test('noise that strays in a table goes, and the table stays', () => {
  const rows = '<tr><td>so it was</td></tr>'.repeat(200)
  expect(cleaned(`<div><table>${rows}noise</table></div>`).clean).toBe(`<div><table>${rows}</table></div>`)
})

describe('sloppy markup: what stays reads as before, in the same elements', () => {
  const long = 'so it was and '.repeat(20).trim()
  test.each<[what: string, body: string, left: string]>([
    ['a paragraph that parts two lines', 'a<p>noise</p>b', 'a<p></p>b'],
    ['one that parts nothing', '<p>a</p><p>noise</p>b', '<p>a</p>b'],
    ['a line break that parts two lines', '<p><b>a<br>noise</b> <br>b', '<p><b>a</b> <br>b'],
    ['a line break that alone does', '<b>a<br>noise</b><i><br>b</i>', '<b>a</b><i><br>b</i>'],
    ['an end that is implied by what goes', '<p>a<div>noise</div>b', '<p>a<div></div>b'],
    ['an end that is implied by what follows too', '<p>a<p>noise<p>b', '<p>a<p>b'],
    ['a link that would go on', '<p><a href="#">a<a href="#">noise</a><br>b', '<p><a href="#">a<a href="#"></a><br>b'],
    ['formatting that goes on in what stays', '<p><em>noise</p><p>a</em></p>', '<p><em></p><p>a</em></p>'],
    ['formatting that ends in what goes', '<p>a <em>b</p><p>noise</em></p>', '<p>a <em>b</p><p></em></p>'],
    ['a form that ends inside of a div', '<form><div>noise</form></div><p>a', '<form><div></form></div><p>a'],
    ['a table with stray words', '<p>b</p><table>a<tr><td>noise</td></tr></table>', '<p>b</p><table>a</table>'],
    ['a row that becomes short', `<table><tr><td>noise ${long}<td>a<td>b</table>`, '<table><tr><td>a<td>b</table>'],
    // What goes whole beside it shows that it is not for want of a better cut that tags stay.
  ])('%s', (_, body, left) => expect(cleaned(`<div>noise</div>${body}`).clean).toBe(left))
})

describe('what a page says of itself', () => {
  test.each([
    ['broken', '{"articleBody":"x '.repeat(100_000)],
    ['deep', '['.repeat(300_000) + ']'.repeat(300_000)],
    ['long', `{"articleBody":"${'x '.repeat(200_000)}"}`],
  ])('%s', (_, json) => {
    const body = `<script type="application/ld+json">${json}</script>${P}${NOISE}${P}`
    expect(cleaned(body)).toMatchObject({status: 'cleaned', text: 'so it was\n\nso it was'})
  })
})

describe('storms', () => {
  test.each<[what: string, body: string, text: string]>([
    ['attributes', `<p ${Array.from({length: 50_000}, (_, i) => `a${i}`).join(' ')}>a`, 'a'],
    ['class names', `<p class="${'teaser x '.repeat(200_000)}">a`, 'a'],
    ['an attribute', `<p style="background:url(${'x'.repeat(5_000_000)})">a`, 'a'],
    ['comments', '<!-- x -->'.repeat(100_000) + 'a', 'a'],
    ['CDATA', `${'<![CDATA[x]]>'.repeat(100_000)}a`, 'a'],
    ['references', `<p>${'&amp;'.repeat(200_000)}`, '&'.repeat(200_000)],
    ['ampersands', `<p>${'&'.repeat(500_000)}`, '&'.repeat(500_000)],
    ['broken references', `<p>${'&#x'.repeat(100_000)}`, '&#x'.repeat(100_000)],
    ['white space', `<p>a${' \r\n'.repeat(300_000)}b`, 'a b'],
    ['inline tags', `<p>${'<i>x</i>'.repeat(5000)}`, 'x'.repeat(5000)],
    ['words that stray in a table', `<table>${'x<tr>'.repeat(10_000)}</table>`, 'x'.repeat(10_000)],
    ['stray end tags', `<p>a${'</b></i></x>'.repeat(50_000)}b`, 'ab'],
    ['empty elements', `${'<p></p><div></div><b></b>'.repeat(10_000)}a`, 'a'],
    ['unread elements', `${'<template><p>x</p></template><svg><title>x</title></svg>'.repeat(5000)}a`, 'a'],
  ])('of %s', (_, body, text) => expect(cleaned(body)).toMatchObject({status: 'clean', clean: body, text}))
})
