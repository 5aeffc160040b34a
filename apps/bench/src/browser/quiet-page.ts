import type { Browser, CDPSession } from 'playwright'

/** A page in a process of its own that nobody watches but the one who asks. */
export interface QuietPage {
  send(method: string, params?: object): Promise<unknown>
  /** What an expression, or its promise, comes to. @throws Error what it throws. */
  evaluate(expression: string): Promise<unknown>
  close(): Promise<void>
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/**
 * Opens a page behind Playwright's back, which listens to the network of each page of its own: Chromium then keeps what a
 * page loads and decodes all of its text again when it has come, 50 ms for one of our streams on a slow processor, and in
 * the page's own thread. A picture it leaves alone, so that a page which loads one would look better than it is.
 */
export async function openQuietPage(browser: Browser, address: string): Promise<QuietPage> {
  const devtools = await browser.newBrowserCDPSession()
  const { browserContextId } = await devtools.send('Target.createBrowserContext')
  const { targetId } = await devtools.send('Target.createTarget', { url: 'about:blank', browserContextId })
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId })
  const send = createSender(devtools, sessionId)
  await send('Page.navigate', { url: address })
  return {
    send,
    async evaluate(expression) {
      const { result, exceptionDetails } = (await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })) as { result: { value?: unknown }; exceptionDetails?: { text: string } }
      if (exceptionDetails) throw new Error(`${expression} in ${address}: ${exceptionDetails.text}`)
      return result.value
    },
    async close() {
      await devtools.send('Target.disposeBrowserContext', { browserContextId })
      await devtools.detach()
    },
  }
}

/** Messages in messages: Playwright knows no session of ours. */
function createSender(devtools: CDPSession, sessionId: string): QuietPage['send'] {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error } = JSON.parse(message) as Answer
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result)
  })
  let last = 0
  return async (method, params = {}) => {
    last += 1
    const id = last
    const asked = Promise.withResolvers<unknown>()
    waiting.set(id, asked)
    await devtools.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params }),
    })
    return asked.promise
  }
}
