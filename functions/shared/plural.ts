/** How many of something, in words that agree. */

/** @param many for what does not just take an s; a verb may be among the words */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
