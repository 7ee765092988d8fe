import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrowsOf, foldersOfRooms, meeting, objection, readAllRooms, readRooms, rowOf } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES_IN_A_ROOM = 20;
const LINES_OF_A_README = 60;
const functionOf = (file: string) => /^functions\/([^/]+)\//.exec(file)?.[1];

describe('this project', () => {
  const tables = readAllRooms(ROOT);
  const arrows = arrowsOf(ROOT);

  test('no import runs up, or into a room that its own may not import', () => {
    expect(arrows.length).toBeGreaterThan(1_000);
    const wrong = arrows.flatMap((arrow) => {
      const { folder, from, to } = meeting(arrow);
      const why = objection(tables.get(folder) ?? [], from, to);
      // Within a folder without rooms, files import each other; `import/no-cycle` keeps circles out.
      return why && tables.has(folder) ? [`${arrow.from} -> ${arrow.to}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('no function imports another', () => {
    const wrong = arrows.filter(({ from, to }) => {
      const [above, below] = [functionOf(from), functionOf(to)];
      return above && below && below !== 'shared' && above !== below;
    });
    expect(wrong).toEqual([]);
  });

  test('what the tables name is there', () => {
    const gone = [...tables].flatMap(([folder, rooms]) =>
      rooms
        .flatMap(({ names }) => names)
        .filter((name) => name !== '*.ts' && !existsSync(join(ROOT, folder, name)))
        .map((name) => join(folder, name)),
    );
    expect(gone).toEqual([]);
  });

  test('what a room may import is beneath it', () => {
    const wrong = [...tables].flatMap(([folder, rooms]) =>
      rooms.flatMap(({ names, mayImport }, row) => {
        if (mayImport === 'all below') return [];
        return mayImport
          .filter((name) => rowOf(rooms, name) < row)
          .map((name) => `${folder}: ${names.join()} -> ${name}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('no folder has more than 20 source files, but that of the npm scripts, where a file is a command', () => {
    const files = globSync('{functions,scripts,events,migrations}/**/*.{ts,lua}', { cwd: ROOT });
    const sources = files.filter((file) => !file.endsWith('.test.ts') && dirname(file) !== 'scripts');
    const full = Map.groupBy(sources, (file) => dirname(file));
    expect([...full].filter(([, inside]) => inside.length > FILES_IN_A_ROOM).map(([folder]) => folder)).toEqual([]);
  });

  test('a README with a table of rooms has at most 60 lines', () => {
    const long = foldersOfRooms(ROOT).filter(
      (folder) => readFileSync(join(ROOT, folder, 'README.md'), 'utf8').split('\n').length > LINES_OF_A_README,
    );
    expect(long).toEqual([]);
  });
});

describe('a table', () => {
  const rooms = readRooms(`
| Room | What lives here | May import |
|---|---|---|
| \`index.ts\` | what runs | all below |
| \`orders/\` \`holds/\` | the verbs | \`live/\` |
| \`live/\` | Redis | |
| \`store.ts\` | MySQL | |
| \`*.ts\` | the rest | |
`);

  test.each([
    ['index.ts', 'store.ts', undefined],
    ['orders/', 'holds/', undefined],
    ['orders/', 'live/', undefined],
    ['orders/', 'store.ts', 'orders/ may not import store.ts'],
    ['live/', 'orders/', 'runs up from live/ to orders/'],
    ['live/', 'blocks/', 'no row names blocks/'],
    ['live/', 'other.ts', 'live/ may not import other.ts'],
    ['other.ts', 'index.ts', 'runs up from other.ts to index.ts'],
  ])('%s -> %s', (from, to, why) => {
    expect(objection(rooms, from, to)).toBe(why);
  });

  test('is refused when it names a room twice, or is not there', () => {
    expect(() => readRooms('| Room | a | b |\n|-|-|-|\n| `a/` | | |\n| `a/` | | |')).toThrow('names a/ twice');
    expect(() => readRooms('# Nothing')).toThrow('has no table of rooms');
  });
});

test.each([
  [{ from: 'functions/book/orders/place-order.ts', to: 'functions/shared/ids.ts' }, 'functions', 'book/', 'shared/'],
  [{ from: 'functions/book/index.ts', to: 'functions/book/live/hold-queue.ts' }, 'functions/book', 'index.ts', 'live/'],
  [{ from: 'scripts/start.ts', to: 'functions/shared/ids.ts' }, '', 'scripts/', 'functions/'],
])('two files meet where both are rooms: %j', (arrow, folder, from, to) => {
  expect(meeting(arrow)).toEqual({ folder, from, to });
});
