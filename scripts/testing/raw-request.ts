/** A request as bytes on a socket: what no client library would send. */
import { connect } from 'node:net';

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  /** The lines of the head, as they came. */
  head: string;
  body: string;
  /** Whether the other side closed the connection. */
  closed: boolean;
}

const PATIENCE_MS = 20_000;

/** Sends bytes and waits for an answer of told length or in chunks, or for the end. */
export function rawRequest(port: number, ...pieces: (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    // An answer to HEAD tells the length of what it leaves out.
    const isHead = String(pieces[0]).startsWith('HEAD ');
    let text = '';
    const done = (closed: boolean): void => {
      socket.destroy();
      const [head = '', body = ''] = divided(text);
      resolve({ status: Number(head.split(' ', 2)[1]), head, body, closed });
    };
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer, but ${JSON.stringify(text)}`)));
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const [head = '', body] = divided(text);
      const length = isHead || / 204 /.test(head) ? '0' : /^content-length: (\d+)/im.exec(head)?.[1];
      const goesOn = !/^connection: close/im.test(head);
      if (!goesOn || body === undefined) return;
      const isWhole = length === undefined ? endsInChunks(head, body) : Buffer.byteLength(body) >= Number(length);
      if (isWhole) done(false);
    });
    socket.on('error', (error) => (text ? done(true) : reject(error)));
    socket.on('end', () => done(true));
    for (const piece of pieces) socket.write(piece);
  });
}

function endsInChunks(head: string, body: string): boolean {
  return /^transfer-encoding: chunked/im.test(head) && body.endsWith('0\r\n\r\n');
}

function divided(text: string): string[] {
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? [text] : [text.slice(0, end), text.slice(end + 4)];
}
