/** The public names. */
export {createClean, type Clean, type Rules} from './clean.ts'
export {cut, paste} from './cut.ts'
export * from './model.ts'
export {recordOf} from './record.ts'
export {loadRules, rulesDigest, type ShippedRules} from './rules.ts'
