/** What the edge serves in the clear: pages lead to the same over TLS, and the API is not there (istio/plain-http.yaml). */
import { Fault } from '../../cli/fault.ts';
import { askEdge, type EdgePlace } from '../cluster/edge-client.ts';
import { shown } from './asking.ts';
import type { VerifyCheck } from './verify-check.ts';

const SECURE = 443;
const CLEAR = 80;

/** The same edge without TLS; undefined where that has no port that is known. Pure. */
export function inTheClear({ url, connectTo }: EdgePlace): EdgePlace | undefined {
  const port = connectTo?.port ?? (Number(url.port) || SECURE);
  if (url.protocol !== 'https:' || port !== SECURE) return undefined;
  const clear = new URL(url);
  [clear.protocol, clear.port] = ['http:', ''];
  return { url: clear, connectTo: connectTo && { ...connectTo, port: CLEAR } };
}

export const PLAIN_HTTP_CHECK: VerifyCheck = {
  name: 'plain-http',
  about: 'in the clear (port 80) a page leads to the same over TLS, and the API is not there',
  run: async ({ place, signal }) => {
    const clear = inTheClear(place);
    if (!clear) return 'not asked: whoever asks it another way than at port 443 does not reach its port 80';
    const page = await askEdge(clear, '/?q=x', { signal });
    const to = new URL('/?q=x', place.url).href;
    if (page.status !== 301 || page.headers['location'] !== to)
      throw new Fault(`a page should lead to ${to} (301); it is ${shown(page)}`);
    for (const [method, path] of [
      ['GET', '/v1/events'],
      ['POST', '/v1/auth/login'],
      ['POST', '/session/refresh'],
    ] as const) {
      const answer = await askEdge(clear, path, { method, signal });
      if (answer.status < 400 || answer.status >= 500)
        throw new Fault(`${method} ${path} should not be there in the clear; it is ${shown(answer)}`);
    }
    return `301 to ${to}`;
  },
};
