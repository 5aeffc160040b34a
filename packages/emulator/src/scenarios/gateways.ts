import { say, type Scenarios } from './scenario.ts'

/** What stands between: captive portals, gateways, redirects. */
export const gateways: Scenarios = {
  'html-page': say('A page instead', '200 with HTML: a captive portal.', {
    response: {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>\n',
    },
  }),
  'plain-text': say('Text instead', '200 with a sentence.', {
    response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'upstream connect error\n' },
  }),
  'empty-body': say('Nothing', '200 with an empty body.', {
    response: { status: 200, headers: { 'content-type': 'text/event-stream' } },
  }),
  'no-content-status': say('No content', '204.', { response: { status: 204 } }),
  redirect: say('A redirect', '302 to another host.', { redirect: { status: 302 } }),
  'json-error-200': say('An error with 200', 'An error object and a good status.', {
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"code":503,"message":"This model is currently experiencing high demand.","status":"UNAVAILABLE"}}\n',
    },
  }),
  'single-json': say('One JSON object', 'A gateway that does not stream.', { format: 'single-json' }),
  'proxy-noise': say('Proxy noise', 'Comments between events, and [DONE] at the end.', { noise: 'both' }),
  'wrong-content-type': say('Wrong content type', 'A good stream that is called HTML.', {
    contentType: 'text/html; charset=utf-8',
  }),
  'partial-content': say('Partial content', '206 with the start of a stream.', {
    response: {
      status: 206,
      headers: { 'content-type': 'text/event-stream', 'content-range': 'bytes 0-21/2600000' },
      body: 'data: {"candidates": [',
    },
  }),
  'not-modified': say('Not modified', '304, as a cache might say.', { response: { status: 304 } }),
  'redirect-301': say('Moved for good', '301 to another host.', { redirect: { status: 301 } }),
  'redirect-303': say('See other', '303 to another host, which asks for a GET.', {
    redirect: { status: 303 },
  }),
  'redirect-307': say('Moved, same method', '307 to another host.', { redirect: { status: 307 } }),
  'redirect-308': say('Moved for good, same method', '308 to another host.', { redirect: { status: 308 } }),
  'redirect-same-host': say('Moved on this host', '307 to another address here, which answers.', {
    redirect: { status: 307, to: 'same-host' },
  }),
  'redirect-http': say('Moved to http', '307 to this host without TLS.', {
    redirect: { status: 307, to: 'http' },
  }),
  'page-502': say('Bad gateway', "502 with a gateway's page.", { error: { name: 502, body: 'html' } }),
  'page-503': say('A busy gateway', '503 with a page: whether work was done is not known.', {
    error: { name: 503, body: 'html' },
  }),
  'page-504': say('Gateway timeout', "504 with a gateway's page.", { error: { name: 504, body: 'html' } }),
  'page-524': say('A slow origin', '524 with a page, as Cloudflare sends.', {
    error: { name: 524, body: 'html' },
  }),
  'empty-500': say('An error without a word', '500 with an empty body.', {
    error: { name: 500, body: 'empty' },
  }),
  'text-503': say('An error in text', '503 with a line of text.', { error: { name: 503, body: 'text' } }),
}
