/**
 * A request that lives as long as its signal. Node joins an abort to the connection through the request, and collects a
 * request that nobody holds: after that an abort would close nothing, and the call would go on.
 */
export function createRequest(url: string | URL, init: RequestInit): Request {
  const request = new Request(url, init)
  if (init.signal) requests.set(init.signal, request)
  return request
}

const requests = new WeakMap<AbortSignal, Request>()
