declare module 'readme:draw.vue' {
  import type { Component } from 'vue'
  const draw: Component
  export default draw
}
declare module 'readme:studio.vue' {
  import type { Component } from 'vue'
  const studio: Component
  export default studio
}
declare module 'usage:section 8 0.vue' {
  import type { Component } from 'vue'
  const page: Component
  export default page
}
declare module 'readme:server-api-images-[...].ts' {
  export default function handle(event: { readonly request: Request }): Promise<Response>
}
declare module 'readme:nuxt.config.ts' {
  const config: { readonly modules: readonly string[] }
  export default config
}
declare module 'usage:server-api-images-[...].ts' {
  export default function handle(event: { readonly request: Request }): Promise<Response>
}
