/** The stories in which the playground stands still, one for each status. */
export const statuses: readonly string[] = [
  'idle',
  'submitted',
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

export const themes = ['light', 'dark'] as const
