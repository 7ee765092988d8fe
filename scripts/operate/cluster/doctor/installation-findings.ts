/** What an installation's own things lack: keys and secrets that fit together, names that lead to its edge, clocks, issuer and store. Pure. */
import { hostsOfEdge } from '../deploy/findings/edge-names-findings.ts';
import type { KubeObject } from '../kubectl.ts';
import { whyUnready } from '../conditions.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** As far as it was looked at; undefined: it was not, or is not to be known. */
export interface InstallationFacts {
  secrets: readonly KubeObject[];
  /** So many Secrets the overlay has a store write. */
  externalSecrets: number;
  /** Names of CustomResourceDefinitions. */
  kinds: ReadonlySet<string>;
  /** The public keys of the overlay. */
  jwks?: string | undefined;
  host?: string | undefined;
  /** Where the host's name leads; empty: nowhere. */
  hostAddresses?: readonly string[] | undefined;
  /** Where the Gateway is, and what its own name leads to where it has one. */
  edgeAddresses: readonly string[];
  /** When nodes have last said that they live, by their names. */
  renewals: ReadonlyMap<string, Date>;
  /** DaemonSets. */
  daemons: readonly KubeObject[];
  /** The overlay's ClusterIssuer and ClusterSecretStore, and what there is. */
  wanted: readonly { kind: string; name: string }[];
  there: readonly KubeObject[];
}

/** The host that the overlay's Gateway serves, and who certifies for it; an overlay may have certificates of its own servers beside. Pure. */
export function edgeNames(objects: readonly KubeObject[]): {
  host: string | undefined;
  issuer: { kind: string; name: string } | undefined;
} {
  const host = hostsOfEdge(objects).find((one) => one !== '');
  const specs = objects.flatMap(({ kind, spec }) => (kind === 'Certificate' && spec ? [spec] : [])) as {
    dnsNames?: string[];
    issuerRef?: { kind: string; name: string };
  }[];
  const issuer = specs.find(({ dnsNames = [] }) => host !== undefined && dnsNames.includes(host))?.issuerRef;
  return { host, issuer };
}

const SHORTEST_KEY = 32;
/** A node says every ten seconds that it lives. Tokens are good for a minute before and after. */
const CLOCK_MS = 45_000;
const ENFORCERS = /calico|cilium|antrea|kube-router|weave|ovn|romana|canal/;

export function installationFindings(facts: InstallationFacts, now: Date): DoctorFinding[] {
  return [
    ...keyFindings(facts),
    ...secretFindings(facts),
    ...nameFindings(facts),
    ...clockFindings(facts, now),
    ...policyFindings(facts),
    ...wantedFindings(facts),
    ...storeFindings(facts),
  ];
}

const textOf = (secret: KubeObject | undefined, key: string): string | undefined => {
  const data = secret?.data?.[key];
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString();
};

function keyFindings({ secrets, jwks }: InstallationFacts): DoctorFinding[] {
  const signing = textOf(
    secrets.find(({ metadata }) => metadata.name === 'signing-key'),
    'jwk',
  );
  if (signing === undefined || jwks === undefined) return [];
  const mend = 'npm run keys -- make --overlay DIR makes both where there is none; OPERATIONS.md, "Keys"';
  try {
    const { kid, x } = JSON.parse(signing) as { kid?: string; x?: string };
    const { keys = [] } = JSON.parse(jwks) as { keys?: { kid?: string; x?: string }[] };
    const known = keys.find((key) => key.kid === kid);
    if (known?.x === x && x !== undefined) return [];
    const what = known
      ? `the public key ${kid} in jwks.json is not that of Secret/signing-key: every token is refused`
      : `tokens are signed with the key ${kid}, which jwks.json does not have: every token is refused`;
    return [{ what, mend }];
  } catch {
    return [{ what: 'Secret/signing-key or jwks.json is not JSON', mend }];
  }
}

function secretFindings({ secrets }: InstallationFacts): DoctorFinding[] {
  return secrets.flatMap((secret): DoctorFinding[] => {
    const { name } = secret.metadata;
    const short = (key: string): DoctorFinding[] => {
      const parts = (textOf(secret, key) ?? '').split(',');
      if (parts.every((part) => part.length >= SHORTEST_KEY)) return [];
      return [{ what: `Secret/${name} has no ${key} of ${SHORTEST_KEY} characters`, mend: 'openssl rand -base64 48' }];
    };
    const url = (scheme: RegExp): DoctorFinding[] => {
      const text = textOf(secret, 'url') ?? '';
      if (URL.canParse(text) && scheme.test(new URL(text).protocol)) return [];
      return [
        { what: `Secret/${name} has no url of ${scheme.source}`, mend: 'OPERATIONS.md, "Database and Redis accounts"' },
      ];
    };
    if (name === 'ticks') return short('proof');
    if (/^events-[a-z]\d+$/.test(name)) return short('key');
    if (/^mysql-(owner-)?[a-z]+\d*$/.test(name)) return url(/^mysql:$/);
    if (/^redis-[a-z-]+$/.test(name) && !/[0-9a-f]{10}$/.test(name)) return url(/^rediss?:$/);
    return [];
  });
}

function nameFindings({ host, hostAddresses, edgeAddresses }: InstallationFacts): DoctorFinding[] {
  if (host === undefined || hostAddresses === undefined || edgeAddresses.length === 0) return [];
  const edge = edgeAddresses.join(', ');
  if (hostAddresses.length === 0)
    return [{ what: `${host} leads nowhere`, mend: `let it lead to the Gateway: ${edge}` }];
  if (hostAddresses.some((address) => edgeAddresses.includes(address))) return [];
  return [
    {
      what: `${host} leads to ${hostAddresses.join(', ')}, and the Gateway is at ${edge}`,
      mend: 'change the DNS record; or a CDN is in between: then istio/client-address.yaml must know it',
    },
  ];
}

function clockFindings({ renewals }: InstallationFacts, now: Date): DoctorFinding[] {
  return [...renewals].flatMap(([node, at]) => {
    const ms = at.getTime() - now.getTime();
    if (Math.abs(ms) <= CLOCK_MS) return [];
    const seconds = Math.round(Math.abs(ms) / 1_000);
    return [
      {
        what: `the node ${node} has last said that it lives ${seconds} s ${ms > 0 ? 'from now' : 'ago'}: it is away, or a clock (its, or this machine's) is wrong`,
        mend: 'kubectl get nodes; timedatectl on both: access tokens and sales go by the clock',
      },
    ];
  });
}

/** A plugin that does not enforce policies takes them without a word. */
function policyFindings({ daemons }: InstallationFacts): DoctorFinding[] {
  const enforces = daemons.some(({ metadata, spec }) => {
    if (ENFORCERS.test(metadata.name)) return true;
    const pod = (spec?.['template'] as { spec?: { containers?: { image?: string; args?: string[] }[] } } | undefined)
      ?.spec;
    return (pod?.containers ?? []).some(
      ({ image = '', args = [] }) =>
        /network-policy-agent/.test(image) && args.includes('--enable-network-policy=true'),
    );
  });
  if (enforces) return [];
  return [
    {
      what: 'no network plugin is known here that enforces NetworkPolicies: pods of other namespaces may reach what they should not',
      mend: 'on EKS: the add-on vpc-cni with enableNetworkPolicy "true"; elsewhere Calico or Cilium. npm run verify-cluster -- --only policies tries it',
    },
  ];
}

function wantedFindings({ wanted, there }: InstallationFacts): DoctorFinding[] {
  return wanted.flatMap(({ kind, name }) => {
    const found = there.find((object) => object.kind === kind && object.metadata.name === name);
    if (!found) return [{ what: `there is no ${kind} ${name}`, mend: `make it, or name another in installation.yaml` }];
    const why = whyUnready(found);
    return why === undefined
      ? []
      : [{ what: `${kind} ${name} is not ready: ${why}`, mend: `kubectl describe ${kind.toLowerCase()} ${name}` }];
  });
}

function storeFindings({ externalSecrets, kinds }: InstallationFacts): DoctorFinding[] {
  if (externalSecrets === 0 || kinds.has('externalsecrets.external-secrets.io')) return [];
  return [
    {
      what: `the overlay has a store write ${externalSecrets} Secrets, and nobody here knows how (no externalsecrets.external-secrets.io)`,
      mend: 'npm run cluster -- install --with external-secrets; without a store: an overlay with the component without-cloud',
    },
  ];
}
