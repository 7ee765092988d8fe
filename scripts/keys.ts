/**
 * npm run keys -- [--out keys] [--current jwks.json]
 *
 * Makes a signing key for an installation: files that only you can read, and the commands that bring them into the
 * cluster. With --current (the public keys in use) it is a rotation: old tokens stay good until they expire.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { tokenConfig } from '../functions/shared/identity/tokens.ts';
import { makeSigningKey } from './system/signing-key.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'keys' }, current: { type: 'string' } },
});

try {
  const made = await makeSigningKey();
  const both =
    values.current && JSON.stringify({ keys: [...(await publicKeys(values.current)), ...keysOf(made.jwks)] });
  await mkdir(values.out, { recursive: true, mode: 0o700 });
  await keep('signing-key.json', made.jwk);
  await keep('jwks.json', made.jwks);
  if (both) await keep('jwks-both.json', both);
  console.log(both ? rotation(values.out, made.jwks, both) : installation(values.out, made.jwks));
} catch (error) {
  console.error(reason(error));
  process.exitCode = 1;
}

/** Never over another key: that one may be in use. */
async function keep(name: string, text: string): Promise<void> {
  await writeFile(join(values.out, name), text, { mode: 0o600, flag: 'wx' });
}

async function publicKeys(file: string) {
  return keysOf(await readFile(file, 'utf8'));
}

function keysOf(jwks: string) {
  return tokenConfig.JWKS.parse(jwks).keys;
}

function reason(error: unknown): string {
  if (error instanceof z.ZodError) return `${values.current} is not a set of public Ed25519 keys`;
  if ((error as { code?: string }).code === 'EEXIST')
    return `${(error as { path?: string }).path} is there already; name another folder with --out`;
  return error instanceof Error ? error.message : String(error);
}

function installation(out: string, jwks: string): string {
  return `A signing key for a new installation is in ${out}/ (readable by you alone; delete it once it is stored).

1. The public key, for the functions and for the gateway. Write it into knative/keys.yaml and istio/authentication.yaml
   of your installation, too: the next apply brings back what stands there.
${publish(`${out}/jwks.json`, jwks)}
2. The private key, for login, to where knative/secrets.yaml looks for it (create-secret --name the first time):
${sign(out)}`;
}

function rotation(out: string, jwks: string, both: string): string {
  return `A new signing key is in ${out}/ (readable by you alone; delete it once it is stored). Public first, then private:

1. Let everybody accept both keys, and wait until the new revisions are ready. login does not start with a private key
   whose public part is not known.
${publish(`${out}/jwks-both.json`, both)}
${renew('both')}
2. Sign with the new key:
${sign(out)}
   kn service update login -n seatmesh --annotation-revision seatmesh.dev/signing-key=${keysOf(jwks)[0]?.kid}
3. 15 minutes after the last old login is gone no token of the old key is alive. Drop it:
${publish(`${out}/jwks.json`, jwks)}
${renew('new')}`;
}

function publish(file: string, jwks: string): string {
  const patch = JSON.stringify([{ op: 'replace', path: '/spec/jwtRules/0/jwks', value: jwks }]);
  return `   kubectl -n seatmesh create configmap keys --from-file=JWKS=${file} --dry-run=client -o yaml | kubectl apply -f -
   kubectl -n seatmesh patch requestauthentication access-tokens --type=json -p '${patch}'`;
}

function sign(out: string): string {
  return `   jq -Rs '{jwk: .}' ${out}/signing-key.json | aws secretsmanager put-secret-value --secret-id seatmesh/signing-key --secret-string file:///dev/stdin
   kubectl -n seatmesh annotate externalsecret signing-key force-sync=$(date +%s) --overwrite
   (without a secret store: kubectl -n seatmesh create secret generic signing-key --from-file=jwk=${out}/signing-key.json)`;
}

/** Pods read the environment once: a changed ConfigMap reaches them with a new revision. */
function renew(step: string): string {
  return `   for service in $(kubectl -n seatmesh get ksvc -o jsonpath='{.items[*].metadata.name}'); do
     kn service update "$service" -n seatmesh --annotation-revision seatmesh.dev/keys=${step}-$(date +%s); done`;
}
