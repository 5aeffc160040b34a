import assert from 'node:assert/strict'
import type { Switches } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, secretKey } from '../../observe-run.ts'

const html = { 'content-type': 'text/html; charset=utf-8' }
const text = { 'content-type': 'text/plain' }
const events = { 'content-type': 'text/event-stream' }

function page(title: string, body = ''): string {
  return `<!doctype html>\n<html><head><title>${title}</title></head><body>${body}</body></html>\n`
}

/** What stands between a client and the API, and answers in its place with a good status. */
const answers: Readonly<Record<string, NonNullable<Switches['response']>>> = {
  'a captive portal': { status: 200, headers: html, body: page('Sign in to the network') },
  'a login page that calls itself an event stream': { status: 200, headers: events, body: page('Log in') },
  'a firewall that repeats the key': {
    status: 200,
    headers: html,
    body: page('Request blocked', `x-goog-api-key: ${secretKey} was refused`),
  },
  'a long page': { status: 200, headers: html, body: page('Long', '<p>all of this</p>'.repeat(300)) },
  'a page without a line end': { status: 200, headers: html, body: page('Short').trim() },
  'an XML error': {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: '<?xml version="1.0"?><Error/>',
  },
  'a sentence': { status: 200, headers: text, body: 'upstream connect error\n' },
  'a sentence that begins as an event does': { status: 200, headers: text, body: 'denied by policy\n' },
  'an empty body': { status: 200, headers: events },
  'no content': { status: 204 },
  'a part of something': {
    status: 206,
    headers: { ...events, 'content-range': 'bytes 0-9/100' },
    body: 'data: {"a":',
  },
  'not modified': { status: 304 },
}

/** How much of an answer may be shown, in characters. */
const maxExcerpt = 200

export const noAnswer: Fault = {
  id: 'B3',
  title: 'a good status, and something that is no answer',
  sampleSize: Object.keys(answers).length,
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const [name, response] of Object.entries(answers))
      yield {
        name: `${response.status}: ${name}`,
        async run() {
          const run = await endpoint.ask({ response })
          const error = expectError(run, { code: 'protocol' })
          assert.ok((error.detail ?? '').length <= maxExcerpt, `${error.detail?.length} characters are shown`)
          expectOneCall(run)
        },
      }
  },
}
