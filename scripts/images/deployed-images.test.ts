import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { findProgram, thisMachine } from '../servers/machine.ts';
import { containerOf, services } from '../manifests/read.ts';
import { imagesComponent, IN_MANIFESTS } from './deployed-images.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const deployed = { function: 'book', name: 'r.example.com/shop/book', digest: DIGEST };

test('the component names each image as the manifests do', () => {
  expect(parse(imagesComponent([deployed]))).toEqual({
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    images: [{ name: 'registry.example.com/seatmesh/book', newName: deployed.name, digest: DIGEST }],
  });
  for (const service of services) expect(containerOf(service).image).toMatch(new RegExp(`^${IN_MANIFESTS}/[a-z-]+:`));
});

const kubectl = findProgram(thisMachine(), 'kubectl');
test.skipIf(kubectl === undefined)('Kustomize puts the digest into a Knative Service (needs kubectl)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-component-'));
  try {
    const service = services.find((one) => one.metadata.name === 'book-e0');
    await mkdir(join(folder, 'images'));
    await writeFile(join(folder, 'images/kustomization.yaml'), imagesComponent([deployed]));
    await writeFile(join(folder, 'kustomization.yaml'), 'resources: [book.yaml]\ncomponents: [images]\n');
    await writeFile(join(folder, 'book.yaml'), JSON.stringify({ ...service, file: undefined }));
    const made = execFileSync(kubectl ?? '', ['kustomize', folder]).toString();
    expect(parse(made).spec.template.spec.containers[0].image).toBe(`${deployed.name}@${DIGEST}`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
