/** Outcomes as lines of the record. */
import {transcode} from 'node:buffer'
import {hash} from 'node:crypto'
import type {Article, ArticleRecord, Form, Outcome} from './model.ts'
import {lengthIn, toUnit, type Unit} from './offsets.ts'

/**
 * sha256 of a text's UTF-8 bytes, in hex: for a `.txt` file the digest of the file.
 * A lone surrogate, which only JSON can hold, counts as U+FFFD.
 */
export function sha256(text: string): string {
  return hash('sha256', utf8(text))
}

/** The UTF-8 of a text. `transcode` takes a third of the time of `Buffer.from`, but no lone surrogates. */
function utf8(text: string): Uint8Array {
  try {
    return transcode(Buffer.from(text, 'utf16le'), 'utf16le', 'utf8')
  } catch {
    return Buffer.from(text)
  }
}

/**
 * The record of one article, as it was cleaned or failed to be.
 *
 * @param article The article as it came.
 * @param outcome What `clean` made of it.
 * @param rules The digest of the rules that it was cleaned by.
 * @param unit What offsets and lengths count in the record.
 * @param written What was written of it, where that is not `outcome.clean`.
 */
export function recordOf(
  article: Article,
  outcome: Outcome,
  rules: string,
  unit: Unit = 'utf-16',
  written?: {readonly as: 'text' | 'markdown'; readonly text: string},
): ArticleRecord {
  if (outcome.status === 'failed') return failedRecord(article.id, outcome.reason ?? '', rules, unit, article.form)
  const fingerprint = (text: string) => ({sha256: sha256(text), length: lengthIn(unit, text)})
  const source = fingerprint(article.body)
  return {
    id: article.id,
    form: article.form,
    ...(article.encoding === undefined ? {} : {encoding: article.encoding}),
    status: outcome.status,
    ...(outcome.reason === undefined ? {} : {reason: outcome.reason}),
    offsets: unit,
    source,
    clean: outcome.clean === article.body ? source : fingerprint(outcome.clean),
    ...(written && {written: {as: written.as, ...fingerprint(written.text)}}),
    rules,
    removals: toUnit(unit, article.body, outcome.removals),
    suspects: toUnit(unit, article.body, outcome.suspects),
  }
}

/** The record of an article that could not be read: `reason` says what was found and what was expected. */
export function failedRecord(
  id: string,
  reason: string,
  rules: string,
  unit: Unit = 'utf-16',
  form: Form = 'text',
): ArticleRecord {
  return {id, form, status: 'failed', reason, offsets: unit, rules, removals: [], suspects: []}
}
