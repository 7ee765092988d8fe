// Bootstrap of every npm script, in plain JavaScript for the host's Node: makes node_modules what package-lock.json
// says, then runs scripts/<name>.ts with the Node 24 that is pinned there, version and hash.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const node = join(modules, '.bin', 'node');
const stamp = join(modules, '.seatmesh-lock-sha256');
const lock = join(root, '.seatmesh', 'npm-install.lock');
const lockWaitMs = 5 * 60_000;
/** Where the pinned Node runs (optionalDependencies in package.json). */
const platforms = ['linux-x64', 'linux-arm64'];
/** The same as in scripts/cli/signals.ts, which cannot be imported by an older Node. */
const samePressMs = 1_000;
/** Whoever waits is told so after each of these that nothing else was said. */
const silenceMs = 10_000;

/** Ends this run with one line. */
function fail(line) {
  console.error(line);
  process.exit(1);
}

function isInstalled(wanted) {
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted;
}

/** Whether the process that wrote a lock is gone. */
function isDead(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** Takes the lock if it is free or its holder is dead. A link makes the file appear with its content, or not at all. */
function tryLock() {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = readPid(lock);
    if (holder > 0 && isDead(holder)) {
      const aside = `${own}.stale`;
      renameSync(lock, aside);
      // Somebody else may have taken over in between: give a living holder's lock back.
      if (readPid(aside) !== holder) linkSync(aside, lock);
      rmSync(aside);
    }
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
  const giveUpAt = Date.now() + lockWaitMs;
  for (let told = false; ;) {
    let taken = false;
    try {
      taken = tryLock();
    } catch (error) {
      // ENOENT, EEXIST: two runs took over the same dead lock; one of them has it now.
      if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
    }
    if (taken) break;
    if (Date.now() > giveUpAt) {
      fail(
        `Another run (pid ${readPid(lock)}) has been installing npm packages for 5 minutes; end it or delete ${lock}`,
      );
    }
    if (!told && !isDead(readPid(lock))) console.error('Waiting for another run that installs the npm packages');
    told = true;
    await delay(100 + Math.random() * 100);
  }
  process.once('exit', () => rmSync(lock, { force: true }));
  await work();
  rmSync(lock, { force: true });
}

/** Waits for a child, and hands it the signals that come here. */
function outcome(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => [signal, passingOn(child, signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * One Ctrl-C comes here twice, from the terminal and from npm, and to the child by itself, for a terminal tells its whole
 * foreground group. A `kill` of npm comes here alone. These cannot be told apart, so a signal is always passed on, once;
 * a script that ends at its own pace takes what comes within a second for one (scripts/cli/signals.ts).
 */
function passingOn(child, signal) {
  let passedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - passedAt < samePressMs) return;
    passedAt = now;
    child.kill(signal);
  };
}

/** Runs npm; its output is kept for the case of failure. */
async function npm(args) {
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await outcome(child).catch((error) => {
    if (error.code === 'ENOENT') fail('npm is not in PATH: install npm 10 or newer, then try again');
    throw error;
  });
  return { code, output: Buffer.concat(output).toString() };
}

/**
 * `npm install --no-save` takes the versions and hashes of the lock, as `npm ci` does. `npm ci` itself refuses a lock that
 * lacks an optional package of another platform, and a registry that does not carry those cannot give a complete lock.
 */
async function install(wanted) {
  console.error('Installing the npm packages');
  const begun = performance.now();
  const telling = setInterval(() => {
    console.error(`still installing the npm packages, ${Math.round((performance.now() - begun) / 1000)} s so far`);
  }, silenceMs);
  rmSync(stamp, { force: true });
  // Node is an optional package, for there is one for each processor; npm checks it by its hash in the lock file.
  const args = ['install', '--no-save', '--include=optional', '--no-audit', '--no-fund', '--no-progress'];
  let { code, output } = await npm(args);
  if (code === 0 && !existsSync(node)) {
    // What somebody else left there can keep npm from linking its programs: begin anew.
    rmSync(modules, { recursive: true, force: true });
    ({ code, output } = await npm(args));
  }
  clearInterval(telling);
  if (code > 128) process.exit(code);
  if (code !== 0 || !existsSync(node)) {
    console.error(output.trim().split('\n').slice(-30).join('\n'));
    fail(`npm could not install the packages (exit ${code}, see above): check network and disk space, then try again`);
  }
  writeFileSync(stamp, `${wanted}\n`);
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or newer, then try again`);
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) fail(`Node 24 is pinned for ${platforms.join(' and ')}, not for ${platform}`);
  const scripts = readdirSync(join(root, 'scripts'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3));
  if (!scripts.includes(name)) fail(`No script is named "${name}"; there are: ${scripts.join(', ') || '(none)'}`);
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(wanted)) await withLock(async () => isInstalled(wanted) || (await install(wanted)));
  const env = { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter) };
  process.exitCode = await outcome(
    spawn(node, [join(root, 'scripts', `${name}.ts`), ...args], { stdio: 'inherit', env }),
  );
}

await main().catch((error) => fail(`run.mjs: ${error.message}`));
