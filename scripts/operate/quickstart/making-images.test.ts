/** Which images a trial makes: every one that its overlay runs. */
import { expect, test } from 'vitest';
import { IMAGES } from '../../images/migrate-files.ts';
import { readRepository } from '../../images/registry/reference.ts';
import { makeAll } from '../../images/run.ts';
import { makingImages } from './run.ts';

const trial = makingImages(readRepository('registry.example.com/seatmesh'), false);

test('all of them, pushed, for the overlay of trials', () => {
  expect(trial.functions).toEqual(IMAGES);
  expect(trial.push).toMatchObject({ host: 'registry.example.com', path: 'seatmesh' });
  expect(trial.overlay).toMatch(/scripts\/overlays\/trial$/);
});

test('images of nothing are refused', async () => {
  await expect(makeAll({ ...trial, functions: [] })).rejects.toThrow('nothing to make an image of');
});
