import { Duplex } from 'node:stream'
import * as zlib from 'node:zlib'
import type { Encoder } from '../content-encoding.ts'

/** Fast settings: what matters is that a client has to undo them. */
const compressors = {
  gzip: () => zlib.createGzip({ level: 1 }),
  deflate: () => zlib.createDeflate({ level: 1 }),
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
