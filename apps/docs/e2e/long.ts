/** What `npm test` leaves out, and `pnpm test:all` runs. */
export const longTag = {
  name: 'long',
  description: 'shows less than its neighbours for the time that it takes',
}

/** The options of such a test. */
export const long = { tags: [longTag.name] }

export const frameworks = ['React', 'Vue', 'Svelte'] as const

/** The options of a test: it is long unless it is the one of its kind that goes first. */
export function longUnless(isFirst: boolean): { readonly tags?: string[] } {
  return isFirst ? {} : long
}
