// One competitor in a process of its own: takes one task, answers, and ends.
import { createAnswer } from '../answer.ts'
import { importPacked } from '../packed.ts'
import { competitors } from './competitors.ts'
import { measureMemory, measureTime } from './measure.ts'
import { profile } from './profile.ts'
import type { Task, TaskResults } from './tasks.ts'

process.once('message', (task: Task) => {
  void work(task).then((result) => {
    process.send?.(result, () => process.disconnect())
  })
})

async function work<Kind extends Task['kind']>(task: Task & { kind: Kind }): Promise<TaskResults[Kind]>
async function work(task: Task): Promise<TaskResults[Task['kind']]> {
  importPacked()
  const { load, isUnary = false } = competitors[task.competitor]
  const read = await load()
  const stimulus = { answer: createAnswer(task.answer), readBytes: task.readBytes, isUnary }
  switch (task.kind) {
    case 'time':
      return measureTime(read, stimulus)
    case 'memory':
      return measureMemory(read, stimulus)
    case 'profile':
      return profile(read, stimulus)
    default:
      return task.kind satisfies never
  }
}
