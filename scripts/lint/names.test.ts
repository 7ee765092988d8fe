import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  documents,
  filesNotThere,
  filesOfOneName,
  handlerName,
  handlersOf,
  namedTwice,
  programFiles,
  sourceTexts,
  valuesNamedTwice,
} from './names.ts';

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

test('it finds a type that is passed on from a package, and not one that another file of the project declares', () => {
  const texts = new Map([
    ['a.ts', "export type { Pool, Row as Line } from 'mysql2/promise';\n"],
    ['b.ts', 'export class Pool {}\nclass Line {}\nexport { type Line, Pool as Other };\n'],
    ['c.ts', "export type { Line } from './b.ts';\nexport type { Own } from './b.ts';\n"],
    ['d.ts', 'export interface Own {}\n'],
  ]);
  expect(Object.fromEntries(namedTwice(texts))).toEqual({ Pool: ['a.ts', 'b.ts'], Line: ['a.ts', 'b.ts'] });
});

test('no two functions or constants that the capabilities export have the same name', () => {
  const own = [...sourceTexts(ROOT)].filter(([file]) => file.startsWith('functions/') && !file.includes('/fixtures/'));
  const texts = new Map(own);
  expect(texts.size).toBeGreaterThan(150);
  expect(Object.fromEntries(valuesNamedTwice(texts))).toEqual({});
});

test('it finds two functions or constants of a name, however they are declared', () => {
  const texts = new Map([
    ['a/api.ts', 'export const cancel = 1;\nexport const routes = [];\nexport async function hold() {}\n'],
    [
      'b/api.ts',
      'export function cancel() {}\nexport const routes = [];\nconst hold = 2;\nexport { hold, other as own };\n',
    ],
    ['c/own.ts', 'export async function* own() {}\nexport interface hold {}\nconst cancel = 3;\n'],
  ]);
  expect(Object.fromEntries(valuesNamedTwice(texts))).toEqual({
    cancel: ['a/api.ts', 'b/api.ts'],
    hold: ['a/api.ts', 'b/api.ts'],
    own: ['b/api.ts', 'c/own.ts'],
  });
});

test('whatever answers a route is called by it: answer<Route>', () => {
  const indexes = [...sourceTexts(ROOT)].filter(([file]) => /^functions\/[^/]+\/index\.ts$/.test(file));
  expect(indexes.length).toBeGreaterThan(8);
  const handlers = indexes.flatMap(([, text]) => handlersOf(text));
  expect(handlers.length).toBeGreaterThan(25);
  expect(handlers.filter(({ route, handler }) => handler !== handlerName(route))).toEqual([]);
});

test('it finds what answers a route, given by name or called', () => {
  const text = `serveFunction(capability, config, {
    routes: [
      on(getHold, async (call) => ({ status: 200, body: await showHold(context, call) })),
      on(
        closeAccount,
        async (call) => {
          await answerCloseAccount(context, call);
          return { status: 204 };
        },
        admit,
      ),
      on(registerUser, register, admit),
      on(getKeys, async () => keys),
    ],`;
  expect(handlersOf(text)).toEqual([
    { route: 'getHold', handler: 'showHold' },
    { route: 'closeAccount', handler: 'answerCloseAccount' },
    { route: 'registerUser', handler: 'register' },
  ]);
  expect(handlerName('getHold')).toBe('answerGetHold');
});

test('no two files have the same name, but for the forms', () => {
  const files = programFiles(ROOT);
  expect(files.length).toBeGreaterThan(700);
  // An npm script is named for what is typed.
  expect(filesOfOneName(files.filter((file) => !/^scripts\/[^/]+$/.test(file)))).toEqual([]);
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

test('every file that a document names is there', () => {
  const files = programFiles(ROOT);
  const texts = documents(ROOT);
  expect(texts.size).toBeGreaterThan(30);
  const gone = [...texts].map(([document, text]) => [document, filesNotThere(text, files)] as const);
  expect(gone.filter(([, names]) => names.length > 0)).toEqual([]);
});

test('it finds a file that is gone, and knows one by the end of its path', () => {
  const files = ['functions/book/orders/place-order.ts', 'scripts/run.mjs'];
  expect(filesNotThere('`orders/place-order.ts`, `place-order.ts`, `../scripts/run.mjs`, `*.ts`', files)).toEqual([]);
  expect(filesNotThere('`orders/place.ts` and `order.ts`', files)).toEqual(['orders/place.ts', 'order.ts']);
});
