import { readEdit, type Edit } from './edits/edit-words.ts'
import type { Place } from './lexicon.ts'
import { designOf, type Design } from './paint.ts'
import { createRandom, hash, type Random } from './random.ts'
import type { Noun } from './words.ts'

/** Options of {@link planOf}. */
export interface PlanOptions {
  readonly prompt: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** True when there is a picture to change. */
  readonly editing: boolean
  readonly seed?: number
}

/**
 * A painter's thoughts before the first stroke: 8 to 14 passages under a few bold headings, each ending
 * with an empty line, so that they can be sent one by one and read as one text.
 */
export function planOf(options: PlanOptions): readonly string[] {
  const { prompt, seed = 0, editing } = options
  const random = createRandom(hash(`plan ${prompt}#${seed}`))
  const sections = editing ? planEdit(options, random) : planPicture(options, random)
  return sections.flatMap(([heading, ...passages]) =>
    passages.map((passage, index) => (index === 0 ? `**${heading}**\n\n${passage}\n\n` : `${passage}\n\n`)),
  )
}

type Section = readonly [heading: string, ...passages: string[]]

/** The prompt's own words, shortened to a phrase that fits a sentence. */
export function quote(prompt: string, limit = 64): string {
  const text = prompt
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[*_`#]/g, '')
    .trim()
  // Cutting between code points keeps emoji and accents whole.
  const signs = Array.from(text)
  if (signs.length <= limit) return text.replace(/[.!?…,;:]+$/u, '')
  const cut = signs.slice(0, limit).join('')
  const space = cut.lastIndexOf(' ')
  return `${cut.slice(0, space > limit * 0.5 ? space : undefined).replace(/[.,;:!?\s]+$/u, '')}…`
}

function article(word: string): string {
  return `${/^(?:[aeio]|u(?!ni|se))/i.test(word) ? 'an' : 'a'} ${word}`
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const

function plural(word: string): string {
  if (word === 'fish' || word === 'deer' || word === 'sheep') return word
  if (word === 'person') return 'people'
  if (/(?:s|x|ch|sh)$/.test(word)) return `${word}es`
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return `${word}s`
}

/** "a red fox", "three blue fish". */
function nameOf(noun: Noun): string {
  const colour = noun.colour ? `${noun.colour.name} ` : ''
  const size = noun.size < 0.9 ? 'small ' : noun.size > 1.1 ? 'large ' : ''
  if (noun.count === 1) return article(`${size}${colour}${noun.word}`)
  return `${NUMBERS[Math.min(7, noun.count)] ?? 'several'} ${size}${colour}${plural(noun.word)}`
}

function theName(noun: Noun): string {
  return `the ${noun.count === 1 ? noun.word : plural(noun.word)}`
}

function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

function formatOf(width: number, height: number): { readonly name: string; readonly advice: string } {
  const ratio = width / height
  const known = [
    [1, '1:1'],
    [16 / 9, '16:9'],
    [9 / 16, '9:16'],
    [4 / 3, '4:3'],
    [3 / 4, '3:4'],
    [3 / 2, '3:2'],
    [2 / 3, '2:3'],
    [5 / 4, '5:4'],
    [4 / 5, '4:5'],
    [21 / 9, '21:9'],
    [8, '8:1'],
    [1 / 8, '1:8'],
    [4, '4:1'],
    [1 / 4, '1:4'],
  ] as const
  const near = known.find(([value]) => Math.abs(Math.log(value / ratio)) < 0.04)
  const sides = near ? near[1] : `${width} by ${height}`
  if (ratio > 2.6)
    return {
      name: `very long ${sides} frame`,
      advice: 'it reads like a frieze, so the eye needs small stations along the way',
    }
  if (ratio > 1.15)
    return { name: `wide ${sides} frame`, advice: 'there is room for the land to run out to both sides' }
  if (ratio > 0.87)
    return {
      name: `square ${sides} frame`,
      advice: 'everything gathers around the middle, so I keep the shapes few and large',
    }
  if (ratio > 0.38)
    return {
      name: `tall ${sides} frame`,
      advice: 'the sky gets the larger share and the eye climbs through it',
    }
  return {
    name: `very tall ${sides} frame`,
    advice: 'it hangs like a scroll, so the picture has to be read from the bottom up',
  }
}

const SCENES: Readonly<Record<Place, string>> = {
  sea: 'the open sea, with a low cape on the horizon',
  beach: 'a quiet beach with one white line of foam',
  harbour: 'a harbour front of narrow gabled houses, doubled in the water',
  lake: 'a still lake with firs and mountains on the far shore',
  river: 'a slow river between grassy banks',
  mountains: 'mountains in two rows, the far ones almost air',
  hills: 'rolling hills, laid one behind the other',
  meadow: 'a meadow in flower with soft land behind',
  garden: 'a garden with a white fence and flowers up close',
  desert: 'dunes and table mountains under a large sun',
  forest: 'a wood whose trunks grow paler with distance',
  birches: 'white birches with their dark eyes, rank behind rank',
  city: 'a street of painted fronts, shops below and a skyline behind',
  windowsill: 'a wooden sill before a window that opens on hills',
  table: 'a table by a plain wall, as in a still life',
  space: 'deep space with a ringed planet and drifting dust',
  underwater: 'shallow water with shafts of light and coral',
  clouds: 'a floor of clouds seen from above',
  label: 'an ornamental frame with an arch in the middle',
}

function lightWords(design: Design): string {
  const { palette, brief } = design
  if (palette.darkness > 0.7)
    return 'The only light comes from a moon and from what people have lit, so the darks must stay blue and never turn black.'
  if (brief.time === 'dusk' || brief.time === 'sunset')
    return 'The sun stands just above the edge of the land, so the light is low, warm and almost level.'
  if (brief.time === 'dawn' || brief.time === 'morning')
    return 'Morning light comes in from one side: long soft shadows, and nothing hard yet.'
  if (brief.weather === 'fog') return 'Fog does half the work: edges near us, and only guesses farther off.'
  if (brief.weather === 'rain' || brief.weather === 'storm')
    return 'There is no sun to paint, only a bright strip under the clouds, and everything wet reflects it.'
  if (brief.weather === 'snow') return 'Snow light is even, so the shadows must be blue rather than dark.'
  if (design.place === 'table' || design.place === 'windowsill')
    return 'One window gives all the light; it falls across the table and leaves long, gentle shadows.'
  return 'I want one clear light from the side, with grain in the shadows rather than hard edges.'
}

function subjectWords(design: Design, prompt: string): string {
  const [lead, ...rest] = design.brief.nouns
  if (!lead)
    return design.brief.place && /\S/.test(prompt)
      ? `No single figure is asked for, so the place itself is the subject.`
      : `I let the words decide the mood and the land carry it.`
  const pose =
    lead.pose === 'asleep'
      ? ', asleep'
      : lead.pose === 'reading'
        ? ', reading'
        : lead.pose === 'flying'
          ? ', in the air'
          : ''
  const others =
    rest.length > 0
      ? ` With it ${rest.length > 1 || (rest[0]?.count ?? 1) > 1 ? 'come' : 'comes'} ${listed(rest.map(nameOf))}.`
      : ''
  const [carrier] = rest
  if (lead.aboard && carrier)
    return `The subject is ${nameOf(lead)} in ${nameOf(carrier)}, so the two have to read as one shape.`
  return `The subject is ${nameOf(lead)}${pose}.${others}`
}

function planPicture(options: PlanOptions, random: Random): readonly Section[] {
  const { prompt, width, height, seed = 0 } = options
  const design = designOf(prompt, seed)
  const { brief, palette, place } = design
  const format = formatOf(width, height)
  const said = quote(prompt)
  const lead = brief.nouns[0]
  const focus = lead ? theName(lead) : 'the brightest part of the sky'
  const opening = /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said)
    ? `The words are “${said}”. I read them slowly, once for what is there and once for how it feels.`
    : 'There are hardly any words to go by, so I begin with a place I would like to look at.'
  const centred = place === 'label'
  return [
    [
      random.pick(['Reading the Words', 'Finding the Picture', 'Starting from the Words']),
      opening,
      subjectWords(design, prompt),
      `Around it I see ${SCENES[place]}.`,
    ],
    [
      random.pick(['Considering the Frame', 'Composing the Scene', 'Placing the Shapes']),
      `It is a ${format.name}; ${format.advice}.`,
      centred
        ? `Everything stands on the middle axis, and ${focus} sits inside the arch.`
        : `I'm placing ${focus} a little off the middle, and I leave the other side open so that the eye can rest there.`,
      random.pick([
        'A few near shapes at the lower edge hold the picture together; they stay simple.',
        'Big quiet areas first, small things later, and nothing small without a reason.',
        'Three depths will do: something near, something that matters, something far.',
      ]),
    ],
    [
      random.pick(['Choosing the Light', 'Thinking about Light and Colour', 'Mixing the Palette']),
      lightWords(design),
      `For the palette I stay with ${palette.words}${brief.colours[0] ? `, leaning towards ${brief.colours[0].name} as the words ask` : ''}.`,
      lead?.colour
        ? `The ${lead.colour.name} of ${theName(lead)} should be the one strong note.`
        : 'One warm accent is enough; the other colours step back for it.',
    ],
    [
      random.pick(['Looking Once More', 'Before the First Stroke', 'Going over the Edges']),
      random.pick([
        'I check the silhouettes: if they read in one colour, they will read in all.',
        'I squint at it: the lightest light and the darkest dark should meet near the subject.',
        `I look at ${focus} first and last; the rest may stay soft.`,
      ]),
      random.pick([
        'A little paper grain over everything, and then I leave it alone.',
        'Last comes the grain of the paper, and then it is done.',
      ]),
    ],
  ]
}

const TONE_WORDS = {
  mono: 'I take all the colour out and give the greys a little more contrast, so that the forms still speak.',
  sepia: 'Everything goes over to brown ink on old paper.',
  brighter: 'I lift the middle tones and leave the darkest ones where they are.',
  darker: 'I lower the whole scale and keep a few lights, so that it grows quiet and not dull.',
  warmer: 'A thin glaze of amber over everything warms it.',
  colder: 'A thin blue glaze takes the warmth out.',
  vivid: 'I push the colours apart until each one is sure of itself.',
  muted: 'I bring the colours closer together, as if the picture had hung in the sun.',
} as const

const STYLE_WORDS = {
  pixels: 'I rebuild it from small square tiles and a short list of colours.',
  poster: 'I reduce it to flat tones with a dark contour, as for a screen print.',
  linocut: 'I cut it in two inks: a dark key block with gouge lines, and one colour under it.',
  pencil: 'I draw it again in pencil, with hatching in the shade and a pale wash.',
  watercolour: 'I let the washes run and pool at their edges, and leave the paper white around them.',
} as const

/** What one edit means, in a painter's words. */
function editWords(edit: Edit): string {
  switch (edit.kind) {
    case 'zoom':
      return edit.factor > 1
        ? 'I move in closer, so that the middle fills the frame.'
        : 'I step back and let the surroundings grow on at the edges.'
    case 'turn':
      return edit.way === 'over'
        ? 'The whole picture turns upside down.'
        : 'The whole picture is mirrored, left for right.'
    case 'place':
      return `I take the main figure out and set it into ${SCENES[edit.place]}.`
    case 'remove':
      return `I paint over ${edit.what ? `“${quote(edit.what, 28)}”` : 'that part'} with what lies to its left and right.`
    case 'cutout':
      return 'I keep the main figure and let everything around it fade into plain paper.'
    case 'time':
      return `The hour becomes ${edit.time}: the sky takes the new colours, and the land follows more slowly.`
    case 'season':
      return `The greens go over to ${edit.season}.`
    case 'weather':
      return `I bring in ${edit.weather === 'storm' ? 'a storm' : edit.weather}, thinner far off and larger near by.`
    case 'tint':
      return `I turn ${edit.part === 'thing' ? `the ${edit.what}` : edit.what} ${edit.colour.name} and keep its light and shade.`
    case 'tone':
      return TONE_WORDS[edit.tone]
    case 'sky':
      return `${edit.thing === 'stars' || edit.thing === 'clouds' || edit.thing === 'birds' ? 'There will be' : 'There will be a'} ${edit.thing} in the open part of the sky.`
    case 'add':
      return `I add ${listed(edit.nouns.map(nameOf))}, in the light that is there already.`
    case 'focus':
      return edit.sharper
        ? 'I sharpen the edges.'
        : 'I soften everything, as if seen through breath on glass.'
    case 'style':
      return STYLE_WORDS[edit.style]
    case 'frame':
      return 'I give it a cream mat and a dark wooden frame.'
    case 'touch':
      return 'The wish leaves me free, so I change the light a little and add a spray of leaves in a corner.'
    default:
      edit satisfies never
      return ''
  }
}

function planEdit(options: PlanOptions, random: Random): readonly Section[] {
  const { prompt, width, height } = options
  const edits = readEdit(prompt).slice(0, 5)
  const format = formatOf(width, height)
  const said = quote(prompt)
  const wish = /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said)
    ? `The wish is “${said}”. First I look at what is there.`
    : 'The wish has hardly any words. First I look at what is there.'
  return [
    [
      random.pick(['Looking at the Picture', 'Studying What Is There', 'Reading the Wish']),
      wish,
      `The picture has to fill a ${format.name}, so I keep its middle and cut at the edges where I must.`,
    ],
    [
      random.pick(['Deciding What Changes', 'Planning the Change', 'Making the Change']),
      ...edits.map(editWords),
      'I make the change large enough to be seen at a glance.',
    ],
    [
      random.pick(['Keeping the Rest', 'Deciding What Stays']),
      'The composition stays: the same shapes in the same places, so that it is still the same picture.',
      random.pick([
        'The drawing under the colour stays untouched where nothing was asked.',
        'What was not mentioned, I leave alone.',
      ]),
      'New parts take their shadows and their tint from the old ones.',
    ],
    [
      random.pick(['Looking Once More', 'Comparing Both']),
      'I hold the old picture beside the new one and check that the difference is the one that was asked for.',
      'Then I even out the grain and stop.',
    ],
  ]
}
