/** Takes a base image from a registry, by its digest. Nothing is believed: each part is what its digest says, or it is not taken. */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { Fault } from '../../cli/fault.ts';
import { digestOf, INDEX, type Layer, MANIFEST } from '../oci.ts';
import type { RegistryClient, Scope } from './client.ts';
import type { Pinned } from './reference.ts';

const DOCKER = 'application/vnd.docker.distribution.manifest';
const ACCEPT = [INDEX, MANIFEST, `${DOCKER}.list.v2+json`, `${DOCKER}.v2+json`].join(', ');

const Descriptor = z.object({ mediaType: z.string(), digest: z.string(), size: z.number() });
const Index = z.object({
  manifests: z.array(
    z.object({ digest: z.string(), platform: z.object({ architecture: z.string(), os: z.string() }).optional() }),
  ),
});
const Manifest = z.object({ config: Descriptor, layers: z.array(Descriptor).min(1) });
const Config = z.object({ architecture: z.string(), os: z.string() });

/** Its layers, the lowest first. @throws Fault when it is for other processors, or not what its digest says */
export async function pullLayers(client: RegistryClient, base: Pinned, architecture: string): Promise<Layer[]> {
  const repository = base.path;
  let manifest = await manifestOf(client, base, base.digest);
  const index = Index.safeParse(manifest);
  if (index.success) {
    const own = index.data.manifests.find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
    );
    if (!own) throw new Fault(`${repository}@${base.digest} has no image for linux/${architecture}`);
    manifest = await manifestOf(client, base, own.digest);
  }
  const read = Manifest.safeParse(manifest);
  if (!read.success) throw new Fault(`${repository}@${base.digest} is no image`);
  const config = Config.parse(JSON.parse((await blob(client, base, read.data.config.digest)).toString()));
  if (config.os !== 'linux' || config.architecture !== architecture)
    throw new Fault(`${repository}@${base.digest} is for ${config.os}/${config.architecture}`);
  const layers: Layer[] = [];
  for (const { mediaType, digest } of read.data.layers) {
    const bytes = await blob(client, base, digest);
    const tar = await unpacked(bytes);
    const descriptor = { mediaType: ofOci(mediaType), digest, size: bytes.length };
    layers.push({ descriptor, bytes, diffId: digestOf(tar), unpackedBytes: tar.length });
  }
  return layers;
}

async function manifestOf(client: RegistryClient, { path }: Pinned, digest: string): Promise<unknown> {
  const headers = { accept: ACCEPT };
  const scopes: Scope[] = [`repository:${path}:pull`];
  const answer = await client.ask(`${path}/manifests/${digest}`, scopes, { method: 'GET', headers, expect: [200] });
  return JSON.parse(checked(Buffer.from(await answer.arrayBuffer()), digest).toString());
}

async function blob(client: RegistryClient, { path }: Pinned, digest: string): Promise<Buffer> {
  const scopes: Scope[] = [`repository:${path}:pull`];
  const answer = await client.ask(`${path}/blobs/${digest}`, scopes, { method: 'GET', expect: [200] });
  return checked(Buffer.from(await answer.arrayBuffer()), digest);
}

function checked(bytes: Buffer, digest: string): Buffer {
  if (digestOf(bytes) !== digest) throw new Fault(`the registry sends something else in place of ${digest}`);
  return bytes;
}

function unpacked(bytes: Buffer): Buffer | Promise<Buffer> {
  if (bytes.readUInt16BE(0) === 0x1f8b) return promisify(gunzip)(bytes);
  return bytes.readUInt32LE(0) === 0xfd2fb528 ? promisify(zstdDecompress)(bytes) : bytes;
}

/** In a manifest of OCI's, Docker's name of a packed layer is not known everywhere. */
function ofOci(mediaType: string): string {
  return mediaType === 'application/vnd.docker.image.rootfs.diff.tar.gzip'
    ? 'application/vnd.oci.image.layer.v1.tar+gzip'
    : mediaType;
}
