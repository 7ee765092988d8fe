/** Which images a trial makes: every one that its overlay runs. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imagesComponent } from '../../images/deployed-images.ts';
import { IMAGES } from '../../images/migrate-files.ts';
import { readRepository } from '../../images/registry/reference.ts';
import { makeAll } from '../../images/run.ts';
import { makingImages, nameImages } from './run.ts';

const trial = makingImages(readRepository('registry.example.com/seatmesh'), false);

test('all of them, pushed, for the overlay of trials', () => {
  expect(trial.functions).toEqual(IMAGES);
  expect(trial.push).toMatchObject({ host: 'registry.example.com', path: 'seatmesh' });
  expect(trial.overlay).toMatch(/scripts\/overlays\/trial$/);
});

test('images of nothing are refused', async () => {
  await expect(makeAll({ ...trial, functions: [] })).rejects.toThrow('nothing to make an image of');
});

test('an overlay without images gets the names of the manifests; what was pushed stays there until images are on the nodes', async () => {
  const overlay = await mkdtemp(join(tmpdir(), 'seatmesh-trial-'));
  try {
    const file = join(overlay, 'images/kustomization.yaml');
    await nameImages(overlay, { keeps: true });
    expect(await readFile(file, 'utf8')).toBe(imagesComponent([]));
    await writeFile(file, 'pushed');
    await nameImages(overlay, { keeps: true });
    expect(await readFile(file, 'utf8')).toBe('pushed');
    await nameImages(overlay, { keeps: false });
    expect(await readFile(file, 'utf8')).toBe(imagesComponent([]));
  } finally {
    await rm(overlay, { recursive: true, force: true });
  }
});
