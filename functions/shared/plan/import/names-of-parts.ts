/** Ids and labels from what other systems call sections and rows. Pure. */

const LONGEST = 8;

/** Gives each name an id of 1 to 8 letters and digits that no other has. */
export function idsFor(fallback: string): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    const plain = name
      .normalize('NFKD')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, LONGEST);
    const base = plain === '' ? fallback : plain;
    let id = plain === '' ? `${fallback}${used.size + 1}` : plain;
    for (let next = 2; used.has(id); next++) id = base.slice(0, LONGEST - String(next).length) + String(next);
    used.add(id);
    return id;
  };
}

/** A name in one line of so many characters. */
export function lineOf(text: string, most: number): string {
  return Array.from(text.replaceAll(/[\s\p{C}]+/gu, ' ').trim())
    .slice(0, most)
    .join('')
    .trim();
}
