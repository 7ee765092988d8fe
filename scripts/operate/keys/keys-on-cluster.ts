/** Takes the next step with a cluster's signing key: looks where keys stand, decides, does it. Dying anywhere, the same command goes on. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { tokenSettings } from '../../../functions/shared/identity/token-settings.ts';
import { errorCode, Fault } from '../../cli/fault.ts';
import { makeSigningKey } from '../../system/signing-key.ts';
import { Kubectl, type KubeObject } from '../cluster/kubectl.ts';
import { type KeyState, nextStep } from './key-steps.ts';
import { whyNotDeployed } from './keys-in-use.ts';
import type { KeyTask } from './options.ts';

const SIGNING = 'signing-key';
const NEXT = 'signing-key-next';

type PublicKeys = z.output<(typeof tokenSettings)['JWKS']>['keys'];
/** What is not public of it stays where it is. */
const PrivateKey = z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), d: z.string() });

/** @throws Fault when the step cannot be taken, with the reason */
export async function stepOnCluster({ verb, overlay, isDryRun, ...place }: KeyTask): Promise<void> {
  const cluster = new Kubectl(place);
  const file = join(overlay, 'jwks.json');
  const [published, signing, next] = [
    await publishedIn(file),
    await keyIn(cluster, SIGNING),
    await keyIn(cluster, NEXT),
  ];
  const state: KeyState = {
    published: published?.map(({ kid }) => kid),
    signing: signing?.public.kid,
    next: next?.public.kid,
    isStored: (await cluster.find('externalsecrets.external-secrets.io', SIGNING)) !== undefined,
    ...(await deployedKeys(cluster)),
  };
  const step = nextStep(verb, state, new Date());
  if (step.do === 'refuse') throw new Fault(step.say);
  if (isDryRun) return console.log(`${step.do === 'nothing' ? 'nothing to do' : `would ${step.do}`}: ${step.say}`);
  if (step.do === 'make') {
    const made = await makeSigningKey();
    await create(cluster, SIGNING, made.jwk);
    await publish(file, keysOf(made.jwks));
  } else if (step.do === 'publish' && signing) await publish(file, [signing.public]);
  else if (step.do === 'add next') {
    const made = next?.public ?? (await makeNext(cluster));
    await publish(file, [...(published ?? []), made]);
  } else if (step.do === 'switch' && next) {
    await cluster.apply([secretOf(cluster, SIGNING, next.text)]);
    await cluster.text(['delete', 'secret', NEXT, '--ignore-not-found']);
  } else if (step.do === 'drop')
    await publish(
      file,
      (published ?? []).filter(({ kid }) => !step.kids.includes(kid)),
    );
  console.log(step.say);
}

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

async function makeNext(cluster: Kubectl): Promise<PublicKeys[number]> {
  const made = await makeSigningKey();
  await create(cluster, NEXT, made.jwk);
  const [key] = keysOf(made.jwks);
  if (!key) throw new Error('a key set without a key');
  return key;
}

/** Never over another: two who make one at a time are told so. */
async function create(cluster: Kubectl, name: string, jwk: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: cluster.place.namespace } };
  if (!(await cluster.find('namespace', namespace.metadata.name, { everywhere: true })))
    await cluster.apply([namespace]);
  await cluster.text(['create', '-f', '-'], { input: JSON.stringify(secretOf(cluster, name, jwk)) });
}

function secretOf({ place }: Kubectl, name: string, jwk: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: place.namespace },
    type: 'Opaque',
    data: { jwk: Buffer.from(jwk).toString('base64') },
  };
}

async function keyIn(
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

async function publishedIn(file: string): Promise<PublicKeys | undefined> {
  try {
    return keysOf(await readFile(file, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Fault(`${file} is not a set of public Ed25519 keys`, { cause: error });
  }
}

const keysOf = (jwks: string): PublicKeys => tokenSettings.JWKS.parse(jwks).keys;

/** Renamed into place: whoever reads it sees all of it. */
async function publish(file: string, keys: PublicKeys): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, JSON.stringify({ keys }));
  await rename(draft, file);
  console.log(`${file}: ${keys.map(({ kid }) => kid).join(', ')}`);
}

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
async function deployedKeys(cluster: Kubectl): Promise<Pick<KeyState, 'accepted' | 'deployed'>> {
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

async function loginsKey(cluster: Kubectl, services: readonly KubeObject[]): Promise<KeyState['deployed']> {
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
