/** A shorter key guards nothing, such as an emulator's, and could be a word of the answer. */
const minSecretLength = 12

/** The text with every copy of an API key replaced, also as it stands in an address: an API may repeat what it was sent. */
export function withoutSecret(text: string, secret: string): string {
  if (secret.length < minSecretLength) return text
  return text.replaceAll(secret, '[secret]').replaceAll(encodeURIComponent(secret), '[secret]')
}

/**
 * What was thrown, and what caused it, in its words and without the key: what stands in for `fetch` may repeat an address or
 * headers there, and loggers write all of an error.
 */
export function errorWithoutSecret(thrown: unknown, secret: string): Error {
  const { cause } = Object(thrown) as { readonly cause?: unknown }
  const options = cause ? { cause: errorWithoutSecret(cause, secret) } : {}
  return new Error(withoutSecret(String(thrown), secret), options)
}
