/** What servers and proxies do to an event stream without changing what it says. */
export const oddities = [
  /** CR, LF and CRLF, mixed. */
  'line ends',
  /** At the start of any line, several of them too. */
  'byte order marks',
  /** An event ends at its line's end. */
  'single newlines',
  'no last blank line',
  'comments',
  /** `event`, `id`, `retry` and names that nobody knows, before and behind the data. */
  'other fields',
  /** `data:{` instead of `data: {`. */
  'no space',
  /** Events without data, with a ping, with null. */
  'empty events',
  /** `data: [DONE]`, as OpenAI's end. */
  'end of gateway',
] as const

export type Oddity = (typeof oddities)[number]

/** These JSON texts as an event stream with these oddities, placed by chance. Without any it is as the endpoint writes it. */
export function writeOddStream(
  events: readonly string[],
  has: ReadonlySet<Oddity>,
  random: () => number,
): string {
  const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0]
  let written = ''
  const writeLine = (text: string): void => {
    const mark = has.has('byte order marks') && text !== '' ? pick(marks) : ''
    // Behind a CR, a line feed would be the second half of one line end and no blank line.
    const ends = text === '' && written.endsWith('\r') ? endsAfterReturn : lineEnds
    written += mark + text + (has.has('line ends') ? pick(ends) : '\r\n')
  }
  const writeAround = (): void => {
    if (has.has('comments')) writeLine(pick(comments))
    if (has.has('other fields')) writeLine(pick(otherFields))
  }
  for (const [index, json] of events.entries()) {
    const isApart = !has.has('single newlines')
    if (isApart && has.has('empty events')) {
      writeLine(pick(emptyEvents))
      writeLine('')
    }
    writeAround()
    writeLine((has.has('no space') && random() < 0.5 ? 'data:' : 'data: ') + json)
    const isOpen = has.has('no last blank line') && index === events.length - 1
    if (!isApart || isOpen) continue
    writeAround()
    writeLine('')
  }
  if (has.has('end of gateway')) {
    writeLine('data: [DONE]')
    writeLine('')
  }
  return written
}

const lineEnds = ['\r\n', '\n', '\r'] as const
const endsAfterReturn = ['\r\n', '\r'] as const
const marks = ['', '', '\uFEFF', '\uFEFF\uFEFF'] as const
const comments = [
  ':',
  ': keep-alive',
  ': it\'s "open [{',
  ':data: {"candidates":[]}',
  ': ünïcode 🦊',
] as const
const otherFields = ['event: message', 'id: 7', 'id', 'retry: 10', 'x-field: {"a":[', 'data2: {}'] as const
const emptyEvents = ['', 'data:', 'data', 'data: null', 'data: ping', 'event: ping', 'data: {}'] as const
