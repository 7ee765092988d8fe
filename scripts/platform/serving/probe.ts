/** Whether a process is up: Knative's readiness probe, over HTTP or by a mere connection. */
import { get } from 'node:http';
import { connect } from 'node:net';

const TIMEOUT_MS = 1000;

/** One probe. With a path, the answer must be 2xx or 3xx; it is asked for only once the process listens, so that waiting costs little. */
export const isUp = async (host: string, port: number, path: string | undefined): Promise<boolean> =>
  (await accepts(host, port)) && (path === undefined || (await answers(host, port, path)));

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: TIMEOUT_MS });
    const done = (up: boolean) => (): void => {
      resolve(up);
      socket.destroy();
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });

const answers = (host: string, port: number, path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const headers = { 'user-agent': 'kube-probe' };
    const probe = get({ port, host, path, agent: false, timeout: TIMEOUT_MS, headers }, (answer) => {
      resolve((answer.statusCode ?? 500) < 400);
      answer.resume();
    });
    probe.once('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
  });
