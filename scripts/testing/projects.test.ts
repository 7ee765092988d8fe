import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testProjects } from './projects.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'seatmesh-projects-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test('a file needs servers when its imports lead to who starts them, by whatever way', () => {
  write('scripts/testing/servers/of-run.ts', '');
  write(
    'functions/a/deep.ts',
    `import {\n  type Url,\n  serverUrl,\n} from '../../scripts/testing/servers/of-run.ts';`,
  );
  write('functions/a/circle.ts', `import './middle.ts';`);
  write('functions/a/middle.ts', `export * from './circle.ts';\nconst deep = await import('./deep.ts');`);
  write('functions/a/types.ts', `import type { Url } from './deep.ts';\nexport type { Url } from './deep.ts';`);
  write('functions/a/far.test.ts', `import { a } from './middle.ts';`);
  write('functions/a/types.test.ts', `import { a } from './types.ts';`);
  write('functions/a/alone.test.ts', '');
  expect(testProjects(folder)).toEqual({
    pure: ['functions/a/alone.test.ts', 'functions/a/types.test.ts'],
    servers: ['functions/a/far.test.ts'],
  });
});

test('every test file is in one of the projects', () => {
  const { pure, servers } = testProjects(ROOT);
  expect(pure).toContain('scripts/testing/projects.test.ts');
  expect(servers).toContain('functions/book/orders/orders.test.ts');
  expect(servers.filter((file) => pure.includes(file))).toEqual([]);
});

function npmTest(...args: string[]) {
  const child = spawnSync(process.execPath, [join(ROOT, 'scripts/test.ts'), ...args], {
    encoding: 'utf8',
    timeout: 50_000,
  });
  return { code: child.status, last: child.stdout.trimEnd().split('\n').at(-1), errors: child.stderr };
}

test('exit 1 with a line when no file, or no test, is what was asked for, 2 for an option that there is not', () => {
  expect(npmTest('no/such/file')).toMatchObject({ code: 1, errors: 'No test file has "no/such/file" in its path\n' });
  expect(npmTest('shared/ids.test.ts', '-t', 'no such name')).toMatchObject({
    code: 1,
    last: '0 passed, 0 failed, 9 skipped',
    errors: 'No test was run: none has what -t asks for in its name\n',
  });
  expect(npmTest('--prot')).toMatchObject({ code: 2, errors: "Unknown option '--prot' (see --help)\n" });
});

test('a part of a path is enough, and nothing is started for a pure file', () => {
  const { code, last, errors } = npmTest('shared/memo.test');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(last).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/);
});
