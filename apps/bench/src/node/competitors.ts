/** Reads one answer from `globalThis.fetch` and gives its picture, decoded, in the form in which this reader holds it. */
export type ReadPicture = () => Promise<DecodedPicture | null>

/** Bytes, or what gives them. */
export type DecodedPicture = Uint8Array | { bytes(): Promise<Uint8Array> }

export const modelId = 'gemini-3.1-flash-lite-image'

interface Competitor {
  /** As the tables call it. */
  readonly label: string
  /** Loaded alone, so that no process pays for another's code. */
  readonly load: () => Promise<ReadPicture>
  /** It asks for one JSON object. */
  readonly isUnary?: boolean
  /** Reads longer than this are needed, or a run takes minutes. */
  readonly minReadKiB?: number
}

export type CompetitorName =
  | 'drop'
  | 'floor'
  | 'ours'
  | 'ours-bytes'
  | 'eventsource-parser'
  | 'ai-sdk'
  | 'ai-sdk-ui'
  | 'tanstack'
  | 'genai'
  | 'naive'

export const competitors: Readonly<Record<CompetitorName, Competitor>> = {
  drop: {
    label: 'read and drop the bytes',
    load: async () => (await import('./competitors/by-hand.ts')).readAndDrop,
  },
  floor: {
    label: 'floor: decode at the end',
    load: async () => (await import('./competitors/by-hand.ts')).decodeAtEnd,
  },
  ours: {
    label: '**image-stream**',
    load: async () => (await import('./competitors/image-stream.ts')).imageStream,
  },
  'ours-bytes': {
    label: 'image-stream, and `image.bytes()`',
    load: async () => (await import('./competitors/image-stream.ts')).imageStreamBytes,
  },
  'eventsource-parser': {
    label: '`eventsource-parser` by hand',
    load: async () => (await import('./competitors/by-hand.ts')).eventsourceParser,
  },
  'ai-sdk': {
    label: 'AI SDK `streamText`',
    load: async () => (await import('./competitors/ai-sdk.ts')).streamTextFiles,
  },
  'ai-sdk-ui': {
    label: 'AI SDK, to its UI messages',
    load: async () => (await import('./competitors/ai-sdk.ts')).uiMessages,
  },
  tanstack: {
    label: 'TanStack AI `generateImage`, no streaming',
    load: async () => (await import('./competitors/tanstack.ts')).tanstackGenerateImage,
    isUnary: true,
  },
  genai: {
    label: '`@google/genai`',
    load: async () => (await import('./competitors/genai.ts')).genai,
    minReadKiB: 16,
  },
  naive: {
    label: '`buffer += chunk; split`',
    load: async () => (await import('./competitors/by-hand.ts')).bufferAndSplit,
    minReadKiB: 16,
  },
}
