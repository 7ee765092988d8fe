/** Layers, configurations, manifests and indexes as the OCI Image Specification 1.1 has them. Pure. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import { type TarEntry, tarOf } from './tar.ts';

/** What points at content: a descriptor. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  platform?: { architecture: string; os: string; variant?: string };
}

/** Content by its digest; a name for what it is. */
export interface Blob {
  descriptor: Descriptor;
  bytes: Buffer;
}

/** A layer: its content, and the digest of what is in it when it is unpacked. */
export interface Layer extends Blob {
  diffId: string;
  unpackedBytes: number;
}

/** An image of one platform. */
export interface Image {
  name: string;
  manifest: Blob;
  config: Blob;
  layers: readonly Layer[];
}

/** How layers are packed. */
export type Compression = 'zstd' | 'gzip';

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const ZSTD_LEVEL = 9;
const GZIP_LEVEL = 6;
/** Nothing says when: the same content would be another image each time. */
const CREATED = '1970-01-01T00:00:00Z';

/** `sha256:…` */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Content with its descriptor. */
export function blobOf(bytes: Buffer, mediaType: string): Blob {
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length } };
}

const jsonBlob = (value: unknown, mediaType: string): Blob => blobOf(Buffer.from(JSON.stringify(value)), mediaType);

/** Packs files as a layer; the same files give the same bytes. */
export async function layerOf(entries: readonly TarEntry[], compression: Compression): Promise<Layer> {
  const tar = tarOf(entries);
  const bytes =
    compression === 'zstd'
      ? await promisify(zstdCompress)(tar, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })
      : await promisify(gzip)(tar, { level: GZIP_LEVEL });
  const blob = blobOf(bytes, `${LAYER}+${compression}`);
  return { ...blob, diffId: digestOf(tar), unpackedBytes: tar.length };
}

/** What an image says of itself, and how it is run. */
export interface ImageSpec {
  name: string;
  architecture: string;
  layers: readonly Layer[];
  env: Readonly<Record<string, string>>;
  user: number;
  folder: string;
  command: readonly string[];
  labels: Readonly<Record<string, string>>;
}

/** Puts an image together. */
export function imageOf(spec: ImageSpec): Image {
  const config = jsonBlob(
    {
      created: CREATED,
      architecture: spec.architecture,
      os: 'linux',
      config: {
        User: `${spec.user}:${spec.user}`,
        Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
        Entrypoint: spec.command,
        WorkingDir: spec.folder,
        Labels: spec.labels,
      },
      rootfs: { type: 'layers', diff_ids: spec.layers.map(({ diffId }) => diffId) },
      history: spec.layers.map(() => ({ created: CREATED, created_by: 'npm run image' })),
    },
    CONFIG,
  );
  const manifest = jsonBlob(
    {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: config.descriptor,
      layers: spec.layers.map(({ descriptor }) => descriptor),
      annotations: spec.labels,
    },
    MANIFEST,
  );
  return { name: spec.name, manifest, config, layers: spec.layers };
}

/** Every blob of images, each once. */
export function blobsOf(images: readonly Image[]): Blob[] {
  const blobs = images.flatMap(({ layers, config, manifest }) => [...layers, config, manifest]);
  return [...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values()];
}

/** An archive that `docker load`, `podman load`, `skopeo` and `ctr images import` read: an OCI layout as a tar file. */
export function archiveOf(images: readonly Image[], reference: (name: string) => string, tag: string): Buffer {
  const manifests = images.map(({ name, manifest }) => ({
    ...manifest.descriptor,
    annotations: {
      'io.containerd.image.name': `${reference(name)}:${tag}`,
      'org.opencontainers.image.ref.name': `${reference(name)}:${tag}`,
    },
  }));
  const index = { schemaVersion: 2, mediaType: INDEX, manifests };
  return tarOf([
    { path: 'oci-layout', content: Buffer.from('{"imageLayoutVersion":"1.0.0"}') },
    { path: 'index.json', content: Buffer.from(JSON.stringify(index)) },
    ...blobsOf(images).map(({ descriptor, bytes }) => ({
      path: `blobs/${descriptor.digest.replace(':', '/')}`,
      content: bytes,
    })),
  ]);
}
