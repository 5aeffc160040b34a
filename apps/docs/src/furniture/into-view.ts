/** A ref for the chosen one of a row: scrolls the row, and only as far as needed. */
export function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
