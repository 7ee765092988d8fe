/** Istio is installed by its own program, which comes with the release. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../../../cli/fault.ts';
import type { Options } from './options.ts';
import { ISTIO_VERSION } from './cluster-parts.ts';
import { istioOperator } from './mesh.ts';

const run = promisify(execFile);
const INSTALL_MS = 15 * 60_000;

/** For this machine. @throws Fault where there is none */
export function istioctlArchive(): string {
  const system = { linux: 'linux', darwin: 'osx' }[process.platform as string];
  const processor = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!system || !processor) throw new Fault('there is no istioctl for this machine: --istioctl FILE');
  return `https://github.com/istio/istio/releases/download/${ISTIO_VERSION}/istioctl-${ISTIO_VERSION}-${system}-${processor}.tar.gz`;
}

/** @returns what it says that it has done; @throws Fault with its last line */
export async function installIstio(
  { context, istioctl, collector }: Pick<Options, 'context' | 'istioctl' | 'collector'>,
  take: (url: string) => Promise<Buffer>,
  signal: AbortSignal,
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-istio-'));
  try {
    const program = istioctl ?? (await unpacked(await take(istioctlArchive()), folder));
    const file = join(folder, 'operator.json');
    await writeFile(file, JSON.stringify(istioOperator(collector)));
    const place = context === undefined ? [] : ['--context', context];
    const args = ['install', '--skip-confirmation', '-f', file, ...place];
    const { stdout } = await run(program, args, { signal, timeout: INSTALL_MS, maxBuffer: 16e6 });
    return stdout.split('\n').flatMap((line) => (line.startsWith('✔') ? [line.slice(1).trim()] : []));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Fault) throw error;
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new Fault(`Istio: ${stderr.trim().split('\n').at(-1) || message}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpacked(archive: Buffer, folder: string): Promise<string> {
  const file = join(folder, 'istioctl.tar.gz');
  await writeFile(file, archive);
  await run('tar', ['-xzf', file, '-C', folder, 'istioctl'], { timeout: 60_000 });
  const program = join(folder, 'istioctl');
  await chmod(program, 0o755);
  return program;
}
