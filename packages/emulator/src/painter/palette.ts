import { hex, type Colour } from './colour.ts'

/** The light of one picture: every colour in it comes from here or is seen through it. */
export interface Palette {
  readonly name: string
  /** How the thinking speaks of it. */
  readonly words: string
  /** Zenith, middle, horizon. */
  readonly sky: readonly [Colour, Colour, Colour]
  /** The disc of the sun or moon, and the air around it. */
  readonly disc: Colour
  readonly glow: Colour
  /** What the farthest land fades into. */
  readonly haze: Colour
  /** Water at the horizon and at our feet. */
  readonly water: readonly [Colour, Colour]
  /** The deepest silhouettes. */
  readonly dark: Colour
  /** The lightest light: foam, paper, snow in the sun. */
  readonly light: Colour
  /** One strong colour for what matters, and its companion. */
  readonly accent: Colour
  readonly second: Colour
  /** What shadow and air tint things with, and how strongly (0 to 1). */
  readonly ambient: Colour
  readonly veil: number
  /** 0 by day, 1 in the deepest night. */
  readonly darkness: number
}

type Row = readonly [
  name: string,
  words: string,
  sky: string,
  light: string,
  haze: string,
  water: string,
  tones: string,
  accents: string,
  ambient: string,
  veil: number,
  darkness: number,
]

const ROWS: readonly Row[] = [
  [
    'dawn',
    'rose, apricot and dove blue',
    '#7d9bbd #dcb4b4 #fbdcb0',
    '#fff3d6 #ffd49a',
    '#d3b0b4',
    '#eec6b0 #6d86a6',
    '#2f3553 #fff4e4',
    '#dd6347 #4d6c93',
    '#8c7fa8',
    0.16,
    0.12,
  ],
  [
    'morning',
    'cream, pale blue and sage',
    '#8ec4d6 #cfe6dd #fbf0d2',
    '#fffaea #ffe9b0',
    '#b9d4cf',
    '#cfe5da #4f93a3',
    '#24434d #fffaf0',
    '#e06a4a #f0b350',
    '#9db9c9',
    0.08,
    0,
  ],
  [
    'noon',
    'clear teal, white and warm sand',
    '#3c9bbf #8bcbd3 #e9f1dc',
    '#fffdf0 #fff3c4',
    '#a5d0d2',
    '#8fd0cb #1d7190',
    '#15394c #fffdf4',
    '#e8583c #f4b942',
    '#8ab8cc',
    0.06,
    0,
  ],
  [
    'afternoon',
    'honey, olive and soft teal',
    '#7db3b6 #ecdcaa #fac873',
    '#fff3cd #ffd98a',
    '#d6c596',
    '#eed59a #5f9393',
    '#37402f #fff5dd',
    '#d4562f #2f7076',
    '#c79c66',
    0.14,
    0.02,
  ],
  [
    'sunset',
    'vermilion, rose and plum',
    '#4b3f7b #d05f7c #ffae62',
    '#ffeab0 #ffb35c',
    '#c06a80',
    '#f79a70 #553468',
    '#2a1a3d #fff0d8',
    '#f05a3c #ffb84d',
    '#6f3f74',
    0.28,
    0.3,
  ],
  [
    'dusk',
    'indigo, lavender and ember',
    '#232f63 #75609a #f4a683',
    '#ffe0b2 #ff9e7a',
    '#75659a',
    '#d48f93 #232d5e',
    '#14193a #ffe9d2',
    '#ec6a45 #f6b45a',
    '#3b3f7d',
    0.34,
    0.5,
  ],
  [
    'night',
    'ink blue, deep teal and lamp amber',
    '#0a1432 #15305c #336284',
    '#fdf3d6 #7fb0c8',
    '#2c5273',
    '#3d6f8c #0b1a3a',
    '#060c20 #e8eef2',
    '#f2a03d #e5643c',
    '#14264f',
    0.44,
    0.82,
  ],
  [
    'snow',
    'ice blue, dove grey and warm white',
    '#93abc2 #c4d0da #f3e8e2',
    '#fffaf0 #ffeedd',
    '#bccad9',
    '#c9d6df #5d7f9b',
    '#2c3d55 #ffffff',
    '#d8492f #3f6b86',
    '#93a9c8',
    0.12,
    0.04,
  ],
  [
    'rain',
    'slate, sage and wet green',
    '#5d7482 #93a7aa #ccd0bf',
    '#f2efdc #dfe2d0',
    '#9fb0ae',
    '#a7b6b0 #48626d',
    '#202f38 #eef2ea',
    '#e2583a #e9b44c',
    '#6f8690',
    0.22,
    0.2,
  ],
  [
    'fog',
    'pearl grey, moss and warm white',
    '#aebbb9 #cfd3ca #ebe4d3',
    '#fffaea #fff3da',
    '#c9cec6',
    '#d3d5ca #8b9f9f',
    '#3b4a4b #faf7ee',
    '#c9573a #5f7d78',
    '#aab6b3',
    0.26,
    0.06,
  ],
  [
    'storm',
    'gunmetal, bottle green and brass',
    '#222d3b #4a5d68 #a7a58c',
    '#f4edc9 #d6cf9e',
    '#5d6f76',
    '#7d8c88 #1c303b',
    '#10191f #eef0e2',
    '#e0a030 #c9503a',
    '#33454f',
    0.32,
    0.4,
  ],
  [
    'sand',
    'terracotta, sand and pale turquoise',
    '#63b0b3 #f3d9a8 #fbbd84',
    '#fff6dc #ffdf9e',
    '#eab78d',
    '#a9d0c0 #3f8f93',
    '#4a2530 #fff4df',
    '#d2512f #2f7f80',
    '#cf8c6a',
    0.12,
    0,
  ],
  [
    'room',
    'warm plaster, butter light and old rose',
    '#f3e2c4 #ecd3ad #dcb58c',
    '#fff6dd #ffe6a6',
    '#d9bb98',
    '#b9cfc4 #5b8a8d',
    '#4b2f2a #fff8ea',
    '#c65a3b #3f7a77',
    '#b98a6a',
    0.1,
    0,
  ],
  [
    'space',
    'violet black, magenta dust and gold',
    '#08081f #1b1648 #4a2668',
    '#fff1cf #f0a0c0',
    '#3a2f6a',
    '#3b2f6b #120f30',
    '#05050f #f4ecff',
    '#f4a742 #ef5f6b',
    '#2a1f5a',
    0.24,
    0.6,
  ],
  [
    'deep',
    'sea green, teal and coral',
    '#9be0cf #2f9ba3 #0d4a63',
    '#f4ffe6 #c6f2d6',
    '#4fb0ac',
    '#6cc4b8 #0b3f57',
    '#06273a #f1fff4',
    '#f2704f #f6bf4f',
    '#1f7f8c',
    0.3,
    0.2,
  ],
  [
    'label',
    'tea green, old gold and brick',
    '#f4e7c8 #efdcb4 #e6cb97',
    '#fff8e2 #f0cf82',
    '#d9c08a',
    '#a9c0a0 #4f7a66',
    '#23403a #fbf2da',
    '#b5482e #d9a441',
    '#a98f5c',
    0.04,
    0,
  ],
  [
    'berry',
    'blush, mulberry and bottle green',
    '#b9a3c7 #ecc4c6 #fbe3cf',
    '#fff5e6 #ffdcc4',
    '#c9a7bd',
    '#dfb9c4 #6b4f80',
    '#33203f #fff4ee',
    '#a8325a #2f6b5c',
    '#8f6f9c',
    0.16,
    0.06,
  ],
  [
    'mustard',
    'mustard, teal and brick',
    '#3f8a8c #9fc0a4 #f6d884',
    '#fff6d4 #ffdf7a',
    '#a3bd97',
    '#9fc7ae #2b6a74',
    '#17343b #fff6dc',
    '#c9472b #e9a92f',
    '#5f9490',
    0.1,
    0.02,
  ],
]

function readRow(row: Row): Palette {
  const [name, words, sky, discs, haze, water, tones, accents, ambient, veil, darkness] = row
  const list = (codes: string): Colour[] => codes.split(' ').map(hex)
  const [top, middle, low] = list(sky) as [Colour, Colour, Colour]
  const [disc, glow] = list(discs) as [Colour, Colour]
  const [far, near] = list(water) as [Colour, Colour]
  const [dark, light] = list(tones) as [Colour, Colour]
  const [accent, second] = list(accents) as [Colour, Colour]
  return {
    name,
    words,
    sky: [top, middle, low],
    disc,
    glow,
    haze: hex(haze),
    water: [far, near],
    dark,
    light,
    accent,
    second,
    ambient: hex(ambient),
    veil,
    darkness,
  }
}

export type PaletteName =
  | 'dawn'
  | 'morning'
  | 'noon'
  | 'afternoon'
  | 'sunset'
  | 'dusk'
  | 'night'
  | 'snow'
  | 'rain'
  | 'fog'
  | 'storm'
  | 'sand'
  | 'room'
  | 'space'
  | 'deep'
  | 'label'
  | 'berry'
  | 'mustard'

const PALETTES: ReadonlyMap<string, Palette> = new Map(ROWS.map((row) => [row[0], readRow(row)]))

export function paletteOf(name: PaletteName): Palette {
  const palette = PALETTES.get(name)
  if (!palette) throw new Error(`There is no palette "${name}".`)
  return palette
}
