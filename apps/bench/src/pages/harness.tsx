import { useState, type ComponentType, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

/** What one page measured, from the click to the painted picture. */
export interface PageMeasures {
  /** When the picture was on the screen: milliseconds since the epoch. */
  readonly paintedAt: number
  /** What long tasks had over 50 ms, all together. */
  readonly totalBlockingMs: number
  /** 0 when none had over 50 ms: shorter ones are not told. */
  readonly longestTaskMs: number
  /** Over what the page held before. Null where the browser does not tell. */
  readonly heapPeakBytes: number | null
  /** Calls of the page's component. */
  readonly renders: number
  /** Frames in the same time. */
  readonly frames: number
  /** Pages may count more. */
  readonly counters: Readonly<Record<string, number>>
}

/** What the bench calls. */
export interface BenchWindow {
  measure?: () => Promise<PageMeasures>
}

export const prompt = 'A fox in a paper boat'

export interface PageProps {
  /** To be called in each render. */
  readonly count: (what?: string) => void
}

/** Asking costs a millisecond on a slow processor. */
const heapSamplingMs = 50
const settlingMs = 200
/** Long tasks are told a little later, and what comes behind a picture that is painted counts too: its signature takes 350 ms. */
const lateTasksMs = 700

let painted = (): void => {}

/** The picture of each page, and the thoughts before it. */
export function View(props: {
  readonly draw: () => void
  readonly thoughts?: string
  readonly src?: string | null | undefined
}): ReactNode {
  const [warmUps, setWarmUps] = useState(0)
  return (
    <>
      <button onClick={props.draw}>Draw</button>
      <button onClick={() => setWarmUps(warmUps + 1)}>Warm up ({warmUps})</button>
      <p>{props.thoughts}</p>
      {props.src && (
        <img
          src={props.src}
          width={512}
          alt=""
          onLoad={({ currentTarget }) => {
            void currentTarget
              .decode()
              .then(() => requestAnimationFrame(() => requestAnimationFrame(() => painted())))
          }}
        />
      )}
    </>
  )
}

/** Shows the page; `measure` clicks its button. */
export function mount(Page: ComponentType<PageProps>): void {
  const counters: Record<string, number> = {}
  const count = (what = 'renders'): void => {
    counters[what] = (counters[what] ?? 0) + 1
  }
  const root = document.createElement('main')
  document.body.append(root)
  createRoot(root).render(<Page count={count} />)
  const bench = globalThis as BenchWindow
  bench.measure = () => measure(counters)
}

async function measure(counters: Record<string, number>): Promise<PageMeasures> {
  const [draw, warmUp] = document.querySelectorAll('button')
  // A page has handled events before; the first one costs React more than some of the pages do here.
  for (let times = 0; times < 3; times += 1) warmUp?.click()
  const heap = watchHeap()
  // Collecting and compiling is over by then.
  await new Promise((resolve) => setTimeout(resolve, settlingMs))
  for (const name of Object.keys(counters)) counters[name] = 0
  const tasks: number[] = []
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)),
  )
  observer.observe({ type: 'longtask' })
  const frames = countFrames()
  await new Promise<void>((resolve) => {
    painted = resolve
    draw?.click()
  })
  const paintedAt = performance.timeOrigin + performance.now()
  const result = { frames: frames(), heapPeakBytes: heap(), counters: { ...counters } }
  await new Promise((resolve) => setTimeout(resolve, lateTasksMs))
  observer.disconnect()
  return {
    ...result,
    paintedAt,
    renders: result.counters['renders'] ?? 0,
    totalBlockingMs: tasks.reduce((sum, ms) => sum + Math.max(0, ms - 50), 0),
    longestTaskMs: Math.max(0, ...tasks),
  }
}

interface Chromium {
  readonly gc?: () => void
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } }
}

/** Gives the peak. */
function watchHeap(): () => number | null {
  const { gc, performance: clock } = globalThis as unknown as Chromium
  gc?.()
  const before = clock.memory?.usedJSHeapSize
  if (before === undefined) return () => null
  let peak = 0
  const look = (): void => {
    peak = Math.max(peak, (clock.memory?.usedJSHeapSize ?? 0) - before)
  }
  const timer = setInterval(look, heapSamplingMs)
  return () => {
    clearInterval(timer)
    look()
    return peak
  }
}

function countFrames(): () => number {
  let frames = 0
  let isCounting = true
  const next = (): void => {
    if (!isCounting) return
    frames += 1
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
  return () => {
    isCounting = false
    return frames
  }
}
