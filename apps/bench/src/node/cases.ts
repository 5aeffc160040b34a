import { usualAnswer, type AnswerSize } from '../answer.ts'
import { competitors, type CompetitorName } from './competitors.ts'
import type { Task } from './tasks.ts'

export type AnswerName = 'usual' | `${number} MB` | '50 MB line'

/** One thing that is measured, once in each round. */
export interface Case {
  readonly kind: Exclude<Task['kind'], 'profile'>
  readonly competitor: CompetitorName
  readonly answer: AnswerName
  readonly readKiB: number
}

/** What a restricted run leaves out. */
export interface Selection {
  readonly full: boolean
  readonly reads: readonly number[] | null
  readonly competitors: readonly CompetitorName[] | null
}

/** The read size at which everybody is compared. */
const commonReadKiB = 16
const growthReadKiB = 64
const growth: readonly AnswerName[] = ['1 MB', '10 MB', '20 MB', '40 MB', '50 MB line']

/** What the goals compare with at each read size. */
const goalNames: readonly CompetitorName[] = ['drop', 'floor', 'ours', 'ai-sdk']
const growthNames: readonly CompetitorName[] = ['floor', 'ours', 'eventsource-parser', 'ai-sdk']

export function listCases({ full, reads, competitors: chosen }: Selection): readonly Case[] {
  const names = Object.keys(competitors) as CompetitorName[]
  const isChosen = (name: CompetitorName): boolean => chosen?.includes(name) ?? true
  const timed = (reads ?? (full ? [1, 4, 16, 64] : [4, 16, 64])).flatMap((readKiB) =>
    (full || reads || readKiB === commonReadKiB ? names : goalNames)
      .filter((name) => full || readKiB >= (competitors[name].minReadKiB ?? 0))
      .map((competitor) => ({ kind: 'time', competitor, answer: 'usual', readKiB }) as const),
  )
  const remembered = names.map(
    (competitor) => ({ kind: 'memory', competitor, answer: 'usual', readKiB: commonReadKiB }) as const,
  )
  const grown = growth.flatMap((answer) =>
    (full ? growthNames : (['ours'] as const)).map(
      (competitor) => ({ kind: 'time', competitor, answer, readKiB: growthReadKiB }) as const,
    ),
  )
  return [...timed, ...(reads ? [] : [...remembered, ...grown])].filter(({ competitor }) =>
    isChosen(competitor),
  )
}

/** Base64 takes 4 characters for 3 bytes; the rest of the line is JSON. */
const fiftyMegabyteLine = 37_400_000

export function answerOf(name: AnswerName): AnswerSize {
  if (name === 'usual') return usualAnswer
  const pictureBytes = name === '50 MB line' ? fiftyMegabyteLine : Number.parseInt(name, 10) * 1e6
  return { pictureBytes, signatureLength: 400, thoughts: usualAnswer.thoughts }
}
