/** One group of bars that share a scale. */
export interface Panel {
  readonly title: string
  readonly bars: readonly Bar[]
}

export interface Bar {
  readonly label: string
  readonly value: number
  /** As it is written behind the bar. */
  readonly text: string
  readonly isOurs: boolean
}

const width = 880
const left = 330
const right = 90
const barHeight = 16
const rowHeight = 26
const titleHeight = 48
const captionHeight = 44

/** Bars as an SVG that brings its own paper, so that it can be read on a light page and on a dark one. */
export function toChart(panels: readonly Panel[], caption: string): string {
  const heights = panels.map(({ bars }) => titleHeight + bars.length * rowHeight)
  const height = heights.reduce((sum, each) => sum + each, 0) + captionHeight
  const groups = panels.map((panel, index) => {
    const top = heights.slice(0, index).reduce((sum, each) => sum + each, 0)
    return drawPanel(panel, top)
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(panels.map(describe).join(' '))}</title>
<style>
  text { font: 13px 'Source Sans 3', 'Segoe UI', system-ui, sans-serif; fill: #1e1b17 }
  .title { font-weight: 600; font-size: 14px }
  .caption { font-size: 12px; fill: #5d574e }
  .ours { font-weight: 600 }
  .paper { fill: #faf9f6 }
  .bar { fill: #8d867b }
  .bar.ours { fill: #1f6b58 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f1ede6 }
    .caption { fill: #b3ab9f }
    .paper { fill: #161513 }
    .bar { fill: #7d766c }
    .bar.ours { fill: #82cdb4 }
  }
</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
${groups.join('\n')}
<text class="caption" x="24" y="${height - 16}">${escape(caption)}</text>
</svg>
`
}

function drawPanel({ title, bars }: Panel, top: number): string {
  const longest = Math.max(...bars.map(({ value }) => value))
  const rows = bars.map(({ label, value, text, isOurs }, index) => {
    const y = top + titleHeight + index * rowHeight
    const length = Math.max(1, (value / longest) * (width - left - right))
    const kind = isOurs ? ' ours' : ''
    const middle = y + barHeight - 3
    return [
      `<text class="label${kind}" x="${left - 12}" y="${middle}" text-anchor="end">${escape(label)}</text>`,
      `<rect class="bar${kind}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="2"/>`,
      `<text class="value${kind}" x="${(left + length + 8).toFixed(1)}" y="${middle}">${escape(text)}</text>`,
    ].join('')
  })
  return [`<text class="title" x="24" y="${top + 34}">${escape(title)}</text>`, ...rows].join('\n')
}

function describe({ title, bars }: Panel): string {
  return `${title}: ${bars.map(({ label, text }) => `${label} ${text}`).join(', ')}.`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
