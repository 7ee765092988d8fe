/** Takes the next step with a cluster's signing key: looks where keys stand, decides, does it. Dying anywhere, the same command goes on. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, Fault } from '../../cli/fault.ts';
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { makeSigningKey } from '../../system/signing-key.ts';
import { Kubectl, type KubeObject } from '../cluster/kubectl.ts';
import { deployedKeys, keyIn, keysOf, type PublicKeys, SIGNING } from '../cluster/signing-keys.ts';
import { type KeyState, nextStep } from './key-steps.ts';
import type { KeyTask } from './options.ts';

const NEXT = 'signing-key-next';

/** @returns the exit code. @throws Fault when the step cannot be taken, with the reason */
export async function stepOnCluster({ verb, overlay, isDryRun, ...place }: KeyTask): Promise<number> {
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
  if (isDryRun) {
    console.log(`${step.do === 'nothing' ? 'nothing to do' : `would ${step.do}`}: ${step.say}`);
    return step.do === 'nothing' ? 0 : SOMETHING_FOUND;
  }
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
  return 0;
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

async function publishedIn(file: string): Promise<PublicKeys | undefined> {
  try {
    return keysOf(await readFile(file, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Fault(`${file} is not a set of public Ed25519 keys`, { cause: error });
  }
}

/** Renamed into place: whoever reads it sees all of it. */
async function publish(file: string, keys: PublicKeys): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, JSON.stringify({ keys }));
  await rename(draft, file);
  console.log(`${file}: ${keys.map(({ kid }) => kid).join(', ')}`);
}
