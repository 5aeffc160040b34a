import type { EntrySize, Size } from '../size/sizes.ts'
import { toKiB, toNumber } from '../table.ts'
import type { WireBytes } from '../wire-bytes.ts'
import type { Goal } from './goal.ts'

export function wireGoals({ directDown, relayDown, directUp, relayUp }: WireBytes): readonly Goal[] {
  const kb = (bytes: number): string => `${toNumber(bytes / 1000)} kB`
  return [
    {
      what: 'bytes to the browser for a picture of the recorded size, over a relay',
      goal: '≤ 45 % of direct',
      ours: kb(relayDown),
      others: `${kb(directDown)} direct`,
      ratio: `${((100 * relayDown) / directDown).toFixed(0)} %`,
      verdict: relayDown <= 0.45 * directDown ? 'met' : 'not met',
    },
    {
      what: 'bytes up for an edit of it, over a relay',
      goal: '≤ 2 kB',
      ours: kb(relayUp),
      others: `${kb(directUp)} direct`,
      ratio: `${((100 * relayUp) / directUp).toFixed(0)} %`,
      verdict: relayUp <= 2048 ? 'met' : 'not met',
    },
  ]
}

export function sizeGoals(sizes: readonly EntrySize[], peers: readonly Size[]): readonly Goal[] {
  const others = peers.map(({ name, bytes }) => `${toKiB(bytes)} ${name}`).join(', ')
  return sizes
    .filter(({ name }) => /hook/.test(name))
    .map(({ name, bytes, entry }) => ({
      what: `${name}, minified and gzipped`,
      goal: `≤ ${toNumber(entry.budgetBytes / 1024)} KiB`,
      ours: `${toKiB(bytes)} KiB`,
      others: entry.on === undefined ? others : '',
      ratio: '',
      verdict: bytes <= entry.budgetBytes ? 'met' : 'not met',
    }))
}
