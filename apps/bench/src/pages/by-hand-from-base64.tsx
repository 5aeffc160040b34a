import { mountByHand } from './by-hand.tsx'

interface NativeBase64 {
  fromBase64(text: string): Uint8Array<ArrayBuffer>
}

mountByHand((base64) => (Uint8Array as unknown as NativeBase64).fromBase64(base64))
