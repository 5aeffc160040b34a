/** A shorter key guards nothing, such as an emulator's, and could be a word of the answer. */
const minSecretLength = 12

/** The text with every copy of an API key replaced: an API may repeat what it was sent. */
export function withoutSecret(text: string, secret: string): string {
  return secret.length < minSecretLength ? text : text.replaceAll(secret, '[secret]')
}
