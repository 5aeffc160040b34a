import { withSpread } from '../node/report.ts'
import { toTable } from '../table.ts'
import type { BrowserCase, BrowserResults } from './browser-rounds.ts'
import { pages } from './page-names.ts'

/** Everybody side by side, one table for each speed. */
export function reportBrowser(cases: readonly BrowserCase[], results: BrowserResults): string {
  const slowdowns = [...new Set(cases.map(({ slowdown }) => slowdown))]
  return slowdowns
    .map((slowdown) => {
      const rows = cases
        .filter((each) => each.slowdown === slowdown)
        .map((each) => {
          const measures = results.of(each)
          return [
            pages[each.page],
            withSpread(measures.map(({ totalBlockingMs }) => totalBlockingMs)),
            withSpread(measures.map(({ longestTaskMs }) => longestTaskMs)),
            withSpread(measures.map(({ paintMs }) => paintMs)),
            withSpread(measures.map(({ heapPeakBytes }) => (heapPeakBytes ?? NaN) / 1e6)),
          ]
        })
      const header = [
        'page',
        'total blocking ms',
        'longest task ms',
        'last byte to paint ms',
        'JS heap peak MB',
      ]
      return `### ${slowdown === 1 ? 'Full speed' : `${slowdown} × slower`}\n\n${toTable(header, rows)}`
    })
    .join('\n\n')
}
