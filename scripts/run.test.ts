import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seatmesh-run-'));
  mkdirSync(join(root, 'scripts'));
  mkdirSync(join(root, 'bin'));
  copyFileSync(new URL('run.mjs', import.meta.url), join(root, 'scripts/run.mjs'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'scripts/seven.ts'), 'console.log(process.argv.slice(2).join()); process.exitCode = 7;');
  // Stands for npm: notes that it ran, and places a node.
  fakeNpm(`echo ran >>npm-runs; mkdir -p node_modules/.bin; ln -sf '${process.execPath}' node_modules/.bin/node`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function fakeNpm(script: string): void {
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
}

function run(...args: string[]): ChildProcess {
  const env = { ...process.env, PATH: `${root}/bin:/usr/bin:/bin` };
  return spawn(process.execPath, [join(root, 'scripts/run.mjs'), ...args], { cwd: root, env, stdio: 'pipe' });
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; output: string; errors: string }> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (errors += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

const npmRuns = (): number => readFileSync(join(root, 'npm-runs'), 'utf8').trim().split('\n').length;

test('passes the arguments on and exits with the code of the script', async () => {
  expect(await outcome(run('seven', 'a', 'b'))).toMatchObject({ code: 7, output: 'a,b\n' });
});

test('installs once, says so in a line, and again only when the lock file changes', async () => {
  expect((await outcome(run('seven'))).errors).toBe('Installing the npm packages\n');
  expect((await outcome(run('seven'))).errors).toBe('');
  writeFileSync(join(root, 'package-lock.json'), '{"changed": true}');
  expect((await outcome(run('seven'))).errors).toBe('Installing the npm packages\n');
  expect(npmRuns()).toBe(2);
});

test('two runs at once, after one that died while it installed, install once', async () => {
  const gone = spawn('/bin/true');
  await once(gone, 'close');
  mkdirSync(join(root, '.seatmesh'));
  writeFileSync(join(root, '.seatmesh/npm-install.lock'), String(gone.pid));
  const [one, other] = await Promise.all([outcome(run('seven')), outcome(run('seven'))]);
  expect([one.code, other.code]).toEqual([7, 7]);
  expect(npmRuns()).toBe(1);
  expect(readdirSync(join(root, '.seatmesh'))).toEqual([]);
});

test('a failed installation: what npm said, one line, exit 1, and the next run tries again', async () => {
  fakeNpm('echo no network >&2; exit 9');
  expect(await outcome(run('seven'))).toMatchObject({
    code: 1,
    errors:
      'Installing the npm packages\nno network\n' +
      'npm could not install the packages (exit 9, see above): check network and disk space, then try again\n',
  });
  fakeNpm(`mkdir -p node_modules/.bin; ln -sf '${process.execPath}' node_modules/.bin/node`);
  expect((await outcome(run('seven'))).code).toBe(7);
});

test('an unknown name lists what there is', async () => {
  expect(await outcome(run('eight'))).toMatchObject({
    code: 1,
    errors: 'No script is named "eight"; there are: seven\n',
  });
});

test('SIGTERM goes to the script, which decides when and how to end', async () => {
  const script = "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('up');";
  writeFileSync(join(root, 'scripts/waits.ts'), script);
  const child = run('waits');
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  child.kill('SIGTERM');
  expect((await outcome(child)).code).toBe(3);
});

describe('through npm, whose shell passes nothing on', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };

  test.each(['SIGINT', 'SIGTERM'] as const)('%s to its process id ends the script, which says how', async (signal) => {
    writeFileSync(
      join(root, 'scripts/waits.ts'),
      `process.on('${signal}', () => setTimeout(() => { console.log('ended'); process.exit(0); }, 100)); console.log(process.pid);` +
        'setInterval(() => {}, 1000);',
    );
    // npm itself is the machine's; the one in bin/ would stand for it inside the script.
    fakeNpm(`mkdir -p node_modules/.bin; ln -sf '${process.execPath}' node_modules/.bin/node`);
    expect((await outcome(run('seven'))).code).toBe(7);
    rmSync(join(root, 'bin/npm'));
    const start = scripts['start']?.replace(/start$/, 'waits');
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'x', scripts: { start } }));
    const npm = spawn('npm', ['start', '--silent'], { cwd: root, stdio: 'pipe' });
    const [pid] = (await once(npm.stdout.setEncoding('utf8'), 'data')) as [string];
    const ended = outcome(npm);
    npm.kill(signal);
    expect(await ended).toMatchObject({ output: 'ended\n' });
    expect(existsSync(`/proc/${pid.trim()}/exe`)).toBe(false);
  });

  test('every script is run so', () => {
    for (const [name, command] of Object.entries(scripts)) expect(command).toBe(`exec node scripts/run.mjs ${name}`);
  });
});

test('one Ctrl-C that comes twice is passed on once', async () => {
  const script =
    "let n = 0; process.on('SIGINT', () => { n += 1; if (n === 1) setTimeout(() => process.exit(n), 400); });" +
    "setInterval(() => {}, 1000); console.log('up');";
  writeFileSync(join(root, 'scripts/counts.ts'), script);
  const child = run('counts');
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  expect((await outcome(child)).code).toBe(1);
});

test('a script that a signal ended: 128 and its number', async () => {
  writeFileSync(join(root, 'scripts/killed.ts'), "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);");
  expect((await outcome(run('killed'))).code).toBe(137);
});
