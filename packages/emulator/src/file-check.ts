import { ApiError, invalidArgument } from './errors.ts'
import type { Flavour } from './options.ts'
import { missingFile, unsupportedFile } from './refused-input.ts'
import type { GenerateRequest } from './request.ts'

/**
 * `file_data` names a file that lies elsewhere. None lies here, so each is refused as the endpoint
 * refuses one that it cannot reach; the gateway documents no such part at all.
 */
export function fileParts(flavour: Flavour): (request: GenerateRequest) => ApiError | null {
  return ({ turns }) => {
    const uri = turns
      .flatMap(({ parts }) => parts.map(({ fileUri }) => fileUri))
      .find((each) => each !== null)
    return uri === undefined || uri === null ? null : refusals[flavour](uri)
  }
}

const FILES_API = /^https:\/\/generativelanguage\.googleapis\.com\/(?:v1(?:beta)?\/)?files\/([\w-]+)$/

const refusals: Readonly<Record<Flavour, (uri: string) => ApiError>> = {
  google(uri) {
    const id = FILES_API.exec(uri)?.[1]
    return id === undefined ? unsupportedFile(uri) : missingFile(id)
  },
  vertex: (uri) =>
    uri.startsWith('gs://')
      ? new ApiError(
          403,
          'PERMISSION_DENIED',
          `The caller does not have storage.objects.get access to the Google Cloud Storage object ${uri}, or it may not exist.`,
        )
      : invalidArgument(
          'Cannot fetch content from the provided URL. Please ensure the URL is valid and accessible by Vertex AI.',
        ),
  anyfast: () => invalidArgument('file_data is not supported: send pictures as inline_data.'),
}
