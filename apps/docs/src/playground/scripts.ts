import { createError, type ImageStreamEvent, type Usage } from '@image-stream/core'

import foxAtNight from './pictures/fox-at-night.webp'
import fox from './pictures/fox.webp'
import { pictureEvents, wholePicture, type Script } from './scripted.ts'

export const foxPrompt = 'A red fox asleep in the snow at dusk'
export const nightPrompt = 'Make it night, with more snow falling'

const start: ImageStreamEvent = { type: 'start', runId: 'c0xrrhJ7mQ2vTzK4uWnY8a' }

const thoughts = [
  '**Reading the words**\n\n',
  'A red fox, asleep, and snow all around it. Dusk: the light is low and warm, and the shadows are long and blue.\n\n',
  '**Placing the fox**\n\n',
  'It lies right of the middle, curled up, tail over paws. The sun stands left of it, so that the eye walks between the two.\n\n',
  '**Choosing the colours**\n\n',
  'Violet snow and an orange band of sky. The fox is the only red, and it should glow a little.',
] as const

/** The first `count` paragraphs of thinking. */
function thinking(count: number): Script {
  return thoughts.slice(0, count).map((text) => ({ type: 'thought', text }))
}

const usage: Usage = {
  promptTokens: 11,
  thoughtTokens: 244,
  outputTokens: 1120,
  imageTokens: 1120,
  totalTokens: 1375,
}

const end: Script = [{ type: 'usage', usage }, { type: 'finish', reason: 'STOP' }, { type: 'done' }]

/** How far a run goes in each script; the names are those of the statuses. */
export const scripts = {
  submitted: async (): Promise<Script> => [],
  waiting: async (): Promise<Script> => [start, { type: 'wait', retryAt: Date.now() + 34_000 }],
  thinking: async (): Promise<Script> => [start, ...thinking(6)],
  drafting: async (): Promise<Script> => [
    start,
    ...thinking(4),
    ...(await wholePicture(foxAtNight, 0, true)),
  ],
  receiving: async (): Promise<Script> => [start, ...thinking(6), ...(await pictureEvents(fox, 0, 0.6))],
  success: async (): Promise<Script> => [start, ...thinking(6), ...(await wholePicture(fox, 0)), ...end],
  edited: async (): Promise<Script> => [
    start,
    ...thinking(4),
    ...(await wholePicture(foxAtNight, 0)),
    ...end,
  ],
  blocked: async (): Promise<Script> => [start, ...thinking(4), { type: 'error', error: blocked }],
  cut: async (): Promise<Script> => [
    start,
    ...thinking(6),
    { type: 'error', error: createError('truncated', {}) },
  ],
}

const blocked = createError('blocked', {
  subject: 'result',
  reason: 'IMAGE_SAFETY',
  detail:
    'Unable to show the generated image. You will not be charged for blocked images. Try rephrasing the prompt.',
})
