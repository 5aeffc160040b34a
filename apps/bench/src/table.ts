/** A Markdown table that is also readable as text. All columns but the first are numbers. */
export function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(3, ...[header, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** With as many digits as say something. */
export function toNumber(value: number): string {
  if (value >= 1000 || Number.isInteger(value)) return Math.round(value).toLocaleString('en')
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function toKiB(bytes: number): string {
  return (bytes / 1024).toFixed(2)
}

/** `1/40` or `2.3 ×`. */
export function toRatio(ratio: number): string {
  return ratio > 0 && ratio < 1 ? `1/${toNumber(1 / ratio)}` : `${toNumber(ratio)} ×`
}
