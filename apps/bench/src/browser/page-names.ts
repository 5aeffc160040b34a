/** Each page and how the tables call it. */
export const pages = {
  native: 'floor: the browser loads a picture URL',
  'ours-direct': '**image-stream**, direct',
  'ours-relay': '**image-stream**, over a relay',
  'by-hand-from-base64': '`eventsource-parser` by hand, `fromBase64`',
  'by-hand-atob': '`eventsource-parser` by hand, `atob`',
  'use-chat': 'AI SDK `useChat`',
  tanstack: 'TanStack AI `useGenerateImage`',
  genai: '`@google/genai` in the page',
} as const

export type PageName = keyof typeof pages
