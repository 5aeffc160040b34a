import { hex, type Colour } from './colour.ts'

export interface NamedColour {
  readonly name: string
  readonly colour: Colour
}

const CODES: Readonly<Record<string, string>> = {
  red: '#d2402c',
  crimson: '#b3243b',
  scarlet: '#dc3a22',
  vermilion: '#e0492b',
  orange: '#ec7f2c',
  amber: '#eda02f',
  yellow: '#f3c53c',
  gold: '#dca83a',
  golden: '#dca83a',
  mustard: '#d1a02f',
  green: '#5c9150',
  emerald: '#2f8a63',
  olive: '#868743',
  mint: '#9bd3b5',
  sage: '#9bb096',
  lime: '#a4c639',
  teal: '#2b8383',
  turquoise: '#3fb3ad',
  cyan: '#3cb4cf',
  blue: '#3a72b5',
  navy: '#253f72',
  indigo: '#3f4290',
  azure: '#4a9bd6',
  purple: '#7a4c96',
  violet: '#7d5aa8',
  lavender: '#a99ad0',
  lilac: '#bda3d3',
  magenta: '#bf3a86',
  pink: '#ee9bae',
  rose: '#df7f8d',
  coral: '#f07c62',
  peach: '#f7b48d',
  brown: '#85573a',
  chestnut: '#84462b',
  ochre: '#c8892f',
  beige: '#dcc7a1',
  cream: '#f5e9cd',
  white: '#f6f3ea',
  ivory: '#f5eedc',
  silver: '#bcc5ca',
  grey: '#8c949a',
  gray: '#8c949a',
  black: '#2b2a2f',
  copper: '#b86b42',
  bronze: '#9c6f3d',
  terracotta: '#c2643f',
  burgundy: '#77263a',
  rust: '#b0502a',
}

const COLOURS: ReadonlyMap<string, NamedColour> = new Map(
  Object.entries(CODES).map(([name, code]) => [name, { name, colour: hex(code) }]),
)

/** The colour that a word names, if it does; "reddish" and "blueish" count. */
export function colourNamed(word: string): NamedColour | undefined {
  return (
    COLOURS.get(word) ?? COLOURS.get(word.replace(/d?ish$/, '')) ?? COLOURS.get(word.replace(/ish$/, 'e'))
  )
}
