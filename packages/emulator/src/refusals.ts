/** What the endpoint says beside a finish reason, in our words; `NO_IMAGE` comes without any. */
const FINISH_MESSAGES: Readonly<Record<string, string>> = {
  IMAGE_SAFETY:
    "Unable to show the generated image. The image was filtered out because it may violate Google's Responsible AI practices. You will not be charged for blocked images. Try rephrasing the prompt.",
  IMAGE_PROHIBITED_CONTENT:
    'Unable to show the generated image. It may go against the interests of third-party content providers. You will not be charged for blocked images. Support code: 10000001.',
  IMAGE_RECITATION:
    'Unable to show the generated image. It was too close to an existing work. Try rephrasing the prompt.',
  IMAGE_OTHER:
    'Unable to show the generated image. The model could not generate it from this prompt. You will not be charged for this request. Try rephrasing the prompt.',
  OTHER: 'Model failed to generate content due to internal error.',
}

export function finishMessageOf(finishReason: string): string | null {
  return FINISH_MESSAGES[finishReason] ?? null
}
