/** Brings images into a registry: what it has already is not sent, and what it says that it has got is checked. */
import { Fault } from '../../cli/fault.ts';
import { type Blob, type Image, MANIFEST } from '../oci.ts';
import type { RegistryClient, Scope } from './client.ts';

const QUESTION = { method: 'HEAD', expect: [200, 404] } as const;
const UPLOADS = 3;
const NOBODYS = `sha256:${'0'.repeat(64)}`;

/** Asks as one who is to push: what is wrong with address, name or password is said before anything is made. @throws Fault */
export async function askIfLetIn(client: RegistryClient, repository: string): Promise<void> {
  const answer = await client.ask(`${repository}/blobs/${NOBODYS}`, [`repository:${repository}:pull,push`], QUESTION);
  await answer.body?.cancel();
}

/**
 * Sends images, each to a repository of its own below a path. A layer that is in the first of them is mounted from there into the others.
 * @throws Fault when the registry does not have in the end what was sent
 */
export async function pushImages(
  client: RegistryClient,
  path: string,
  images: readonly Image[],
  tag: string,
  say: (line: string) => void,
): Promise<void> {
  /** In which repository a blob is, by its digest. */
  const known = new Map<string, string>();
  for (const image of images) {
    const repository = `${path}/${image.name}`;
    let sentBytes = 0;
    for (const blob of [...image.layers, image.config])
      if (await pushBlob(client, repository, blob, known)) sentBytes += blob.bytes.length;
    const before = await pushManifest(client, repository, image.manifest, tag);
    const sent = `${(sentBytes / 1e6).toFixed(1)} MB sent`;
    const moved = before === undefined ? '' : `; ${tag} was ${before}`;
    say(`${client.base.host}/${repository}@${image.manifest.descriptor.digest} (${sent}${moved})`);
  }
}

/** @returns whether it had to be sent */
async function pushBlob(
  client: RegistryClient,
  repository: string,
  { descriptor, bytes }: Blob,
  known: Map<string, string>,
): Promise<boolean> {
  const { digest } = descriptor;
  const own = writing(repository);
  const from = known.get(digest);
  known.set(digest, from ?? repository);
  const there = await client.ask(`${repository}/blobs/${digest}`, [own], QUESTION);
  if (there.status === 200) return false;
  for (let tries = 1; ; tries += 1) {
    const begun = await begin(client, repository, digest, from);
    if (begun === undefined) return false;
    try {
      await upload(client, own, begun, bytes, digest);
      return true;
    } catch (error) {
      // What has arrived of it is somewhere in the middle: only a new upload begins at the beginning.
      if (tries === UPLOADS) throw error;
    }
  }
}

const writing = (repository: string): Scope => `repository:${repository}:pull,push`;

/** @returns where it is to be sent; undefined: it was in another repository, and is in this one now */
async function begin(
  client: RegistryClient,
  repository: string,
  digest: string,
  from: string | undefined,
): Promise<Response | undefined> {
  let where = `${repository}/blobs/uploads/`;
  const scopes: Scope[] = [writing(repository)];
  if (from !== undefined && from !== repository) {
    where += `?${new URLSearchParams({ mount: digest, from }).toString()}`;
    scopes.push(`repository:${from}:pull`);
  }
  const begun = await client.ask(where, scopes, { method: 'POST', expect: [201, 202] });
  await begun.body?.cancel();
  return begun.status === 201 ? undefined : begun;
}

/** As most clients do it: all bytes in one go, then the digest. */
async function upload(
  client: RegistryClient,
  scope: Scope,
  begun: Response,
  bytes: Buffer,
  digest: string,
): Promise<void> {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': `0-${bytes.length - 1}`,
  };
  const patched = await client.ask(placeOf(begun), [scope], {
    method: 'PATCH',
    headers,
    body: bytes,
    expect: [202],
    tries: 1,
  });
  await patched.body?.cancel();
  const place = placeOf(patched);
  place.searchParams.set('digest', digest);
  const done = await client.ask(place, [scope], { method: 'PUT', expect: [201] });
  await done.body?.cancel();
  checkDigest(done, digest);
}

/**
 * By its digest first, by which it is run; then the tag, where it is not that image's already: a registry whose tags stay as they are takes what is
 * pushed again. @returns the digest that the tag had before, if it had another
 */
async function pushManifest(
  client: RegistryClient,
  repository: string,
  { descriptor, bytes }: Blob,
  tag: string,
): Promise<string | undefined> {
  const scopes = [writing(repository)];
  const accept = { accept: MANIFEST };
  const put = async (reference: string): Promise<void> => {
    const headers = { 'content-type': descriptor.mediaType };
    const where = `${repository}/manifests/${reference}`;
    const done = await client.ask(where, scopes, { method: 'PUT', headers, body: bytes, expect: [201] });
    await done.body?.cancel();
    checkDigest(done, descriptor.digest);
  };
  await put(descriptor.digest);
  const tagged = await client.ask(`${repository}/manifests/${tag}`, scopes, { ...QUESTION, headers: accept });
  const before = tagged.status === 200 ? (tagged.headers.get('docker-content-digest') ?? undefined) : undefined;
  if (before !== descriptor.digest)
    await put(tag).catch((error: unknown) => {
      if (before === undefined || !(error instanceof Fault)) throw error;
      throw new Fault(`${error.message}; ${tag} is ${before} there: --tag gives another`, { cause: error });
    });
  const where = `${repository}/manifests/${descriptor.digest}`;
  const there = await client.ask(where, scopes, { method: 'GET', headers: accept, expect: [200] });
  if (!Buffer.from(await there.arrayBuffer()).equals(bytes))
    throw new Fault(`${client.base.host} has another manifest as ${descriptor.digest} than the one that was sent`);
  return before === descriptor.digest ? undefined : before;
}

function placeOf(answer: Response): URL {
  return new URL(answer.headers.get('location') ?? '', answer.url);
}

function checkDigest(answer: Response, digest: string): void {
  const said = answer.headers.get('docker-content-digest');
  if (said !== null && said !== digest) throw new Fault(`the registry has ${said} in place of ${digest}`);
}
