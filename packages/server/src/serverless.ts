import { readEnvironment } from './authorize.ts'

/** Set on hosts where each request may meet another process, by their names. */
const marks: Readonly<Record<string, string>> = {
  VERCEL: 'Vercel',
  NETLIFY: 'Netlify',
  AWS_LAMBDA_FUNCTION_NAME: 'AWS Lambda',
  K_SERVICE: 'Cloud Run',
}

/** The host where memory is not shared by the requests of one visitor; null on a server that stays. */
export function serverlessHost(): string | null {
  const { navigator }: { readonly navigator?: { readonly userAgent?: string } } = globalThis
  if (navigator?.userAgent === 'Cloudflare-Workers') return 'Cloudflare Workers'
  return Object.entries(marks).find(([name]) => readEnvironment(name))?.[1] ?? null
}
