import { useState, type ReactNode } from 'react'
import { mount, View, type PageProps } from './harness.tsx'

/** The floor: the browser loads the picture by itself. */
function Page({ count }: PageProps): ReactNode {
  count()
  const [src, setSrc] = useState<string | null>(null)
  return <View draw={() => setSrc('/picture.png')} src={src} />
}

mount(Page)
