import {
  phone,
  type BrowserCase,
  type BrowserMeasures,
  type BrowserResults,
} from '../browser/browser-rounds.ts'
import { absolute, compared, type Goal } from './goal.ts'

export function browserGoals(results: BrowserResults): readonly Goal[] {
  const values = (page: BrowserCase['page'], metric: keyof BrowserMeasures): readonly number[] =>
    results.of({ page, slowdown: phone }).map((measures) => Number(measures[metric] ?? NaN))
  const relay = 'Chromium, 6 × slower, relay with picture URL'

  return [
    ...absolute({
      what: 'Chromium, 6 × slower, direct: total blocking',
      goal: '≤ 20 ms',
      limit: 20,
      unit: 'ms',
      ours: values('ours-direct', 'totalBlockingMs'),
      others: values('native', 'totalBlockingMs'),
      label: 'native floor',
    }),
    ...compared({
      what: 'Chromium, 6 × slower, direct: total blocking',
      goal: '≤ 1/12 of `useChat`',
      limit: 1 / 12,
      unit: 'ms',
      ours: values('ours-direct', 'totalBlockingMs'),
      others: values('use-chat', 'totalBlockingMs'),
      label: 'AI SDK `useChat`',
    }),
    ...compared({
      what: 'Chromium, 6 × slower, direct: last byte to paint',
      goal: '≤ 1.8 × native floor',
      limit: 1.8,
      unit: 'ms',
      ours: values('ours-direct', 'paintMs'),
      others: values('native', 'paintMs'),
      label: 'native floor',
    }),
    ...absolute({
      what: `${relay}: total blocking`,
      goal: '0 ms',
      limit: 0,
      unit: 'ms',
      ours: values('ours-relay', 'totalBlockingMs'),
      others: values('use-chat', 'totalBlockingMs'),
      label: 'AI SDK `useChat`',
    }),
    ...compared({
      what: `${relay}: last byte to paint`,
      goal: '≤ 1.1 × native floor',
      limit: 1.1,
      unit: 'ms',
      ours: values('ours-relay', 'paintMs'),
      others: values('native', 'paintMs'),
      label: 'native floor',
    }),
    ...absolute({
      what: `${relay}: JS heap`,
      goal: '≤ 1 MB',
      limit: 1,
      unit: 'MB',
      ours: values('ours-relay', 'heapPeakBytes').map((bytes) => bytes / 1e6),
      others: values('use-chat', 'heapPeakBytes').map((bytes) => bytes / 1e6),
      label: 'AI SDK `useChat`',
    }),
    ...absolute({
      what: `${relay}: first rows`,
      goal: 'painted before half of the bytes are there',
      limit: 50,
      unit: '% of the bytes',
      ours: results.firstRows.map((share) => share * 100),
      others: [],
      label: '',
    }),
    ...renderGoals(results),
  ]
}

function renderGoals({ renders }: BrowserResults): readonly Goal[] {
  const what = 'renders, 200 thoughts in 2 s and a picture'
  return [
    ...absolute({
      what: `${what}: for each frame`,
      goal: '≤ 1',
      limit: 1,
      unit: '',
      ours: renders.map((measures) => measures.renders / measures.frames),
      others: [],
      label: '',
    }),
    ...absolute({
      what: `${what}: of a component that reads \`image\` alone`,
      goal: '≤ 3',
      limit: 3,
      unit: '',
      ours: renders.map(({ counters }) => counters['pictureRenders'] ?? NaN),
      others: [],
      label: '',
    }),
  ]
}
