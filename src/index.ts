/** The public names. */
export {createClean, type Clean, type Rules} from './clean.ts'
export {cut, paste} from './cut.ts'
export * from './model.ts'
export {profileText, readProfile} from './profile.ts'
export {recordOf} from './record.ts'
export {loadRules, rulesDigest, withProfile, type ShippedRules} from './rules.ts'
export {createTally, type Tally} from './tally.ts'
