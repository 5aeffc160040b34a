/** An application's sessions: the cookie is the visitor. */
export async function readSession(cookie?: string): Promise<{ userId: string; plan: string } | null> {
  const userId = cookie?.replace(/^session=/, '')
  return userId ? { userId, plan: userId === 'pro' ? 'pro' : 'free' } : null
}
