/**
 * Content credentials as the real model's JPEGs carry them: a C2PA manifest store, which is nested
 * JUMBF boxes (ISO 19566-5) in APP11 segments before the frame header. The boxes are sound and of
 * realistic sizes; what is in them are our own bytes, and no certificate stands behind the signature.
 */
export function withContentCredentials(jpeg: Uint8Array, bytes: number = USUAL_BYTES): Uint8Array {
  const at = afterLeadingSegments(jpeg)
  return join([jpeg.subarray(0, at), ...app11Segments(manifestStore(bytes)), jpeg.subarray(at)])
}

/** Claim, assertions, a chain of certificates and a time stamp come to about this. */
const USUAL_BYTES = 12_800

/** JFIF and Exif stay first, as their readers expect. */
function afterLeadingSegments(jpeg: Uint8Array): number {
  let at = 2
  while (jpeg[at] === 0xff && (jpeg[at + 1] === 0xe0 || jpeg[at + 1] === 0xe1)) {
    at += 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0)
  }
  return at
}

/** A store of `bytes` bytes: what its other boxes do not need is the signature's, which is the largest in real ones too. */
function manifestStore(bytes: number): Uint8Array {
  return manifest(Math.max(0, bytes - manifest(0).length))
}

function manifest(signatureBytes: number): Uint8Array {
  const actions = superbox('cbor', 'c2pa.actions.v2', [box('cbor', filler(160, 1))])
  const hash = superbox('cbor', 'c2pa.hash.data', [box('cbor', filler(110, 2))])
  const assertions = superbox('c2as', 'c2pa.assertions', [actions, hash])
  const claim = superbox('c2cl', 'c2pa.claim.v2', [box('cbor', filler(480, 3))])
  const signature = superbox('c2cs', 'c2pa.signature', [box('cbor', filler(signatureBytes, 4))])
  const label = 'urn:c2pa:00000000-0000-4000-8000-000000000000'
  return superbox('c2pa', 'c2pa', [superbox('c2ma', label, [assertions, claim, signature])])
}

/** Requestable, and with a label. */
const TOGGLES = 0x03

/** The UUID of a JUMBF type: its four characters and a tail that all share. */
const UUID_TAIL = [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71]

function superbox(type: string, label: string, contents: readonly Uint8Array[]): Uint8Array {
  const description = join([
    ascii(type),
    new Uint8Array(UUID_TAIL),
    new Uint8Array([TOGGLES]),
    ascii(`${label}\0`),
  ])
  return box('jumb', join([box('jumd', description), ...contents]))
}

function box(type: string, content: Uint8Array): Uint8Array {
  return join([uint32(8 + content.length), ascii(type), content])
}

/** What a segment holds at most, without its marker, length and JUMBF header. */
const SEGMENT_BYTES = 64_000

const JUMBF_IDENTIFIER = 'JP'
const BOX_INSTANCE = [0x02, 0x11]

/** Each but the first repeats the length and type of the box that goes on in it. */
function app11Segments(store: Uint8Array): readonly Uint8Array[] {
  const segments: Uint8Array[] = []
  for (let at = 0; at < store.length; at += SEGMENT_BYTES) {
    const repeated = at === 0 ? new Uint8Array() : store.subarray(0, 8)
    const content = join([
      ascii(JUMBF_IDENTIFIER),
      new Uint8Array(BOX_INSTANCE),
      uint32(segments.length + 1),
      repeated,
      store.subarray(at, at + SEGMENT_BYTES),
    ])
    const length = content.length + 2
    segments.push(join([new Uint8Array([0xff, 0xeb, length >> 8, length & 0xff]), content]))
  }
  return segments
}

/** Bytes that look like keys and hashes: no run of them compresses. */
function filler(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

function uint32(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value])
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
