/** Whether the names by which an overlay's edge is called fit together: host, address for everybody, certificate, issuer of tokens. Pure. */
import { isIP } from 'node:net';
import type { KubeObject } from '../../kubectl.ts';
import type { OverlayFinding } from './overlay-finding.ts';

const FILE = 'installation.yaml';
/** The base's, which is nobody's (RFC 2606). */
export const PLACEHOLDER = 'api.example.com';
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST = 253;

/** Why a text is no host name that the edge can serve and be certified for; undefined when it is one. */
export function whyNoHost(host: string): string | undefined {
  if (host === '') return 'is empty';
  if (/^[a-z][a-z+.-]*:\/\//i.test(host)) return 'has a scheme';
  if (host.includes('/')) return 'has a path';
  if (isIP(host.replace(/^\[|\](:\d+)?$/g, '')) !== 0 || isIP(host.replace(/:\d+$/, '')) !== 0)
    return 'is an address: routes and certificates go by a name';
  if (/:\d*$/.test(host)) return 'has a port';
  if (host.includes('*')) return 'is a wildcard: the API has one name, and tokens name it';
  if (host !== host.toLowerCase()) return 'has capitals';
  if (host.endsWith('.')) return 'ends with a dot';
  if (host.length > LONGEST || !host.split('.').every((label) => LABEL.test(label))) return 'is no name of a host';
  return undefined;
}

/** Of the Gateway `edge`, and what is said of it elsewhere. */
export function edgeNamesFindings(objects: readonly KubeObject[]): OverlayFinding[] {
  const hosts = hostsOfEdge(objects);
  if (hosts.length === 0) return urlFindings(objects, undefined);
  const [host = ''] = hosts;
  const mend = `${FILE}: host, as tickets.example.org is: a name in small letters, without scheme, port or path`;
  const wrong = hosts.flatMap((one) => {
    const why = whyNoHost(one);
    return why === undefined ? [] : [{ what: `the host "${one}" ${why}`, mend }];
  });
  const several = hosts.length > 1 ? [{ what: `the edge is to serve several hosts: ${hosts.join(', ')}`, mend }] : [];
  if (wrong.length > 0 || several.length > 0) return [...wrong, ...several, ...urlFindings(objects, undefined)];
  const isPlaceholder = host === PLACEHOLDER;
  return [
    ...(isPlaceholder
      ? [{ what: `the host is still ${host}, which nobody has`, mend, isBearable: true as const }]
      : []),
    ...certificateFindings(objects, host),
    ...urlFindings(objects, host),
  ];
}

/** Each once; of a listener for whatever host, an empty one. */
export function hostsOfEdge(objects: readonly KubeObject[]): string[] {
  const gateway = objects.find(({ kind, metadata }) => kind === 'Gateway' && metadata.name === 'edge');
  const listeners = (gateway?.spec?.['listeners'] ?? []) as { hostname?: string }[];
  return [...new Set(listeners.map(({ hostname }) => hostname ?? ''))];
}

/** The certificate that the overlay has made for the edge; one of another origin is not looked at here. */
function certificateFindings(objects: readonly KubeObject[], host: string): OverlayFinding[] {
  const made = objects.find(({ kind, metadata }) => kind === 'Certificate' && metadata.name === 'edge-certificate');
  const names = (made?.spec?.['dnsNames'] ?? []) as string[];
  if (!made || names.includes(host)) return [];
  return [
    {
      what: `the edge serves ${host}, and its certificate is for ${names.join(', ') || 'nobody'}: callers would refuse it`,
      mend: `${FILE}: host sets both (scripts/overlays/installation); take out what says otherwise`,
    },
  ];
}

function urlFindings(objects: readonly KubeObject[], host: string | undefined): OverlayFinding[] {
  const settings = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh')?.data;
  const text = settings?.['TOKEN_ISSUER'];
  if (text === undefined) return [];
  const url = URL.parse(text);
  const mend = `${FILE}: url, as ${host === undefined ? 'https://tickets.example.org' : `https://${host}`} is: nothing after the name`;
  if (url?.protocol !== 'https:' || url.origin !== text)
    return [{ what: `the address "${text}" is not https:// and a host in small letters, and nothing else`, mend }];
  return [
    ...(host === undefined || url.hostname === host
      ? []
      : [
          {
            what: `tokens and messages name ${text}, and the edge serves ${host}: right only behind somebody who serves the former`,
            mend,
            isBearable: true as const,
          },
        ]),
    ...issuerFindings(objects, text),
  ];
}

/** Who checks tokens at the edge: of another issuer it would refuse every one. */
function issuerFindings(objects: readonly KubeObject[], issuer: string): OverlayFinding[] {
  return objects.flatMap(({ kind, spec }) =>
    kind === 'RequestAuthentication'
      ? ((spec?.['jwtRules'] ?? []) as { issuer?: string }[]).flatMap((rule) =>
          rule.issuer === issuer
            ? []
            : [
                {
                  what: `login issues tokens as ${issuer}, and the edge takes those of ${String(rule.issuer)}: every token would be refused`,
                  mend: `${FILE}: url sets both (scripts/overlays/installation); take out what says otherwise`,
                },
              ],
        )
      : [],
  );
}
