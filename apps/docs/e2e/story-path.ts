/** Where one story is, without Storybook around it, and without the axe that its addon runs of its own accord. */
export function storyPath(id: string): string {
  return `/iframe.html?id=${id}&viewMode=story&globals=a11y.manual:!true`
}
