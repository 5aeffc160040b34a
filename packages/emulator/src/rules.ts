/** One switch's allowed values: in words for a message, and as a test. */
export interface Rule {
  readonly allowed: string
  readonly accepts: (value: unknown) => boolean
}

export const text: Rule = { allowed: 'a text', accepts: (value) => typeof value === 'string' }

export const flag: Rule = { allowed: 'true or false', accepts: (value) => typeof value === 'boolean' }

export const promise: Rule = {
  allowed: 'a promise (in process)',
  accepts: (value) => value instanceof Promise,
}

export function oneOf(...values: readonly (string | number | boolean)[]): Rule {
  return {
    allowed: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    accepts: (value) => values.some((allowed) => allowed === value),
  }
}

export function whole(low: number, high: number): Rule {
  return {
    allowed: `a whole number from ${low} to ${high}`,
    accepts: (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
  }
}

/** A text of a pattern, described in words. */
export function matching(pattern: RegExp, allowed: string): Rule {
  return { allowed, accepts: (value) => typeof value === 'string' && pattern.test(value) }
}

export function either(...options: readonly Rule[]): Rule {
  return {
    allowed: options.map((rule) => rule.allowed).join(', or '),
    accepts: (value) => options.some((rule) => rule.accepts(value)),
  }
}

export function shape(fields: Readonly<Record<string, Rule>>, needed: readonly string[]): Rule {
  const described = Object.entries(fields).map(
    ([name, rule]) => `${name}${needed.includes(name) ? '' : '?'}: ${rule.allowed}`,
  )
  return {
    allowed: `{ ${described.join('; ')} }`,
    accepts: (value) =>
      isRecord(value) &&
      needed.every((name) => value[name] !== undefined) &&
      Object.entries(value).every(
        ([name, field]) => field === undefined || fields[name]?.accepts(field) === true,
      ),
  }
}

export function record(): Rule {
  return {
    allowed: 'an object of texts',
    accepts: (value) => isRecord(value) && Object.values(value).every((field) => typeof field === 'string'),
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
