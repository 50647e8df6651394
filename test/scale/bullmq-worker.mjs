// A worker of the queue as a process of its own: says what happens as lines of JSON.
import {workShards} from '../../dist/bullmq/index.js'

const say = (event, fields) => console.log(JSON.stringify({event, at: Date.now(), ...fields}))
const worker = workShards(JSON.parse(process.argv[2]))
worker.on('ready', () => say('ready'))
worker.on('active', ({data: {shard}}) => say('begun', {shard}))
worker.on('completed', ({data: {shard}}, done) => say('ended', {shard, done}))
worker.on('failed', (job, error) => say('ended', {shard: job?.data.shard, reason: error.message}))
worker.on('progress', ({data: {shard}}, progress) => say('progress', {shard, progress}))
worker.on('error', (error) => say('error', {reason: error.message}))
process.once('SIGTERM', () => void worker.close())
