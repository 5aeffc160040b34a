import type { Fault } from '../../fault.ts'
import { floodsOfBytes } from './a10-floods.ts'
import { contentTypeLies } from './a2-content-types.ts'
import { shuffledEvents } from './a6-shuffles.ts'
import { lineEndMixes } from './a7-line-ends.ts'
import { brokenUtf8, nulCharacters } from './bytes.ts'
import { cleanEnds, fullSizeCuts, resets } from './cuts.ts'
import { base64Texts, eventStreams, hostileJson, jsonTexts } from './vectors.ts'

export const groupA: readonly Fault[] = [
  eventStreams,
  contentTypeLies,
  cleanEnds,
  resets,
  fullSizeCuts,
  shuffledEvents,
  lineEndMixes,
  brokenUtf8,
  nulCharacters,
  floodsOfBytes,
  jsonTexts,
  base64Texts,
  hostileJson,
]
