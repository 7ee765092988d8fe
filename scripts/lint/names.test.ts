import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOfOneName, namedTwice, programFiles, sourceTexts } from './names.ts';

const ROOT = join(import.meta.dirname, '../..');

test('no two exported types have the same name', () => {
  const texts = sourceTexts(ROOT);
  expect(texts.size).toBeGreaterThan(300);
  expect(Object.fromEntries(namedTwice(texts))).toEqual({});
});

test('it finds two of a name, however they are declared', () => {
  const texts = new Map([
    ['a.ts', 'export interface Hall {}\nexport class Row {}\nexport interface Context {}\ninterface Own {}\n'],
    [
      'b.ts',
      'export type Hall = string;\nexport abstract class Seat {}\nexport interface Context {}\ninterface Own {}\n',
    ],
    ['c.ts', 'export declare class Seat {}\n'],
  ]);
  expect(Object.fromEntries(namedTwice(texts))).toEqual({ Hall: ['a.ts', 'b.ts'], Seat: ['b.ts', 'c.ts'] });
});

test('no two files have the same name, but for the forms', () => {
  const files = programFiles(ROOT);
  expect(files.length).toBeGreaterThan(700);
  expect(filesOfOneName(files)).toEqual([]);
});

test('it finds two files of a name, wherever they are', () => {
  const files = [
    'functions/a/index.ts',
    'functions/b/index.ts',
    'functions/a/plan.ts',
    'scripts/b/plan.ts',
    'scripts/c.ts',
  ];
  expect(filesOfOneName(files)).toEqual([['functions/a/plan.ts', 'scripts/b/plan.ts']]);
});
