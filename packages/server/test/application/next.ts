/** As much of Next as a route uses: the cookies of a request, and work behind its answer. */
export const request: { session: string | null } = { session: null }
export const behind: Promise<unknown>[] = []

export async function cookies() {
  const { session } = request
  return { get: (name: string) => (name === 'session' && session ? { value: session } : undefined) }
}

export function after(work: () => Promise<unknown>): void {
  behind.push(work())
}
