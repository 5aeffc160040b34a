import type { Answer } from './answer.ts'
import type { Settings } from './settings.ts'
import type { WireObject } from './wire-json.ts'

/** How much of an answer had come when a chunk was made, each from 0 to 1. */
export interface Progress {
  readonly thoughts: number
  readonly text: number
  readonly images: number
}

export const WHOLE: Progress = { thoughts: 1, text: 1, images: 1 }

/** `usageMetadata` with counts. Key order as recorded from each surface. */
export function usageOf(answer: Answer, progress: Progress, settings: Settings): WireObject {
  const { tokens } = answer
  const thoughts = Math.round(tokens.thoughts * progress.thoughts)
  const images = Math.round(tokens.images * progress.images)
  const prompt = tokens.promptText + tokens.promptImages
  const made = answer.blockedAtOnce || answer.refused ? 0 : images + Math.round(tokens.text * progress.text)
  const candidates = made + (progress.images === 1 && made > 0 ? tokens.surplus : 0)
  const counts = {
    promptTokenCount: prompt,
    candidatesTokenCount: candidatesOf(answer, candidates, thoughts),
    totalTokenCount: prompt + candidates + thoughts,
    trafficType: settings.flavour === 'google' ? undefined : 'ON_DEMAND',
    promptTokensDetails: details({ IMAGE: tokens.promptImages, TEXT: tokens.promptText }),
    candidatesTokensDetails: details({ IMAGE: made > 0 ? images : 0 }),
    thoughtsTokenCount: thoughts === 0 ? undefined : thoughts,
    serviceTier: settings.flavour === 'google' ? 'standard' : undefined,
  }
  return distorted(counts, settings.usage, progress)
}

/** A chunk without counts: Vertex names the traffic in each, Google says nothing. */
export function noUsage(settings: Settings): WireObject | undefined {
  return settings.flavour === 'google' ? undefined : { trafficType: 'ON_DEMAND' }
}

/** Third-party measurements: on a refusal the count mirrors the thoughts; NO_IMAGE has none. */
function candidatesOf(answer: Answer, candidates: number, thoughts: number): number | undefined {
  if (candidates > 0) return candidates
  const mirrors = answer.refused && answer.finishReason !== 'NO_IMAGE' && thoughts > 0
  return mirrors ? thoughts : undefined
}

function details(counts: Readonly<Record<string, number>>): readonly WireObject[] | undefined {
  const list = Object.entries(counts)
    .filter(([, tokenCount]) => tokenCount > 0)
    .map(([modality, tokenCount]) => ({ modality, tokenCount }))
  return list.length > 0 ? list : undefined
}

/** The ways in which counts were seen to be wrong, or might be. */
function distorted(counts: WireObject, usage: Settings['usage'], progress: Progress): WireObject {
  const change = (count: (value: number) => number | string): WireObject =>
    Object.fromEntries(
      Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? count(value) : value]),
    )
  if (usage === 'negative') return change((value) => -value)
  if (usage === 'as-string') return change(String)
  // As recorded between a picture's chunk and the last one: 1471 → 1394.
  if (usage === 'shrinking' && progress !== WHOLE) return change((value) => Math.ceil(value * 1.05))
  return counts
}
