import { createSubscriber } from 'svelte/reactivity'

/** The time, renewed at that interval while something shows it. */
export function createNow(intervalMs: number): { readonly value: number } {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, intervalMs)
    return () => clearInterval(timer)
  })
  return {
    get value() {
      subscribe()
      return Date.now()
    },
  }
}
