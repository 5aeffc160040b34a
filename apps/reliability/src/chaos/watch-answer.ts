/** What a page has seen of one of its intents. */
interface Seen {
  isKnown: boolean
  isKept: boolean
}

const last = /^data: \{"type":"(?:done|error|stopped)"/
const first = /^data: \{"type":"start"/

/** Notes what passes: whether the page was told how the run ended. */
export function watchAnswer(response: Response, seen: Seen): Response {
  if (!response.ok || !response.body) {
    // What stands in front of a relay, or one that is about to end, knows nothing of the run.
    if (response.status < 500) seen.isKnown = true
    return response
  }
  const decoder = new TextDecoder()
  let line = ''
  const lines = new TransformStream<Uint8Array, Uint8Array>(
    {
      transform(bytes, controller) {
        const [head = '', ...rest] = decoder.decode(bytes, { stream: true }).split('\n')
        line += head
        for (const next of rest) {
          if (last.test(line)) seen.isKnown = true
          if (first.test(line) && line.includes('"resumable":true')) seen.isKept = true
          else if (first.test(line)) seen.isKnown = true
          line = next
        }
        controller.enqueue(bytes)
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  )
  return new Response(response.body.pipeThrough(lines), response)
}
