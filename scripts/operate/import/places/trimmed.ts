/** A text without what of these characters it begins and ends with. */
export function trimmed(text: string, outer: string): string {
  let [from, to] = [0, text.length];
  while (from < to && outer.includes(text.charAt(from))) from++;
  while (to > from && outer.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
