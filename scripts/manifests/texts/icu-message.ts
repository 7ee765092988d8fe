/**
 * Reads ICU messages, as much of them as the pages' texts have: arguments (`{name}`), numbers (`{count, number}`), plurals (`{count, plural,
 * =0 {…} one {…} other {…}}`, with `#` for the number) and choices (`{kind, select, a {…} other {…}}`); `'{'` and `''` as ICU quotes them.
 */

/** A part of a message. */
export type MessagePart =
  | { kind: 'text'; text: string }
  | { kind: 'argument'; name: string }
  | { kind: 'number'; name: string }
  | { kind: 'count' }
  | { kind: 'plural' | 'select'; name: string; options: ReadonlyMap<string, readonly MessagePart[]> };

/** @throws Error that says where a message does not fit */
export function readMessage(source: string): MessagePart[] {
  const reader = new Reader(source);
  const parts = reader.parts(false);
  if (!reader.isDone) throw new Error(`a } too many at ${reader.at} in: ${source}`);
  return parts;
}

class Reader {
  at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  get isDone(): boolean {
    return this.at >= this.#source.length;
  }

  /** Up to the end, or to the } that is not the message's own. */
  parts(isInPlural: boolean): MessagePart[] {
    const parts: MessagePart[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
    };
    while (!this.isDone) {
      const next = this.#source.charAt(this.at);
      if (next === '}') break;
      if (next === '{') {
        flush();
        parts.push(this.#argument());
      } else if (next === '#' && isInPlural) {
        flush();
        parts.push({ kind: 'count' });
        this.at++;
      } else text += next === "'" ? this.#quoted() : this.#take();
    }
    flush();
    return parts;
  }

  #take(): string {
    return this.#source.charAt(this.at++);
  }

  /** `''` is an apostrophe; one before a syntax character quotes up to the next one; any other is itself. */
  #quoted(): string {
    this.at++;
    const next = this.#source.charAt(this.at);
    if (next === "'") return this.#take();
    if (next === '' || !'{}#'.includes(next)) return "'";
    const end = this.#source.indexOf("'", this.at);
    if (end < 0) throw new Error(`an open quotation at ${this.at} in: ${this.#source}`);
    const text = this.#source.slice(this.at, end);
    this.at = end + 1;
    return text;
  }

  #argument(): MessagePart {
    this.at++;
    const name = this.#word();
    if (!/^[a-z]\w*$/i.test(name)) throw new Error(`no name at ${this.at} in: ${this.#source}`);
    if (this.#accept('}')) return { kind: 'argument', name };
    this.#expect(',');
    const kind = this.#word();
    if (kind === 'number') {
      this.#expect('}');
      return { kind, name };
    }
    if (kind !== 'plural' && kind !== 'select') throw new Error(`no such form: ${kind} in: ${this.#source}`);
    this.#expect(',');
    const options = new Map<string, readonly MessagePart[]>();
    while (!this.#accept('}')) {
      const option = this.#word();
      this.#expect('{');
      if (options.has(option)) throw new Error(`${option} twice in: ${this.#source}`);
      options.set(option, this.parts(kind === 'plural'));
      this.#expect('}');
    }
    if (!options.has('other')) throw new Error(`no "other" in: ${this.#source}`);
    return { kind, name, options };
  }

  #blanks(): void {
    while (/\s/.test(this.#source.charAt(this.at))) this.at++;
  }

  #word(): string {
    this.#blanks();
    const from = this.at;
    while (/[\w=-]/.test(this.#source.charAt(this.at))) this.at++;
    return this.#source.slice(from, this.at);
  }

  #accept(character: string): boolean {
    this.#blanks();
    if (this.#source.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#accept(character)) throw new Error(`no ${character} at ${this.at} in: ${this.#source}`);
  }
}
