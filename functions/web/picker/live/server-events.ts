/** Server-Sent Events, read from a body: what EventSource does, for a reader that wants to see the status and to end it. Pure. */

/** An event of a stream. A comment, which only keeps it alive, comes as one without a name. */
export interface ServerEvent {
  name: string;
  data: string;
  /** After how long to come back, if it says so. */
  retryMs?: number;
}

/** More than this before a line ends is no stream of ours. */
const MOST_PENDING = 8 * 1024 * 1024;

/** Takes a stream's text in pieces of any size, and gives the events that are whole. */
export class EventReader {
  #rest = '';
  #name = '';
  #data: string[] = [];
  #retryMs: number | undefined;

  /** @throws Error where no line ends */
  take(piece: string): ServerEvent[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MOST_PENDING) throw new Error('a line without an end');
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerEvent | undefined {
    if (line === '') return this.#end();
    const colon = line.indexOf(':');
    if (colon === 0) return { name: '', data: '' };
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.#retryMs = Number(value);
    return undefined;
  }

  #end(): ServerEvent | undefined {
    const [name, data, retryMs] = [this.#name, this.#data, this.#retryMs];
    [this.#name, this.#data, this.#retryMs] = ['', [], undefined];
    if (data.length === 0 && retryMs === undefined) return undefined;
    return { name: name || 'message', data: data.join('\n'), ...(retryMs !== undefined && { retryMs }) };
  }
}
