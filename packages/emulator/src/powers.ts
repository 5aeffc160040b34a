import { platformEncoder, type Encoder } from './content-encoding.ts'
import type { Switches } from './options.ts'

/** What depends on where an emulator runs. */
export interface Powers {
  readonly encoder: Encoder
  /** Its answers go out through a listener of ours, which can break HTTP itself. */
  readonly socket: boolean
}

/** What any platform with web streams can do. */
export const PLATFORM: Powers = { encoder: platformEncoder, socket: false }

/** What is asked and cannot be done here, as one sentence each. */
export function powerProblems(
  { contentEncoding = 'none', http = 'sound' }: Pick<Switches, 'contentEncoding' | 'http'>,
  { encoder, socket }: Powers,
): readonly string[] {
  return [
    ...(contentEncoding === 'none' || encoder.knows(contentEncoding)
      ? []
      : [`The emulator has no encoder here for ${contentEncoding}: ${LISTEN} has.`]),
    ...(http === 'sound' || socket
      ? []
      : [`Broken HTTP (${http}) needs a socket, and a Response has none: ${LISTEN} has.`]),
  ]
}

const LISTEN = 'listenEmulator of @image-stream/emulator/node'
