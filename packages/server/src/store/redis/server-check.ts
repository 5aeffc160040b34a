import { toText, type Connection } from './connection.ts'

/** Oldest server that has all commands: 6.2. */
const oldest = { major: 6, minor: 2 }

/**
 * Warns of what would cost money unseen. `INFO` and not `CONFIG`, as hosts forbid the latter. Says nothing when Redis
 * cannot be asked: whoever claims hears of that.
 */
export async function checkServer(
  connection: Connection,
  onWarning: (message: string) => void,
): Promise<void> {
  const info = await connection.command(['INFO']).then(toText, () => '')
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
  if (policy !== undefined && policy !== 'noeviction')
    onWarning(
      `Redis may throw keys away (maxmemory-policy is ${policy}), and a run whose key is gone can be paid twice. Set it to noeviction.`,
    )
  const [, major = NaN, minor = NaN] = /^redis_version:(\d+)\.(\d+)/m.exec(info)?.map(Number) ?? []
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor))
    onWarning(`Redis ${major}.${minor} is too old: runs are kept from ${oldest.major}.${oldest.minor} on.`)
}
