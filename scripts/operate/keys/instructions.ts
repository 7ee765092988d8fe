/** The commands that bring a signing key into a cluster, step by step. */
import { tokenSettings } from '../../../functions/shared/identity/token-settings.ts';

/** Commands for a new installation. @param jwks its public key, as a JWK set */
export function installation(out: string, jwks: string): string {
  return `A signing key for a new installation is in ${out}/ (readable by you alone; delete it once it is stored).

1. The public key, for the functions and for the gateway. Write it into knative/keys.yaml and istio/authentication.yaml
   of your installation, too: the next apply brings back what stands there.
${publish(`${out}/jwks.json`, jwks)}
2. The private key, for login, to where knative/secrets.yaml looks for it (create-secret --name the first time):
${sign(out)}`;
}

/** Commands that let a new key follow the one in use. @param both the public keys of both */
export function rotation(out: string, jwks: string, both: string): string {
  return `A new signing key is in ${out}/ (readable by you alone; delete it once it is stored). Public first, then private:

1. Let everybody accept both keys, and wait until the new revisions are ready. login does not start with a private key
   whose public part is not known.
${publish(`${out}/jwks-both.json`, both)}
${renew('both')}
2. Sign with the new key:
${sign(out)}
   kn service update login -n seatmesh --annotation-revision seatmesh.dev/signing-key=${kidOf(jwks)}
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

function kidOf(jwks: string): string | undefined {
  return tokenSettings.JWKS.parse(jwks).keys[0]?.kid;
}
