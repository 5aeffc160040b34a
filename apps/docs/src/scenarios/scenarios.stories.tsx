import { useArgs } from 'storybook/preview-api'
import { expect, waitFor, within } from 'storybook/test'

import preview from '../../.storybook/preview.tsx'
import { Scenarios as ScenariosPage, type ScenariosProps } from './scenarios.tsx'
import { allScenarios } from './themes.ts'

/** Relays and emulator answer on the page's own port, over real sockets; in the static build, in the page itself. */
const meta = preview.meta({
  title: 'Scenarios',
  component: ScenariosPage,
  argTypes: {
    scenario: { type: 'string', control: 'select', options: allScenarios.map(({ name }) => name) },
    onChoose: { control: false },
  },
})

export const Scenarios = meta.story({
  // What is chosen stands in the address, so that it can be shared.
  render: function Render(args) {
    const [, update] = useArgs<typeof args>()
    return <ScenariosPage {...args} onChoose={(scenario) => update({ scenario })} />
  },
})

/** Long enough for the ones that are silent first. */
const settled = { timeout: 14_000 }

/** What each of these says to the user, and what a program is given to go by. */
const played: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { status: 'success', 'finish reason': 'STOP', pictures: '1' },
  drafts: { status: 'success', pictures: '1, 2 drafts' },
  'blocked-image': {
    title: 'Drawn, then held back.',
    code: 'blocked',
    advice: 'edit-prompt',
    billed: 'no',
    'finish reason': 'IMAGE_SAFETY',
  },
  'bad-key': {
    title: 'Pictures are off right now.',
    code: 'misconfigured',
    advice: 'contact',
    billed: 'no',
    reason: 'API_KEY_INVALID',
  },
  'cut-mid-picture': {
    title: 'The picture did not arrive whole.',
    code: 'truncated',
    advice: 'retry',
    billed: 'maybe',
  },
  'framed-error': { title: 'The model is busy.', code: 'overloaded', advice: 'wait', billed: 'maybe' },
  silence: { title: 'No sign of it for a while.', code: 'stalled', advice: 'retry', billed: 'maybe' },
}

/** What the address alone plays. */
async function endsAsExpected({ canvas, args }: Playing): Promise<void> {
  const { title, ...outcome } = played[args.scenario ?? ''] ?? {}
  const panel = within(await canvas.findByRole('region', { name: 'Outcome' }))
  await panel.findByText('status', {}, settled)
  for (const [name, value] of Object.entries(outcome))
    await expect(panel.getByText(name, { selector: 'dt' }).nextElementSibling).toHaveTextContent(value)
  if (title === undefined)
    await expect(canvas.getByRole('img', { name: /A red fox/ })).toHaveProperty('naturalWidth', 1264)
  // The card fades in.
  else await waitFor(() => expect(canvas.getByRole('heading', { name: title })).toBeVisible())
  const events = within(canvas.getByRole('region', { name: 'Events' }))
  await expect(events.getByText('start')).toBeVisible()
  await expect(events.getByText(title === undefined ? 'done' : 'error')).toBeVisible()
}

interface Playing {
  readonly canvas: ReturnType<typeof within>
  readonly args: ScenariosProps
}

export const PlaysAPlainAnswer = meta.story({
  tags: ['!dev'],
  args: { scenario: 'plain' },
  play: endsAsExpected,
})

export const PlaysDrafts = meta.story({ tags: ['!dev'], args: { scenario: 'drafts' }, play: endsAsExpected })

export const PlaysABlockedPicture = meta.story({
  tags: ['!dev'],
  args: { scenario: 'blocked-image' },
  play: endsAsExpected,
})

export const PlaysABadKey = meta.story({
  tags: ['!dev'],
  args: { scenario: 'bad-key' },
  play: endsAsExpected,
})

export const PlaysACutInThePicture = meta.story({
  tags: ['!dev'],
  args: { scenario: 'cut-mid-picture' },
  play: endsAsExpected,
})

export const PlaysAnErrorEvent = meta.story({
  tags: ['!dev'],
  args: { scenario: 'framed-error' },
  play: endsAsExpected,
})

export const PlaysSilence = meta.story({
  tags: ['!dev'],
  args: { scenario: 'silence' },
  play: endsAsExpected,
})

export const TheKeyboardFindsAndPlays = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByRole('searchbox', { name: 'Find a scenario' }), 'quota')
    const [first, second, ...others] = within(canvas.getByRole('table')).getAllByRole('button')
    await expect(others).toEqual([])
    await userEvent.keyboard('{ArrowDown}')
    await expect(first).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}')
    await expect(second).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await canvas.findByRole('row', { name: /Quota of the day quota no/ }, settled)
    await canvas.findByRole('heading', { name: 'No more pictures for now.' })
  },
})

export const WhatIsNowhereIsNotFound = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByRole('searchbox', { name: 'Find a scenario' }), 'a purple elephant')
    await expect(canvas.getByText('No scenario has these words.')).toBeVisible()
    await expect(canvas.getByRole('button', { name: /^Play these/ })).toBeDisabled()
  },
})
