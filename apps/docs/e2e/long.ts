/** What `npm test` leaves out, and `pnpm test:all` runs. */
export const longTag = { name: 'long', description: 'repeats what its neighbours show, or takes minutes' }

export const frameworks = ['React', 'Vue', 'Svelte'] as const

/** The options of a test: it is long unless it is the one of its kind that goes first. */
export function longUnless(isFirst: boolean): { readonly tags?: string[] } {
  return isFirst ? {} : { tags: [longTag.name] }
}
