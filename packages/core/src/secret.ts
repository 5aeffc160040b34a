/** A shorter key guards nothing, such as an emulator's, and could be a word of the answer. */
const minSecretLength = 12

/** The text with every copy of an API key replaced, also as it stands in an address: an API may repeat what it was sent. */
export function withoutSecret(text: string, secret: string): string {
  if (secret.length < minSecretLength) return text
  return text.replaceAll(secret, '[secret]').replaceAll(encodeURIComponent(secret), '[secret]')
}

/**
 * What was thrown, as a plain error without the key in its words, its stack or what caused it: what stands in for `fetch`
 * may repeat an address or headers there, and loggers write all of an error.
 */
export function errorWithoutSecret(thrown: unknown, secret: string): Error {
  const { name, message, stack, cause } = thrown instanceof Error ? thrown : new Error(String(thrown))
  const error = new Error(
    withoutSecret(message, secret),
    cause === undefined ? undefined : { cause: errorWithoutSecret(cause, secret) },
  )
  error.name = name
  if (stack !== undefined) error.stack = withoutSecret(stack, secret)
  return error
}
