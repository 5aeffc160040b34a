import { unzipSync, Zip, ZipPassThrough, type UnzipFileInfo } from 'fflate'

/** Files of a ZIP by their names. Nothing is ever written to where a name points. */
export interface Archive {
  /** The whole file, held to its checksum, or null when there is none of this name. */
  read(name: string): Uint8Array<ArrayBuffer> | null
}

/** Of an archive, and of all that is read from it. In bytes: a session of 50 turns has a fifth of it. */
export const maxArchiveBytes: number = 512 * 1024 * 1024
/** Each is looked at for each that is read. A turn has a picture, a signature or two, and rarely a reference. */
export const maxFiles = 2000

/** Packs files as they are, as pictures are compressed already. Never more than one of them is in memory. */
export async function packFiles(files: Iterable<readonly [name: string, content: Blob]>): Promise<Blob> {
  const packed: Blob[] = []
  let pieces: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    pieces.push(piece)
  })
  for (const [name, content] of files) {
    const file = new ZipPassThrough(name)
    zip.add(file)
    file.push(new Uint8Array(await content.arrayBuffer()), true)
    packed.push(new Blob(pieces))
    pieces = []
  }
  zip.end()
  return new Blob([...packed, ...pieces], { type: 'application/zip' })
}

/** @throws Error, from here or from `read`, for what is no whole archive, or too large: its message says what is wrong. */
export async function openArchive(file: Blob): Promise<Archive> {
  if (file.size > maxArchiveBytes) throw new Error('it is too large')
  const bytes = new Uint8Array(await file.arrayBuffer())
  const checksums = checksumsOf(bytes)
  if (checksums.length > maxFiles) throw new Error('it holds too many files')
  const places = placesOf(bytes, checksums.length)
  let roomBytes = maxArchiveBytes

  return {
    read(name) {
      const place = places.get(name)
      if (place === undefined) return null
      let index = 0
      const isWanted = ({ originalSize }: UnzipFileInfo): boolean => {
        if (index++ !== place) return false
        roomBytes -= originalSize
        // Before anything is unpacked: what a file unpacks to is bounded by the size that it claims.
        if (roomBytes < 0) throw new Error('it unpacks to too much')
        return true
      }
      const content = unzipSync(bytes, { filter: isWanted })[name]
      if (!content || checksumOf(content) !== checksums[place]) throw new Error(`${name} is damaged`)
      return content
    },
  }
}

/** Where in the archive each name is. */
function placesOf(bytes: Uint8Array, count: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  let index = 0
  unzipSync(bytes, {
    filter({ name }) {
      // Two files of one name: which of them was meant, nobody knows. More than the directory says: it is damaged.
      if (places.has(name) || index >= count) throw new Error('its directory is damaged')
      places.set(name, index++)
      return false
    },
  })
  return places
}

/** fflate holds nothing to the checksums of an archive, so they are read here: of each file in order (APPNOTE 4.3.12, 4.3.16). */
function checksumsOf(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - endBytes
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end -= 1
  if (end < 0) throw new Error('it is no ZIP file, or its end is missing')
  let header = view.getUint32(end + 16, true)
  return Array.from({ length: view.getUint16(end + 8, true) }, () => {
    if (header + headerBytes > bytes.length) throw new Error('its directory is damaged')
    const checksum = view.getUint32(header + 16, true)
    // Of its name, its extra field and its comment.
    const lengths = [28, 30, 32].map((offset) => view.getUint16(header + offset, true))
    header += lengths.reduce((sum, length) => sum + length, headerBytes)
    return checksum
  })
}

const endSignature = 0x06054b50
/** Of the record at the end of a ZIP, without its comment. */
const endBytes = 22
/** Of a file in the directory, without its name, extra field and comment. */
const headerBytes = 46

/** CRC-32, which fflate gives to whoever packs. */
function checksumOf(content: Uint8Array<ArrayBuffer>): number {
  const file = new ZipPassThrough('')
  file.ondata = () => {}
  file.push(content, true)
  return file.crc >>> 0
}
