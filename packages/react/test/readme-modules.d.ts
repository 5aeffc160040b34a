declare module 'readme:poster.tsx' {
  import type { ReactNode } from 'react'
  export function Poster(): ReactNode
}
declare module 'readme:app-api-images-[...run]-route.ts' {
  export function POST(request: Request): Promise<Response>
}
declare module 'readme:draw.ts'
