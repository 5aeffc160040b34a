import type { Setting, Stage } from '../stage.ts'
import { paintCity } from './city.ts'
import { paintCountry } from './country.ts'
import { paintForest } from './forest.ts'
import { paintHarbour } from './harbour.ts'
import { paintClouds, paintSpace, paintUnderwater } from './heavens.ts'
import { paintLabel } from './label.ts'
import { paintTable, paintWindowsill } from './room.ts'
import { paintWaterside } from './water.ts'

/** Paints everything behind the things of a picture, and says where they may stand. */
export function paintPlace(stage: Stage): Setting {
  switch (stage.brief.place) {
    case 'sea':
    case 'lake':
    case 'river':
    case 'beach':
      return paintWaterside(stage)
    case 'harbour':
      return paintHarbour(stage)
    case 'forest':
    case 'birches':
      return paintForest(stage)
    case 'windowsill':
      return paintWindowsill(stage)
    case 'table':
      return paintTable(stage)
    case 'city':
      return paintCity(stage)
    case 'space':
      return paintSpace(stage)
    case 'clouds':
      return paintClouds(stage)
    case 'underwater':
      return paintUnderwater(stage)
    case 'label':
      return paintLabel(stage)
    default:
      return paintCountry(stage)
  }
}
