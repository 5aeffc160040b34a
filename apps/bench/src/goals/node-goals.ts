import { usualAnswer } from '../answer.ts'
import type { AnswerName } from '../node/cases.ts'
import type { CompetitorName } from '../node/competitors.ts'
import type { Metric, NodeResults } from '../node/rounds.ts'
import { absolute, compared, type Goal } from './goal.ts'

const MiB = 1024 * 1024

export function nodeGoals(results: NodeResults): readonly Goal[] {
  const values = (
    competitor: CompetitorName,
    metric: Metric,
    readKiB = 16,
    answer: AnswerName = 'usual',
  ): readonly number[] => results.values({ competitor, answer, readKiB }, metric)

  const cpu = (readKiB: number, other: CompetitorName, label: string, limit: number, goal: string): Goal[] =>
    compared({
      what: `CPU per stream in Node, ${readKiB} KiB reads`,
      goal,
      limit,
      unit: 'ms',
      ours: values('ours', 'cpuMs', readKiB),
      others: values(other, 'cpuMs', readKiB),
      label,
    })
  const limited = (what: string, metric: Metric, limit: number): Goal[] =>
    absolute({
      what,
      goal: `≤ ${limit} ms`,
      limit,
      unit: 'ms',
      ours: values('ours', metric),
      others: values('floor', metric),
      label: 'floor',
    })
  const pictureMiB = usualAnswer.pictureBytes / MiB
  const growth = (less: AnswerName, more: AnswerName, limit: number): Goal[] =>
    compared({
      what: `growth of CPU, ${less} → ${more}`,
      goal: `≤ ${limit} ×`,
      limit,
      unit: 'ms',
      ours: values('ours', 'cpuMs', 64, more),
      others: values('ours', 'cpuMs', 64, less),
      label: less,
    })

  return [
    ...[4, 16, 64].flatMap((readKiB) => [
      ...cpu(readKiB, 'floor', 'decode at the end', 1 / 2, '≤ 1/2 of decoding at the end'),
      ...cpu(readKiB, 'ai-sdk', 'AI SDK `streamText`', 1 / 6, '≤ 1/6 of AI SDK `streamText`'),
    ]),
    ...cpu(16, 'genai', '`@google/genai`', 1 / 40, '≤ 1/40 of `@google/genai`'),
    ...limited('tail in Node, warm', 'tailMs', 1),
    ...limited('tail in Node, cold', 'coldTailMs', 2),
    ...limited('longest block in Node, warm', 'blockMs', 2),
    ...limited('longest block in Node, cold', 'coldBlockMs', 3),
    ...absolute({
      what: 'peak memory in Node, over what was there',
      goal: '≤ picture + 4 MiB',
      limit: pictureMiB + 4,
      unit: 'MiB',
      ours: values('ours', 'peakBytes').map((bytes) => bytes / MiB),
      others: values('floor', 'peakBytes').map((bytes) => bytes / MiB),
      label: 'floor',
    }),
    ...growth('1 MB', '10 MB', 11.25),
    ...growth('10 MB', '20 MB', 2.25),
    ...growth('20 MB', '40 MB', 2.25),
    ...growth('10 MB', '40 MB', 4.5),
    ...absolute({
      what: 'a line of 50 MB in Node',
      goal: '≤ 1 s',
      limit: 1000,
      unit: 'ms',
      ours: values('ours', 'wallMs', 64, '50 MB line'),
      others: values('floor', 'wallMs', 64, '50 MB line'),
      label: 'floor',
    }),
  ]
}
