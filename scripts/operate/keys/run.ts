/** Makes a signing key, keeps it in files, and says how it gets into the cluster. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { tokenSettings } from '../../../functions/shared/identity/token-settings.ts';
import { errorCode, Fault, whyNotRead } from '../../cli/fault.ts';
import { makeSigningKey } from '../../system/signing-key.ts';
import { stepOnCluster } from './keys-on-cluster.ts';
import { installation, rotation } from './instructions.ts';
import type { Options } from './options.ts';

/** Makes the key. @returns the exit code. @throws Fault when a file cannot be read or written, or has no keys */
export async function makeKeys({ out, current, onCluster }: Options): Promise<number> {
  if (onCluster) return stepOnCluster(onCluster);
  try {
    const made = await makeSigningKey();
    const both =
      current === undefined
        ? undefined
        : JSON.stringify({ keys: [...keysOf(await readFile(current, 'utf8')), ...keysOf(made.jwks)] });
    await mkdir(out, { recursive: true, mode: 0o700 });
    await keep(out, 'signing-key.json', made.jwk);
    await keep(out, 'jwks.json', made.jwks);
    if (both) await keep(out, 'jwks-both.json', both);
    console.log(both ? rotation(out, made.jwks) : installation(out));
    return 0;
  } catch (error) {
    throw new Fault(reasonOf(error, current), { cause: error });
  }
}

/** Never over another key: that one may be in use. */
async function keep(out: string, name: string, content: string): Promise<void> {
  await writeFile(join(out, name), content, { mode: 0o600, flag: 'wx' });
}

function keysOf(jwks: string) {
  return tokenSettings.JWKS.parse(jwks).keys;
}

function reasonOf(error: unknown, current: string | undefined): string {
  if (error instanceof z.ZodError) return `${current} is not a set of public Ed25519 keys`;
  if (errorCode(error) === 'EEXIST')
    return `${(error as { path?: string }).path} is there already; name another folder with --out`;
  if (errorCode(error) !== undefined)
    return `${(error as { path?: string }).path} cannot be written: ${whyNotRead(error)}`;
  return error instanceof Error ? error.message : String(error);
}
