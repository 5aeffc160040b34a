// A process of its own for faults, one after the other: what one of them breaks or leaks is not taken for another's.
import { faults } from './faults/index.ts'
import { runFault } from './run-fault.ts'
import type { FaultTask } from './worker-pool.ts'

process.on('message', (task: FaultTask) => void work(task))
process.on('disconnect', () => process.exit())

async function work({ id, options }: FaultTask): Promise<void> {
  const fault = faults.find((each) => each.id === id)
  if (!fault) throw new Error(`There is no fault ${id}.`)
  process.send?.(await runFault(fault, options))
}
