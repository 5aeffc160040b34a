import { ApiError, invalidArgument } from './errors.ts'

// The endpoint's sentences about what came with a request.

export function unknownName(path: string, name: string): string {
  const place = path === '' ? '' : ` at '${path}'`
  return `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`
}

export function tooLarge(maxBytes: number): ApiError {
  return invalidArgument(`Request payload size exceeds the limit: ${maxBytes} bytes.`)
}

export function unreadableImage(): ApiError {
  return invalidArgument(
    'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  )
}

export function unsupportedType(mediaType: string): ApiError {
  return invalidArgument(`Unsupported MIME type: ${mediaType}`)
}

/** An address that the endpoint does not read from. */
export function unsupportedFile(uri: string): ApiError {
  return invalidArgument(`Invalid or unsupported file uri: ${uri}`)
}

/** A file of the Files API that is not there, or another's: both are said alike. */
export function missingFile(id: string): ApiError {
  return new ApiError(
    403,
    'PERMISSION_DENIED',
    `You do not have permission to access the File ${id} or it may not exist.`,
  )
}

/** Positions count from one. */
export function missingSignature(kind: 'Image' | 'Text', content: number, part: number): ApiError {
  return invalidArgument(
    `${kind} part is missing a thought_signature in content position ${content}, part position ${part}.`,
  )
}

export function corruptedSignature(): ApiError {
  return invalidArgument('Corrupted thought signature.')
}

export function invalidSignature(): ApiError {
  return invalidArgument('Invalid thought signature.')
}
