// A cluster at work on the shards of a corpus, on paper: events in the order of their time, and chance from a seed.

/**
 * Runs tasks, in their order, on the cores of nodes that are unequally fast, and fail. What a node was at is lost, and done again.
 *
 * @param {number[]} tasks How many seconds each takes on a usual core.
 * @param {object} cluster
 * @param {number} cluster.cores How many there are, `coresPerNode` on each node but the last.
 * @param {number} cluster.spread How unequally fast nodes are: the standard deviation of the logarithm of their speed.
 * @param {{share: number, times: number}} cluster.slow How many tasks take so many times as long.
 * @param {number} cluster.betweenFailures Seconds, of one node, on average.
 * @param {number} cluster.requeue Seconds until what was lost begins again.
 * @param {number} cluster.repair Seconds until a node is back.
 * @returns Seconds: on the clock, of all cores at work, and of those the lost ones; and how many nodes failed.
 */
export function simulate(tasks, {cores, coresPerNode, spread, slow, betweenFailures, requeue, repair}, seed) {
  const random = randomOf(seed)
  const failure = () => -Math.log(1 - random()) * betweenFailures
  const events = createQueue()
  const nodes = Array.from({length: Math.ceil(cores / coresPerNode)}, (_, index) => ({
    cores: Math.min(coresPerNode, cores - index * coresPerNode),
    speed: Math.exp(spread * normal(random)),
    running: new Map(),
  }))
  const durations = tasks.map((seconds) => seconds * (random() < slow.share ? slow.times : 1))
  const waiting = durations.map((_, task) => task).toReversed()
  const idle = nodes.flatMap((node) => Array.from({length: node.cores}, () => node)).toReversed()
  const total = {wall: 0, busy: 0, lost: 0, failures: 0}
  for (const node of nodes) events.add(failure(), {kind: 'fails', node})

  for (let left = tasks.length; left > 0;) {
    while (waiting.length > 0 && idle.length > 0) {
      const [task, node] = [waiting.pop(), idle.pop()]
      const run = {kind: 'ends', node, task, start: total.wall}
      node.running.set(task, run)
      events.add(total.wall + durations[task] / node.speed, run)
    }
    const {at, event} = events.next()
    const {kind, node, task} = event
    if (kind === 'ends') {
      if (node.running.get(task) !== event) continue // it was lost
      node.running.delete(task)
      total.busy += at - event.start
      idle.push(node)
      left--
    } else if (kind === 'fails') {
      total.failures++
      for (const [lost, {start}] of node.running) {
        total.busy += at - start
        total.lost += at - start
        events.add(at + requeue, {kind: 'waits', task: lost})
      }
      node.running.clear()
      idle.splice(0, idle.length, ...idle.filter((other) => other !== node))
      events.add(at + repair, {kind: 'is back', node})
    } else if (kind === 'is back') {
      for (let core = 0; core < node.cores; core++) idle.push(node)
      events.add(at + failure(), {kind: 'fails', node})
    } else waiting.push(task)
    total.wall = at
  }
  return total
}

/** So many values around 1, whose logarithms have a standard deviation, and which are so many in all. */
export function unequal(count, spread, seed) {
  const random = randomOf(seed)
  const values = Array.from({length: count}, () => Math.exp(spread * normal(random)))
  const sum = values.reduce((all, value) => all + value, 0)
  return values.map((value) => (value * count) / sum)
}

/** Mulberry32: numbers from 0 up to 1, the same for the same seed. */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Of the normal distribution with deviation 1, by Box and Muller. */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** What is to happen, the earliest first: a binary heap. */
function createQueue() {
  const heap = []
  const isBefore = (a, b) => heap[a].at < heap[b].at
  const swap = (a, b) => ([heap[a], heap[b]] = [heap[b], heap[a]])
  return {
    add: (at, event) => {
      let place = heap.push({at, event}) - 1
      for (let above = (place - 1) >> 1; place > 0 && isBefore(place, above); above = (place - 1) >> 1) {
        swap(place, above)
        place = above
      }
    },
    next: () => {
      swap(0, heap.length - 1)
      const first = heap.pop()
      for (let place = 0; ;) {
        const earliest = [2 * place + 1, 2 * place + 2].reduce(
          (best, below) => (below < heap.length && isBefore(below, best) ? below : best),
          place,
        )
        if (earliest === place) return first
        swap(place, earliest)
        place = earliest
      }
    },
  }
}
