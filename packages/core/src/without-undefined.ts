/** The fields that have a value. */
export function withoutUndefined<T extends object>(
  fields: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined)
  // The filter is what the return type says.
  return Object.fromEntries(defined) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}
