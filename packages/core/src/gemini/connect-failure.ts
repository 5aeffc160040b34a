/** What a server's `fetch` fails with when there was no connection, and so nothing was sent. */
const steps: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])

const codes = /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/**
 * True when a failed `fetch` proves that nothing was sent: no address, refused, no certificate to trust, no connection in
 * time. Browsers give no reason, so there it is never proved.
 */
export function isConnectFailure(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false
  const { cause } = failure
  const { syscall, code } = failure as { readonly syscall?: unknown; readonly code?: unknown }
  if (steps.has(syscall) || (typeof code === 'string' && codes.test(code))) return true
  // One for each address that was tried.
  if (failure instanceof AggregateError && failure.errors.length > 0)
    return failure.errors.every((each) => isConnectFailure(each))
  return cause !== undefined && isConnectFailure(cause)
}
