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

/** Sends bytes and waits for an answer of told length, or for the end. */
export function rawRequest(port: number, ...pieces: (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
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
      const length = / 204 /.test(head) ? '0' : /^content-length: (\d+)/im.exec(head)?.[1];
      const goesOn = !/^connection: close/im.test(head);
      if (goesOn && length !== undefined && body !== undefined && Buffer.byteLength(body) >= Number(length))
        done(false);
    });
    socket.on('error', (error) => (text ? done(true) : reject(error)));
    socket.on('end', () => done(true));
    for (const piece of pieces) socket.write(piece);
  });
}

function divided(text: string): string[] {
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? [text] : [text.slice(0, end), text.slice(end + 4)];
}
