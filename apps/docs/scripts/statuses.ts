/** The stories in which the playground stands still, one for each status. */
export const statuses: readonly string[] = [
  'idle',
  'submitted',
  'waiting',
  'thinking',
  'drafting',
  'receiving',
  'success',
  'editing',
  'edited',
  'branched',
  'stopped',
  'blocked',
  'cut',
]
  .map((name) => `playground-statuses--${name}`)
  .concat('playground-errors--errors')

/** A phone and a desk. */
export const sizes = { narrow: { width: 390, height: 844 }, wide: { width: 1440, height: 900 } } as const

/** What the page of scenarios, which is made of more pieces, is looked at in. */
export const scenarioSizes = {
  narrowest: { width: 360, height: 740 },
  middle: { width: 768, height: 1024 },
  wide: sizes.wide,
} as const

/** Plays of which each shows something else, and the page before any. */
export const scenarioStories: readonly string[] = ['', 'drafts', 'blocked-image', 'cut-after-picture'].map(
  (name) => `scenarios--scenarios${name && `&args=scenario:${name}`}`,
)

/** What is there once nothing more happens in a story of scenarios. */
export function sceneReady(id: string): string {
  return id.includes('&args=') ? '.outcome dl' : '.invitation'
}

export const themes = ['light', 'dark'] as const
