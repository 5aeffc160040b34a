import type { Fault } from '../../fault.ts'
import { stops } from './d1-stops.ts'
import { lateNews } from './d2-late-news.ts'
import { manyRuns } from './d6-many-runs.ts'
import { hiddenTabs } from './d7-hidden-tabs.ts'
import { deadSockets } from './d9-dead-sockets.ts'
import { manyConnections } from './d11-many-connections.ts'
import { heldChunks } from './d12-held-chunks.ts'

export const groupD: readonly Fault[] = [
  stops,
  lateNews,
  manyRuns,
  hiddenTabs,
  deadSockets,
  manyConnections,
  heldChunks,
]
