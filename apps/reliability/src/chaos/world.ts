import type { Episode } from '../fuzz/episode.ts'
import { createApi, type Api } from './api.ts'
import { createAsks, type Asks } from './asks.ts'
import { createNetwork, type Network } from './network.ts'
import { openPage, type Page, type PageSetting } from './page.ts'
import { createServers, type Servers } from './servers.ts'
import type { SimulatedGlobals } from './simulated-globals.ts'
import { createStrangers, type Strangers } from './strangers.ts'
import { createWeather, type Weather } from './weather.ts'

/** Users with their tabs, relays, a store and the API, with a network between them. */
export interface World extends Episode {
  readonly weather: Weather
  readonly network: Network
  readonly api: Api
  readonly servers: Servers
  readonly asks: Asks
  readonly strangers: Strangers
  /** Those that are open. */
  pages: Page[]
  /** How far the clock on the wall is ahead of the truth. */
  clockErrorMs: number
  /** The most that it ever was. */
  mostAheadMs: number
  hasJumpedAhead: boolean
  open(owner: string, storage?: Storage): Page
}

export const owners = ['ann', 'ben'] as const

export function createWorld(episode: Episode, globals: SimulatedGlobals): World {
  const { random, note } = episode
  const weather = createWeather(random)
  const network = createNetwork()
  const api = createApi(random, network, weather, note)
  const servers = createServers(episode, network, weather, api)
  const asks = createAsks(note)
  const setting: PageSetting = { random, globals, servers, asks }
  let opened = 0
  const world: World = {
    ...episode,
    weather,
    network,
    api,
    servers,
    asks,
    strangers: createStrangers(servers),
    pages: [],
    clockErrorMs: 0,
    mostAheadMs: 0,
    hasJumpedAhead: false,
    open(owner, storage) {
      const page = openPage(setting, { name: `page ${(opened += 1)}`, owner }, storage)
      world.pages.push(page)
      note(`${page.name} of ${owner} opens, ${page.concurrency}`)
      return page
    },
  }
  return world
}
