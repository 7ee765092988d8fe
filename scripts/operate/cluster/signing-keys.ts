/** Where the keys of access tokens stand on a cluster: what login signs with, what functions and edge accept. */
import * as z from 'zod';
import { tokenSettings } from '../../../functions/shared/identity/token-settings.ts';
import { Fault } from '../../cli/fault.ts';
import { type KeysInUse, whyNotDeployed } from './keys-in-use.ts';
import type { Kubectl, KubeObject } from './kubectl.ts';

/** The Secret that login signs with. */
export const SIGNING = 'signing-key';

export type PublicKeys = z.output<(typeof tokenSettings)['JWKS']>['keys'];
/** What is not public of it stays where it is. */
const PrivateKey = z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), d: z.string() });

/** Before anything of it is applied. @param rendered the overlay's objects; @throws Fault when callers' tokens would be refused by it */
export async function requireKeysInUse(
  cluster: Kubectl,
  rendered: readonly KubeObject[],
  dropped: string | undefined,
): Promise<void> {
  const maps = rendered.filter(({ kind, data }) => kind === 'ConfigMap' && data?.['JWKS'] !== undefined);
  const published = maps.flatMap(({ data }) => kidsOf(data?.['JWKS'] ?? ''));
  if (published.length === 0) return;
  const signing = (await keyIn(cluster, SIGNING))?.public.kid;
  const { deployed } = await deployedKeys(cluster);
  const why = whyNotDeployed({ published, signing, deployed, live: await keysOfEdge(cluster) }, dropped, new Date());
  if (why !== undefined) throw new Fault(`${why}; nothing was applied`);
}

/** What the edge takes, as it is applied. */
async function keysOfEdge(cluster: Kubectl): Promise<string[]> {
  const found = await cluster.find('requestauthentications.security.istio.io', 'access-tokens');
  const rules = (found?.spec?.['jwtRules'] ?? []) as { jwks?: string }[];
  return rules.flatMap(({ jwks }) => (jwks === undefined ? [] : kidsOf(jwks)));
}

/** A signing key, and its public half. @throws Fault when the Secret has none */
export async function keyIn(
  cluster: Kubectl,
  name: string,
): Promise<{ text: string; public: PublicKeys[number] } | undefined> {
  const secret = await cluster.find('secret', name);
  if (!secret) return undefined;
  const text = Buffer.from(secret.data?.['jwk'] ?? '', 'base64').toString();
  const read = PrivateKey.safeParse(jsonOf(text));
  if (!read.success) throw new Fault(`the Secret ${name} has no signing key in jwk`);
  const { x, kid } = read.data;
  return { text, public: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const keysOf = (jwks: string): PublicKeys => tokenSettings.JWKS.parse(jwks).keys;

interface ReadingService {
  template?: {
    spec?: {
      containers?: {
        env?: { name: string; valueFrom?: { secretKeyRef?: { name: string } } }[];
        envFrom?: { configMapRef?: { name: string } }[];
      }[];
    };
  };
}

const containersOf = (service: KubeObject) =>
  (service.spec as ReadingService | undefined)?.template?.spec?.containers ?? [];

/** What every function that runs accepts, and what login signs with. */
export async function deployedKeys(
  cluster: Kubectl,
): Promise<{ accepted: readonly string[] | undefined; deployed: KeysInUse['deployed'] }> {
  const services = await cluster.list('services.serving.knative.dev');
  if (services.length === 0) return { accepted: undefined, deployed: undefined };
  const sets = new Map<string, readonly string[]>();
  for (const { data, metadata } of await cluster.list('configmaps'))
    if (data?.['JWKS'] !== undefined) sets.set(metadata.name, kidsOf(data['JWKS']));
  const read = services.flatMap((service) =>
    containersOf(service).flatMap(({ envFrom = [] }) =>
      envFrom.flatMap(({ configMapRef }) => sets.get(configMapRef?.name ?? '') ?? []).length > 0
        ? [new Set(envFrom.flatMap(({ configMapRef }) => sets.get(configMapRef?.name ?? '') ?? []))]
        : [],
    ),
  );
  const accepted = [...(read[0] ?? [])].filter((kid) => read.every((kids) => kids.has(kid)));
  const areReady = services.every(
    ({ status }) => status?.['latestCreatedRevisionName'] === status?.['latestReadyRevisionName'],
  );
  return { accepted: areReady ? accepted : [], deployed: await loginsKey(cluster, services) };
}

function kidsOf(jwks: string): string[] {
  const read = tokenSettings.JWKS.safeParse(jwks);
  return read.success ? read.data.keys.map(({ kid }) => kid) : [];
}

async function loginsKey(cluster: Kubectl, services: readonly KubeObject[]): Promise<KeysInUse['deployed']> {
  const login = services.find(({ metadata }) => metadata.name === 'login');
  const env = login ? containersOf(login).flatMap((container) => container.env ?? []) : [];
  const name = env.find((one) => one.name === 'SIGNING_KEY')?.valueFrom?.secretKeyRef?.name;
  if (!login || name === undefined) return undefined;
  const revision = await cluster.find(
    'revisions.serving.knative.dev',
    String(login.status?.['latestReadyRevisionName']),
  );
  const since = new Date(revision?.metadata.creationTimestamp ?? Date.now());
  return { signing: (await keyIn(cluster, name))?.public.kid, since };
}
