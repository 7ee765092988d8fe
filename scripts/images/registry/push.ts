/** Brings images into a registry: what it has already is not sent, and what it says that it has got is checked. */
import { Fault } from '../../cli/fault.ts';
import { type Blob, type Image, MANIFEST } from '../oci.ts';
import type { RegistryClient, Scope } from './client.ts';

const QUESTION = { method: 'HEAD', expect: [200, 404] } as const;

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
    await pushManifest(client, repository, image.manifest, [tag, image.manifest.descriptor.digest]);
    const sent = `${(sentBytes / 1e6).toFixed(1)} MB sent`;
    say(`${client.base.host}/${repository}@${image.manifest.descriptor.digest} (${sent})`);
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
  const own: Scope = `repository:${repository}:pull,push`;
  const from = known.get(digest);
  known.set(digest, from ?? repository);
  const there = await client.ask(`${repository}/blobs/${digest}`, [own], QUESTION);
  if (there.status === 200) return false;
  const uploads = `${repository}/blobs/uploads/`;
  let where = uploads;
  const scopes: Scope[] = [own];
  if (from !== undefined) {
    where += `?${new URLSearchParams({ mount: digest, from }).toString()}`;
    scopes.push(`repository:${from}:pull`);
  }
  const begun = await client.ask(where, scopes, { method: 'POST', expect: [201, 202] });
  await begun.body?.cancel();
  if (begun.status === 201) return false;
  await upload(client, own, begun, bytes, digest);
  return true;
}

/** As most clients do it: all bytes in one go, then the digest. Where a part got lost, the whole is begun anew by the next run. */
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
  const patched = await client.ask(placeOf(begun), [scope], { method: 'PATCH', headers, body: bytes, expect: [202] });
  await patched.body?.cancel();
  const place = placeOf(patched);
  place.searchParams.set('digest', digest);
  const done = await client.ask(place, [scope], { method: 'PUT', expect: [201] });
  await done.body?.cancel();
  checkDigest(done, digest);
}

async function pushManifest(
  client: RegistryClient,
  repository: string,
  { descriptor, bytes }: Blob,
  references: readonly string[],
): Promise<void> {
  const scope: Scope = `repository:${repository}:pull,push`;
  for (const reference of references) {
    const where = `${repository}/manifests/${reference}`;
    const headers = { 'content-type': descriptor.mediaType };
    const put = await client.ask(where, [scope], { method: 'PUT', headers, body: bytes, expect: [201] });
    await put.body?.cancel();
    checkDigest(put, descriptor.digest);
  }
  const headers = { accept: MANIFEST };
  const where = `${repository}/manifests/${descriptor.digest}`;
  const there = await client.ask(where, [scope], { method: 'GET', headers, expect: [200] });
  if (!Buffer.from(await there.arrayBuffer()).equals(bytes))
    throw new Fault(`${client.base.host} has another manifest as ${descriptor.digest} than the one that was sent`);
}

function placeOf(answer: Response): URL {
  return new URL(answer.headers.get('location') ?? '', answer.url);
}

function checkDigest(answer: Response, digest: string): void {
  const said = answer.headers.get('docker-content-digest');
  if (said !== null && said !== digest) throw new Fault(`the registry has ${said} in place of ${digest}`);
}
