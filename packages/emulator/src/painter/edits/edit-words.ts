import type { NamedColour } from '../colour-words.ts'
import type { Place, Season, Time, Weather } from '../lexicon.ts'
import { readPrompt, type Brief, type Noun } from '../words.ts'

export type Tone = 'mono' | 'sepia' | 'brighter' | 'darker' | 'warmer' | 'colder' | 'vivid' | 'muted'
export type Style = 'pixels' | 'poster' | 'linocut' | 'pencil' | 'watercolour'
export type SkyThing = 'moon' | 'sun' | 'stars' | 'clouds' | 'rainbow' | 'birds'

/** One change to a picture. */
export type Edit =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'turn'; readonly way: 'sideways' | 'over' }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'remove'; readonly what: string; readonly high: boolean }
  | { readonly kind: 'cutout' }
  | { readonly kind: 'time'; readonly time: Time }
  | { readonly kind: 'season'; readonly season: Season }
  | { readonly kind: 'weather'; readonly weather: Weather }
  | {
      readonly kind: 'tint'
      readonly colour: NamedColour
      readonly part: 'sky' | 'thing' | 'all'
      readonly what: string
    }
  | { readonly kind: 'tone'; readonly tone: Tone }
  | { readonly kind: 'sky'; readonly thing: SkyThing }
  | { readonly kind: 'add'; readonly nouns: readonly Noun[] }
  | { readonly kind: 'focus'; readonly sharper: boolean }
  | { readonly kind: 'style'; readonly style: Style }
  | { readonly kind: 'frame' }
  /** Nothing was understood: a change of light and a small painted detail. */
  | { readonly kind: 'touch' }

const TONES: readonly (readonly [RegExp, Tone])[] = [
  [
    /\b(?:black[ -]and[ -]white|black & white|b&w|monochrome|gr[ae]y ?scale|noir|desaturate[d]?|colou?rless)\b/,
    'mono',
  ],
  [/\b(?:sepia|old photo(?:graph)?|vintage|antique)\b/, 'sepia'],
  [/\b(?:brighter|brighten|lighter|lighten)\b/, 'brighter'],
  [/\b(?:darker|darken|moodier|moody)\b/, 'darker'],
  [/\b(?:warmer|warm|cosy|cozy)\b/, 'warmer'],
  [/\b(?:colder|cooler|cold|cool)\b/, 'colder'],
  [/\b(?:vivid|vibrant|saturated?|colou?rful|intense|pop)\b/, 'vivid'],
  [/\b(?:muted|pastel|faded|softer|subtle|paler|calmer|quiet)\b/, 'muted'],
]

const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/\b(?:pixel(?:s|ated|ate)?|8[ -]?bit|16[ -]?bit)\b/, 'pixels'],
  [/\b(?:lino ?cut|woodcut|wood ?block|engraving|stencil)\b/, 'linocut'],
  [/\b(?:pencil|sketch(?:ed)?|drawing|charcoal|line art|ink drawing)\b/, 'pencil'],
  [/\b(?:water ?colou?r|aquarelle|gouache|painterly)\b/, 'watercolour'],
  [/\b(?:posters?|pop art|screen ?print|silkscreen|flat colou?rs?|risograph|cartoon)\b/, 'poster'],
]

const SKY: readonly (readonly [RegExp, SkyThing])[] = [
  [/\brainbows?\b/, 'rainbow'],
  [/\b(?:moon|crescent)\b/, 'moon'],
  [/\bsun\b/, 'sun'],
  [/\b(?:stars|starry)\b/, 'stars'],
  [/\bclouds?\b/, 'clouds'],
  [/\b(?:birds|flock|seagulls|gulls)\b/, 'birds'],
]

function removal(text: string): Edit[] {
  const found =
    /\b(?:remove|without|erase|delete|take (?:away|out)|get rid of|no more)\s+(?:the |a |an |any |all )?([\p{L} -]{2,30})/u.exec(
      text,
    )
  if (/\b(?:cut ?-?out|isolate)\b/.test(text)) return [{ kind: 'cutout' }]
  if (!found) return []
  const what = found[1]?.trim() ?? ''
  if (/back ?ground|surroundings|scenery/.test(what)) return [{ kind: 'cutout' }]
  return [{ kind: 'remove', what, high: /sun|moon|cloud|bird|star|sky/.test(what) }]
}

function framing(text: string): Edit[] {
  const edits: Edit[] = []
  if (/\b(?:zoom in|closer|close ?-?up|magnify|crop)\b/.test(text)) edits.push({ kind: 'zoom', factor: 1.55 })
  if (/\b(?:zoom out|wider|further away|farther|more space|step back)\b/.test(text))
    edits.push({ kind: 'zoom', factor: 0.66 })
  if (/\b(?:upside ?-?down|turn over)\b/.test(text)) edits.push({ kind: 'turn', way: 'over' })
  else if (/\b(?:flip(?:ped)?|mirror(?:ed)?|reverse[d]?|other way)\b/.test(text))
    edits.push({ kind: 'turn', way: 'sideways' })
  return edits
}

function tints(brief: Brief, text: string, mono: boolean): Edit[] {
  const ofNouns = brief.nouns.flatMap((noun): Edit[] => {
    const adds = new RegExp(
      `\\b(?:add|put|give|with|include|place)\\b.*\\b${noun.word.split(' ')[0] ?? ''}`,
    ).test(text)
    return noun.colour && !adds ? [{ kind: 'tint', colour: noun.colour, part: 'thing', what: noun.word }] : []
  })
  const free = brief.colours.flatMap((colour): Edit[] => {
    if (mono && (colour.name === 'black' || colour.name === 'white' || colour.name.startsWith('gr')))
      return []
    const named = brief.nouns.find((noun) =>
      new RegExp(`\\b(?:make|turn|paint|colou?r)\\b.*${noun.word}`).test(text),
    )
    if (/\bsk(?:y|ies)\b/.test(text)) return [{ kind: 'tint', colour, part: 'sky', what: 'the sky' }]
    return [{ kind: 'tint', colour, part: named ? 'thing' : 'all', what: named?.word ?? 'the whole picture' }]
  })
  return [...ofNouns, ...free]
}

/** Things to draw: every noun, unless the sentence only speaks of how one should change. */
function additions(brief: Brief, text: string): Edit[] {
  const asks = /\b(?:add|put|include|insert|place|draw|paint in|give|with|another|more|plus)\b/.test(text)
  const nouns = brief.nouns.filter((noun) => !(noun.kind === 'bird' && noun.count > 1))
  const changing = /\b(?:make|turn|change|remove|erase|delete|recolou?r|paint the|move|without)\b/.test(text)
  return nouns.length > 0 && (asks || !changing) ? [{ kind: 'add', nouns }] : []
}

/** Reads an edit: one change or several, in the order in which a painter would make them. */
export function readEdit(prompt: string): readonly Edit[] {
  const brief = readPrompt(prompt)
  const text = prompt.toLowerCase()
  const removed = removal(text)
  const tone = TONES.find(([pattern]) => pattern.test(text))?.[1]
  const style = STYLES.find(([pattern]) => pattern.test(text))?.[1]
  const edits: Edit[] = [...framing(text), ...removed]
  const gone = removed.length > 0
  const moves = /\b(?:put|place|move|set|bring|take)\b.*\b(?:in|on|at|to|by|under|inside|into)\b/.test(text)
  if (brief.place && brief.place !== 'clouds' && brief.place !== 'label' && moves && !gone)
    edits.push({ kind: 'place', place: brief.place })
  if (brief.time && !/\b(?:add|remove)\b.*\b(?:moon|stars?)\b/.test(text))
    edits.push({ kind: 'time', time: brief.time })
  if (brief.season) edits.push({ kind: 'season', season: brief.season })
  if (brief.weather && brief.weather !== 'clear' && !gone)
    edits.push({ kind: 'weather', weather: brief.weather })
  edits.push(...tints(brief, text, tone === 'mono'))
  if (tone) edits.push({ kind: 'tone', tone })
  if (!gone) {
    for (const [pattern, thing] of SKY)
      if (pattern.test(text) && !/\bsky\b/.test(thing)) edits.push({ kind: 'sky', thing })
    edits.push(...additions(brief, text))
  }
  if (/\b(?:blur(?:red|ry)?|out of focus|soft focus|dreamy)\b/.test(text))
    edits.push({ kind: 'focus', sharper: false })
  if (/\b(?:sharpen|sharper|crisp(?:er)?|more detail(?:ed|s)?)\b/.test(text))
    edits.push({ kind: 'focus', sharper: true })
  if (style) edits.push({ kind: 'style', style })
  if (/\b(?:frame[d]?|border|mat|passe-?partout|stamp|polaroid|postcard)\b/.test(text))
    edits.push({ kind: 'frame' })
  return edits.length > 0 ? edits : [{ kind: 'touch' }]
}
