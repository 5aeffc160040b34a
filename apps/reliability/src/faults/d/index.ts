import type { Fault } from '../../fault.ts'
import { stops } from './d1-stops.ts'
import { lateNews } from './d2-late-news.ts'
import { manyRuns } from './d6-many-runs.ts'

export const groupD: readonly Fault[] = [stops, lateNews, manyRuns]
