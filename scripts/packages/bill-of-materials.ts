/** The bill of materials: what package-lock.json brings, as CycloneDX. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const LIMIT_MS = 60_000;
const LIMIT_BYTES = 64 * 1024 * 1024;

interface Sbom {
  serialNumber: string;
  metadata: { timestamp?: string; tools?: unknown; component: { name: string; [key: string]: unknown } };
  components: unknown[];
  [key: string]: unknown;
}

/** Made by npm from the lock file alone, so that nothing needs to be installed; the same lock gives the same text. */
export async function sbomOf(root: string, name: string): Promise<string> {
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, timeout: LIMIT_MS, maxBuffer: LIMIT_BYTES });
  const made = JSON.parse(stdout) as Sbom;
  // What says when, where and by which npm it was made would make each one new.
  const { timestamp: _, tools: __, component, ...metadata } = made.metadata;
  const bill = { ...made, serialNumber: '', metadata: { ...metadata, component: { ...component, name } } };
  return `${JSON.stringify({ ...bill, serialNumber: serialOf(JSON.stringify(bill)) }, undefined, 2)}\n`;
}

/** A UUID (version 8: of one's own making, RFC 9562) that goes by the content. */
export function serialOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hash[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, variant + hash.slice(17, 20)];
  return `urn:uuid:${[...parts, hash.slice(20, 32)].join('-')}`;
}
