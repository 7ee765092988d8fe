/**
 * The elements of a file of markup, as values and no more: nothing of it becomes part of a page. No entity is looked up but the five of XML,
 * no address is followed, and there is a limit on everything. Pure; one pass from the front to the end.
 */
import { ImportFault } from '../../../../shared/plan/import/import-fault.ts';

export interface MarkupElement {
  /** Without its prefix. */
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: MarkupElement[];
  /** What is written directly in it. */
  text: string;
}

const MOST_ELEMENTS = 50_000;
const MOST_DEPTH = 64;
const MOST_ATTRIBUTES = 64;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws ImportFault where it is no such file, or one beyond the limits */
export function readMarkup(text: string): MarkupElement {
  const root: MarkupElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: MarkupElement[] = [root];
  let [at, count] = [0, 0];
  while (at < text.length) {
    const start = text.indexOf('<', at);
    const inside = open.at(-1) ?? root;
    const written = text.slice(at, start < 0 ? text.length : start);
    if (open.length > 1 && inside.text.length < MOST_TEXT) inside.text += decoded(written);
    if (start < 0) break;
    const skipped = endOfOther(text, start);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const end = endOfTag(text, start);
    if (text[start + 1] === '/') {
      if (open.length > 1) open.pop();
    } else {
      if (++count > MOST_ELEMENTS) throw ImportFault.of('tooManyElements', { most: MOST_ELEMENTS });
      const isClosed = text[end - 2] === '/';
      const element = elementOf(text.slice(start + 1, end - (isClosed ? 2 : 1)));
      inside.children.push(element);
      if (!isClosed) open.push(element);
      if (open.length > MOST_DEPTH) throw ImportFault.of('tooDeep', { most: MOST_DEPTH });
    }
    at = end;
  }
  const [first] = root.children;
  if (!first) throw ImportFault.of('noMarkup', {});
  return first;
}

const MOST_TEXT = 1_000;

/** Behind a comment, an instruction, or what declares entities; undefined before a tag. */
function endOfOther(text: string, start: number): number | undefined {
  const behind = (mark: string, from: number): number => {
    const end = text.indexOf(mark, from);
    return end < 0 ? text.length : end + mark.length;
  };
  if (text.startsWith('<!--', start)) return behind('-->', start + 4);
  if (text.startsWith('<![CDATA[', start)) return behind(']]>', start + 9);
  if (text.startsWith('<?', start)) return behind('?>', start + 2);
  if (!text.startsWith('<!', start)) return undefined;
  const end = behind('>', start);
  const subset = text.slice(start, end).indexOf('[');
  // What is declared between the brackets is nothing to us: it is never looked up.
  return subset < 0 ? end : behind('>', behind(']', start + subset));
}

/** Behind the `>` of a tag: one within quotes is none. */
function endOfTag(text: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < text.length; at++) {
    const one = text[at] ?? '';
    if (quote !== '') quote = one === quote ? '' : quote;
    else if (one === '"' || one === "'") quote = one;
    else if (one === '>') return at + 1;
  }
  throw ImportFault.of('tagOpen', {});
}

const isSpace = (one: string | undefined): boolean => one === ' ' || one === '\n' || one === '\t' || one === '\r';
const bare = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

/** @param tag what stands between the brackets */
function elementOf(tag: string): MarkupElement {
  let at = 0;
  const until = (isEnd: (one: string) => boolean): string => {
    const from = at;
    while (at < tag.length && !isEnd(tag[at] ?? '')) at++;
    return tag.slice(from, at);
  };
  const spaces = (): void => void until((one) => !isSpace(one));
  const name = bare(until(isSpace));
  const attributes = new Map<string, string>();
  while (attributes.size < MOST_ATTRIBUTES) {
    spaces();
    const key = bare(until((one) => isSpace(one) || one === '='));
    spaces();
    if (key === '' && tag[at] !== '=') break;
    if (tag[at] !== '=') continue;
    at++;
    spaces();
    const quote = tag[at] ?? '';
    if (quote !== '"' && quote !== "'") break;
    at++;
    attributes.set(key, decoded(until((one) => one === quote)));
    at++;
  }
  return { name, attributes, children: [], text: '' };
}

/** An entity that somebody has declared stays as it is written: it is never looked up. */
function decoded(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
  });
}
