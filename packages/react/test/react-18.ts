import { join } from 'node:path'

const modules = join(import.meta.dirname, 'react-18/node_modules')

/** Puts React 18 in the place of 19. */
export const react18 = [{ find: /^(react|react-dom)(\/.*)?$/, replacement: `${modules}/$1$2` }]
