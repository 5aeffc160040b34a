import { scenarios, type Scenario } from '@image-stream/emulator'

/** A scenario of the emulator, with the name that a prompt asks for it by. */
export interface NamedScenario extends Scenario {
  readonly name: string
}

export interface Theme {
  readonly title: string
  readonly scenarios: readonly NamedScenario[]
}

type Switch = keyof Scenario['options']

interface ThemeRule {
  readonly title: string
  /** A scenario with one of these is about this. */
  readonly switches: readonly Switch[]
  /** Where several themes know a scenario, the lowest has it: a cut beats the picture that it cuts. */
  readonly rank: number
}

/** In the order in which they are read. */
const rules: readonly ThemeRule[] = [
  {
    title: 'Pictures and drafts',
    rank: 8,
    switches: ['thoughtImages', 'images', 'text', 'thoughts', 'grounding'],
  },
  { title: 'Blocked, or not drawn', rank: 3, switches: ['blockReason', 'finishReason'] },
  { title: 'Errors of the API', rank: 2, switches: ['error'] },
  { title: 'Cuts and silence', rank: 1, switches: ['cut', 'silence', 'abort'] },
  { title: 'Broken pictures', rank: 4, switches: ['payload', 'picture', 'declaredMediaType'] },
  {
    title: 'Framing and proxies',
    rank: 5,
    switches: [
      'response',
      'redirect',
      'format',
      'noise',
      'events',
      'contentType',
      'contentEncoding',
      'encodingFault',
      'flood',
      'pieces',
      'http',
      'lineEnding',
      'lastBlankLine',
      'byteOrderMark',
      'flavour',
    ],
  },
  {
    title: 'Odd chunks',
    rank: 6,
    switches: ['blankChunk', 'closer', 'grouping', 'order', 'usage'],
  },
  {
    title: 'Sizes and pace',
    rank: 7,
    switches: ['pace', 'pictureSize', 'signatureLength', 'mediaType', 'contentCredentials'],
  },
]

/** What no rule knows yet. */
const more = 'More'

/** Everything that the emulator can do, by what it is about. Its new scenarios are here by themselves. */
export const allThemes: readonly Theme[] = [...rules.map(({ title }) => title), more]
  .map((title) => ({ title, scenarios: named(scenarios).filter((scenario) => titleOf(scenario) === title) }))
  .filter((theme) => theme.scenarios.length > 0)

/** All of them in the order in which they are shown. */
export const allScenarios: readonly NamedScenario[] = allThemes.flatMap((theme) => theme.scenarios)

/** The one with that name, or null: a link may be older than the list. */
export function findScenario(name: string): NamedScenario | null {
  return allScenarios.find((scenario) => scenario.name === name) ?? null
}

/** The themes with what is left of them when every word of the search is somewhere in a scenario. */
export function search(words: string): readonly Theme[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return allThemes
    .map(({ title, scenarios: list }) => ({
      title,
      scenarios: list.filter((each) => {
        const text = [title, each.name, each.title, each.description].join(' ').toLowerCase()
        return wanted.every((word) => text.includes(word))
      }),
    }))
    .filter((theme) => theme.scenarios.length > 0)
}

function named(table: typeof scenarios): readonly NamedScenario[] {
  return Object.entries(table).map(([name, scenario]) => ({ name, ...scenario }))
}

function titleOf({ options }: Scenario): string {
  const switched = Object.keys(options)
  // The plain answer is a picture.
  if (switched.length === 0) return rules[0]?.title ?? more
  const [best] = rules
    .filter(({ switches }) => switches.some((each) => switched.includes(each)))
    .toSorted((a, b) => a.rank - b.rank)
  return best?.title ?? more
}
