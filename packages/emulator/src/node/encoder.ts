import { Duplex } from 'node:stream'
import * as zlib from 'node:zlib'
import type { Encoder } from '../content-encoding.ts'

const compressors = {
  gzip: () => zlib.createGzip(),
  deflate: () => zlib.createDeflate(),
  // Its own default is thorough, and slow: what matters is that a client has to undo it.
  br: () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: () => zlib.createZstdCompress(),
}

/** Node's own: all of them, but for zstd before Node 22.15. */
export const zlibEncoder: Encoder = {
  knows: (name) => name !== 'zstd' || 'createZstdCompress' in zlib,
  create(name) {
    // Node's types do not say that these are streams of bytes.
    return Duplex.toWeb(compressors[name]()) as ReturnType<Encoder['create']>
  },
}
