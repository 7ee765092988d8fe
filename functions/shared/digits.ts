/** Numbers that come as text, in settings and in requests, are read here and nowhere else. */

/**
 * The whole number that a text is in decimal digits; undefined where it is none. `Number` would take nothing, spaces, signs, `0x10`, `1e1` and `05`, of
 * which each is a slip or a number of another notation.
 */
export function digitsOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}
