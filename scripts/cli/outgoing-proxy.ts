/** The proxy that the environment names, for scripts that ask others on the net: Node's own requests go by none otherwise. */
import { setGlobalProxyFromEnv } from 'node:http';
import { Fault } from './fault.ts';

/** Never by a proxy: it would ask itself. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

type Environment = Readonly<Record<string, string | undefined>>;

/** As HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, in either case. @returns undoes it; @throws Fault for a proxy that is no address */
export function useProxy(env: Environment): () => void {
  const said = (name: string): string | undefined => env[name.toLowerCase()] ?? env[name];
  const [https, http, except] = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].map(said);
  if (!https && !http) return () => {};
  for (const proxy of [https, http])
    if (proxy && !/^https?:$/.test(URL.parse(proxy)?.protocol ?? ''))
      throw new Fault('HTTPS_PROXY or HTTP_PROXY is not an http:// or https:// URL');
  return setGlobalProxyFromEnv({
    ...(https && { https_proxy: https }),
    ...(http && { http_proxy: http }),
    no_proxy: [...(except ? [except] : []), ...THIS_MACHINE].join(','),
  });
}
