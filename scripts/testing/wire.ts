/** A wire to a server, with its faults: what is sent can be watched, answers withheld, connections cut. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of a connection after something was sent on it. */
export type Fault = 'pass' | 'cut before it arrives' | 'cut before the answer' | 'cut before the last answer';

/** A listening port that leads to a server. */
export interface Wire {
  /** The given URL, by this wire. */
  url: string;
  /** Decides for each chunk on its way to the server; `pass` unless told otherwise. */
  onSend: (chunk: Buffer) => Fault;
  /** Nothing goes either way until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends all connections and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a wire to the server of a URL. */
export async function openWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let broken = false;
  let frozen = false;
  const server = createServer((near) => {
    if (broken) return void near.destroy();
    const far = connect(Number(port), hostname);
    let mute = false;
    let muteUntilLast = false;
    const end = () => [near, far].forEach((socket) => socket.destroy());
    near.on('data', (chunk) => {
      const fault = wire.onSend(chunk);
      if (fault === 'cut before it arrives') return end();
      mute ||= fault === 'cut before the answer';
      muteUntilLast ||= fault === 'cut before the last answer';
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (mute || (muteUntilLast && isLastOk(chunk))) end();
      else if (!muteUntilLast) near.write(chunk);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      if (frozen) socket.pause();
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          end();
        });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endAll = () => sockets.forEach((socket) => socket.destroy());
  const wire: Wire = {
    url: url.href,
    onSend: () => 'pass',
    freeze: () => {
      frozen = true;
      sockets.forEach((socket) => socket.pause());
    },
    thaw: () => {
      frozen = false;
      sockets.forEach((socket) => socket.resume());
    },
    cut: () => {
      broken = true;
      endAll();
    },
    mend: () => {
      broken = false;
    },
    close: async () => {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return wire;
}

/** Whether MySQL's last word in a chunk is a plain OK that no other result follows: that of a COMMIT at the end. */
function isLastOk(chunk: Buffer): boolean {
  const MORE_RESULTS = 0x08;
  const [length, , , , header, affected, insertId, flags = 0] = chunk.subarray(-11);
  return length === 7 && header === 0 && affected === 0 && insertId === 0 && (flags & MORE_RESULTS) === 0;
}
