/** Takes HTTP/1.1 answers apart as they come in: in pieces, several in one piece, with a length or in chunks. */

/** One whole answer. */
export interface WireAnswer {
  status: number;
  /** Head and body, as they came over the wire. */
  bytes: number;
  /** Without the framing of chunks. A view into what came in: copy what is to be kept. */
  body: Buffer;
}

const NOTHING = Buffer.alloc(0);
const HEAD_END = '\r\n\r\n';
/** An answer is not larger; what is, is no answer of ours. */
const LONGEST = 64 * 1024 * 1024;

/** Reads the answers of one connection, on which GET and POST are asked. */
export class ResponseReader {
  #rest: Buffer = NOTHING;

  /**
   * Takes what came in. @returns the answers that are whole now
   * @throws Error when it is not HTTP/1.1, or has no end but the connection's
   */
  push(chunk: Buffer): WireAnswer[] {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (data.length > LONGEST) throw new Error(`an answer of more than ${LONGEST} bytes`);
    const answers: WireAnswer[] = [];
    for (;;) {
      const answer = readAnswer(data);
      if (!answer) break;
      data = data.subarray(answer.bytes);
      // 100 Continue and the like come before the answer proper.
      if (answer.status >= 200) answers.push(answer);
    }
    this.#rest = data;
    return answers;
  }

  /** Whether an answer has begun that is not whole. */
  get pending(): boolean {
    return this.#rest.length > 0;
  }
}

function readAnswer(data: Buffer): WireAnswer | undefined {
  const headEnd = data.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = data.toString('latin1', 0, headEnd);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === 0) throw new Error(`not an HTTP/1.1 answer: ${head.slice(0, 40)}`);
  const from = headEnd + HEAD_END.length;
  if (status < 200 || status === 204 || status === 304) return { status, bytes: from, body: NOTHING };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return end > data.length ? undefined : { status, bytes: end, body: data.subarray(from, end) };
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(data, status, from);
  throw new Error('an answer without length or chunks');
}

function readChunks(data: Buffer, status: number, from: number): WireAnswer | undefined {
  const chunks: Buffer[] = [];
  for (let at = from; ;) {
    const lineEnd = data.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const digits = /^([0-9a-f]{1,7})(?:;|$)/i.exec(data.toString('latin1', at, lineEnd))?.[1];
    if (digits === undefined) throw new Error('a chunk without size');
    const begin = lineEnd + 2;
    const end = begin + Number.parseInt(digits, 16);
    if (end === begin) return readTrailer(data, status, begin, Buffer.concat(chunks));
    if (end + 2 > data.length) return undefined;
    chunks.push(data.subarray(begin, end));
    at = end + 2;
  }
}

/** After the last chunk: lines up to an empty one, as a rule that one alone. */
function readTrailer(data: Buffer, status: number, from: number, body: Buffer): WireAnswer | undefined {
  for (let at = from; ;) {
    const lineEnd = data.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    if (lineEnd === at) return { status, bytes: lineEnd + 2, body };
    at = lineEnd + 2;
  }
}
