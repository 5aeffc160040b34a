import { list, message, type MessageField } from './fields.ts'
import type { Flavour } from './options.ts'

const blob = message({ mimeType: 'string', data: 'bytes', displayName: 'string' })

const part = message({
  text: 'string',
  inlineData: blob,
  fileData: message({ mimeType: 'string', fileUri: 'string', displayName: 'string' }),
  thought: 'bool',
  thoughtSignature: 'bytes',
  functionCall: 'any',
  functionResponse: 'any',
  executableCode: 'any',
  codeExecutionResult: 'any',
  videoMetadata: 'any',
  mediaResolution: 'any',
  partMetadata: 'any',
})

const content = message({ role: 'string', parts: list(part) })

/** Fields that only Vertex takes; the Developer API calls them unknown. */
const vertexImageConfig = {
  imageOutputOptions: message({ mimeType: 'string', compressionQuality: 'int32' }),
  personGeneration: 'string',
  prominentPeople: 'string',
} as const

const generationConfig = (flavour: Flavour): MessageField =>
  message({
    responseModalities: list('enum'),
    imageConfig: message({
      aspectRatio: 'string',
      imageSize: 'string',
      ...(flavour === 'vertex' ? vertexImageConfig : {}),
    }),
    responseFormat: message({
      image: message({
        aspectRatio: 'string',
        imageSize: 'string',
        mimeType: 'string',
        delivery: 'string',
      }),
      text: 'any',
    }),
    thinkingConfig: message({
      includeThoughts: 'bool',
      thinkingLevel: 'enum',
      thinkingBudget: 'int32',
    }),
    seed: 'int32',
    temperature: 'number',
    topP: 'number',
    topK: 'number',
    candidateCount: 'int32',
    maxOutputTokens: 'int32',
    stopSequences: list('string'),
    responseMimeType: 'string',
    responseSchema: 'any',
    responseJsonSchema: 'any',
    presencePenalty: 'number',
    frequencyPenalty: 'number',
    responseLogprobs: 'bool',
    logprobs: 'int32',
    speechConfig: 'any',
    mediaResolution: 'enum',
  })

/** `GenerateContentRequest`, as far as its names matter: what is in it is checked elsewhere. */
export function requestSchema(flavour: Flavour): MessageField {
  return message({
    model: 'string',
    contents: list(content),
    systemInstruction: content,
    generationConfig: generationConfig(flavour),
    safetySettings: list(message({ category: 'enum', threshold: 'enum', method: 'enum' })),
    tools: list('any'),
    toolConfig: 'any',
    cachedContent: 'string',
    store: 'bool',
    serviceTier: 'string',
    labels: 'any',
  })
}
