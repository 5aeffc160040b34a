import type { FetchHandler } from '@image-stream/core'
import { createEmulator, type Emulator, type Switches } from '@image-stream/emulator'
import type { Random } from '../random.ts'
import type { Network } from './network.ts'
import { noisyPng } from '../noisy-png.ts'
import { createSimulatedProcess, keyNow, processNow } from './simulated-process.ts'
import type { Weather } from './weather.ts'

/** One request that a relay sent to the API, seen from between the two. */
export interface ApiCall {
  readonly id: number
  /** The intent on whose behalf. */
  readonly key: string
  /** The relay. */
  readonly from: string
  /** When it was sent, in milliseconds. */
  readonly at: number
  /** The API has read it whole: from here on it may cost money. */
  isRead: boolean
  /** The API says that it does not charge for it: it was busy, refused the request, or will not show what it has drawn. */
  isUnbilled: boolean
  /** What the API draws. */
  readonly picture: Buffer
}

export interface Api {
  readonly emulator: Emulator
  readonly calls: readonly ApiCall[]
  /** What relays call it by. */
  readonly fetch: FetchHandler
}

const callHeader = 'x-chaos-call'

/** The emulator behind a network. It draws nothing: each answer has a picture of its own, made of noise. */
export function createApi(
  random: Random,
  network: Network,
  weather: Weather,
  note: (what: string) => void,
): Api {
  const emulator = createEmulator({ pictureSize: 'small', thoughts: 'always' })
  const calls: ApiCall[] = []
  const process = createSimulatedProcess('api')

  async function handle(request: Request): Promise<Response> {
    const call = calls[Number(request.headers.get(callHeader))]
    if (!call) throw new Error('A call that nobody has made.')
    call.isRead = true
    const picture = { base64: call.picture.toString('base64') }
    const switches = answerOf(random, weather)
    call.isUnbilled = switches.finishReason === 'IMAGE_SAFETY' || switches.blockReason !== undefined
    request.headers.set('x-emulator-options', JSON.stringify({ ...switches, picture }))
    return emulator(request)
  }

  const send = network.connect(
    () => ({ process, handle }),
    () => weather.between('servers'),
  )
  return {
    emulator,
    calls,
    async fetch(request) {
      const call: ApiCall = {
        id: calls.length,
        at: performance.now(),
        key: keyNow() ?? '',
        from: processNow()?.name ?? '',
        isRead: false,
        isUnbilled: false,
        picture: noisyPng(random, random.pick([200, 4_000, 30_000, 30_000, 120_000])),
      }
      calls.push(call)
      request.headers.set(callHeader, String(call.id))
      note(`call ${call.id} of ${call.from}`)
      const response = await send(request)
      note(`call ${call.id} is answered: ${response.status}`)
      if (response.ok) return response
      const text = await response.text()
      call.isUnbilled = isRefusal(response.status, text)
      return new Response(text, response)
    },
  }
}

/** Somebody refused the request; and the API's own word that it was busy, as one of what stands in front of it proves nothing. */
function isRefusal(status: number, text: string): boolean {
  if (status === 503) return text.includes('"status"')
  return status >= 400 && status < 499 && status !== 408
}

const moments = ['headers', 'start', 'thinking', 'picture', 'after-picture', 'after-finish'] as const

/** How the API answers: mostly well. */
function answerOf(random: Random, weather: Weather): Switches {
  const pace = {
    firstByteMs: random.pick([0, 50, 1_000, 8_000]),
    thinkingMs: random.pick([0, 100, 2_000, 20_000]),
    pictureMs: random.pick([0, 10, 500, 4_000]),
    finishMs: random.pick([0, 20, 300]),
  }
  if (weather.isCalm || random.chance(0.6)) return { pace }
  const error = (name: NonNullable<Switches['error']>['name'], more: object = {}): Switches => ({
    pace,
    error: { name, ...more },
  })
  return random.pick<() => Switches>([
    () => error('overloaded'),
    () => error('quota-minute', { retryDelay: random.pick(['1s', '5s', '90s']) }),
    () => error('quota-day'),
    () => error(random.pick(['internal', 'deadline', 'invalid-argument'])),
    () => error(503, { body: 'html' }),
    () => error(random.pick(['internal', 'overloaded']), { at: random.pick(moments) }),
    () => ({ pace, cut: { at: random.pick(moments), how: random.pick(['clean', 'reset'] as const) } }),
    () => ({ pace, silence: { at: random.pick(moments), ms: random.pick([5_000, 40_000, 400_000]) } }),
    () => ({ pace, finishReason: random.pick(['IMAGE_SAFETY', 'NO_IMAGE', 'MAX_TOKENS']) }),
    () => ({ pace, blockReason: 'PROHIBITED_CONTENT' }),
    () => ({ pace, thoughts: 'endless' }),
    () => ({ pace, images: 2 }),
    () => ({ pace, text: 'interleaved', usage: 'missing' }),
  ])()
}
