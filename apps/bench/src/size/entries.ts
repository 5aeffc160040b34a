import type { BundleInput } from './bundle.ts'

export interface SizedEntry extends BundleInput {
  readonly name: string
  /** The goal, in bytes. */
  readonly budgetBytes: number
  /** What is let pass until the goal is met, in bytes. Lowered whenever it can be, raised only for something that users get. */
  readonly allowedBytes?: number
  /** Only what it adds to this other one is counted. */
  readonly on?: string
  /** Belongs to Gemini's side, and must not be found in the others. */
  readonly isGemini?: boolean
}

const KiB = 1024
const react = [/^react(?:-dom)?(?:\/|$)/]

const hook = `export { useImageStream } from '@image-stream/react'`

export const entries: readonly SizedEntry[] = [
  {
    name: 'React hook, with core and relay transport',
    source: hook,
    external: react,
    budgetBytes: 9 * KiB,
    allowedBytes: 19.1 * KiB,
  },
  {
    name: 'Vue composable, likewise',
    source: `export { useImageStream } from '@image-stream/vue'`,
    external: [/^vue$/],
    budgetBytes: 9 * KiB,
    allowedBytes: 19.2 * KiB,
  },
  {
    name: 'Svelte runes and store, likewise',
    source: `export { useImageStream } from '@image-stream/svelte'`,
    external: [/^svelte(?:\/|$)/],
    budgetBytes: 9 * KiB,
    allowedBytes: 19.1 * KiB,
  },
  {
    name: 'Gemini transport, on top of the React hook',
    on: 'React hook, with core and relay transport',
    source: `${hook}; export { gemini } from '@image-stream/core/gemini'`,
    external: react,
    isGemini: true,
    budgetBytes: 5 * KiB,
    allowedBytes: 15.7 * KiB,
  },
  {
    name: '`streamImage` alone, with relay transport',
    source: `export { streamImage } from '@image-stream/core'`,
    external: [],
    budgetBytes: 8 * KiB,
    allowedBytes: 14.9 * KiB,
  },
  {
    name: '`isImageStreamError` alone, with which nothing else may come',
    source: `export { isImageStreamError } from '@image-stream/core'`,
    external: [],
    budgetBytes: 0.2 * KiB,
  },
  {
    name: '`@image-stream/core/relay`, both ends of the wire',
    source: `export * from '@image-stream/core/relay'`,
    external: [],
    budgetBytes: 9 * KiB,
    allowedBytes: 11.1 * KiB,
  },
  {
    name: 'the relay itself, on a server that bundles',
    source: `export { createImageRelay } from '@image-stream/server'`,
    external: [],
    isGemini: true,
    budgetBytes: 50 * KiB,
  },
]

/** What only Gemini's side may hold. Each is found there, or looking for it elsewhere would say nothing. */
export const geminiMarks: readonly string[] = [
  'streamGenerateContent',
  'x-goog-api-key',
  'thoughtSignature',
  '_zod',
]

export const peers: readonly (BundleInput & { readonly name: string })[] = [
  {
    name: 'AI SDK `useChat`',
    source: `export { useChat } from '@ai-sdk/react'; export { DefaultChatTransport } from 'ai'`,
    external: react,
  },
  {
    name: 'TanStack AI `useGenerateImage`',
    source: `export { useGenerateImage, fetchServerSentEvents } from '@tanstack/ai-react'`,
    external: react,
  },
  {
    name: '`@google/genai`',
    source: `export { GoogleGenAI } from '@google/genai'`,
    external: [],
  },
]
