declare module 'readme:draw.svelte' {
  import type { Component } from 'svelte'
  const draw: Component<{ ratio?: '1:1' | '16:9' }>
  export default draw
}
declare module 'readme:store.svelte' {
  import type { Component } from 'svelte'
  const store: Component
  export default store
}
declare module 'usage:section 9 0.svelte' {
  import type { Component } from 'svelte'
  const runes: Component<{ ratio?: '1:1' | '16:9' }>
  export default runes
}
declare module 'usage:section 9 1.svelte' {
  import type { Component } from 'svelte'
  const store: Component<{ prompt?: string }>
  export default store
}
