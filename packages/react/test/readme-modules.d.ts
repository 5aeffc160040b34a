declare module 'readme:poster.tsx' {
  import type { ReactNode } from 'react'
  export function Poster(): ReactNode
}
declare module 'readme:app-api-images-[...run]-route.ts' {
  export function POST(request: Request): Promise<Response>
}
declare module 'readme:draw.ts'
declare module 'testing:poster.test.tsx'
declare module 'usage:section 1 0.tsx' {
  import type { ReactNode } from 'react'
  export function Poster(): ReactNode
}
declare module 'usage:section 3 0.tsx' {
  import type { ImageStreamActions } from '@image-stream/core'
  import type { ReactNode } from 'react'
  export function Retouch(): ReactNode
  export function mockup(
    shirt: File,
    logo: File,
    generate: ImageStreamActions['generate'],
  ): Promise<Blob | null>
}
declare module 'usage:section 4 0.tsx' {
  import type { ReactNode } from 'react'
  export function Editor(): ReactNode
}
declare module 'usage:section 6 0.tsx' {
  import type { ReactNode } from 'react'
  export function Screen(): ReactNode
}
declare module 'usage:section 11 0.tsx' {
  import type { ReactNode } from 'react'
  export function Page(): ReactNode
}
declare module 'usage:section 12 0.tsx'
declare module 'usage:section 14 0.tsx' {
  import type { ReactNode } from 'react'
  export function Narrow(): ReactNode
}
