/** Ids and labels from what other systems call sections and rows. Pure. */
import { withoutUnseen } from '../../text.ts';
import type { LeftPlace, NotImported } from './not-imported.ts';

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

/** A name in one line of so many characters, as they are counted where it is checked: without what nobody sees in it. */
export function lineOf(text: string, most: number): string {
  const line = seenOf(text.replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
  if (line.length <= most) return line;
  let cut = '';
  for (const character of line) {
    if (cut.length + character.length > most) break;
    cut += character;
  }
  return seenOf(cut);
}

/** What is left where something is taken away may be no more than a space, or a sign that had joined it to what followed. */
function seenOf(text: string): string {
  const seen = withoutUnseen(text).trim();
  return seen === text ? seen : seenOf(seen);
}

/** A name in so many characters; what had to be cut is told. */
export function nameWithin(text: string, most: number, left: NotImported, where: LeftPlace): string {
  const name = lineOf(text, most);
  if (name !== lineOf(text, Infinity)) left.add('nameEnd', { most }, where);
  return name;
}
