/** The commands that bring a signing key into a cluster, step by step. */
import { tokenSettings } from '../../../functions/shared/identity/token-settings.ts';

/** Commands for a new installation. */
export function installation(out: string): string {
  return `A signing key for a new installation is in ${out}/ (readable by you alone; delete it once it is stored).

1. The public key, for the functions and for the gateway, into the overlay that you apply. It is no secret: keep it with the overlay.
${publish(`${out}/jwks.json`)}
2. The private key, for login, to where knative/secrets.yaml looks for it (create-secret --name the first time):
${sign(out)}`;
}

/** Commands that let a new key follow the one in use. @param jwks the new public key, as a JWK set */
export function rotation(out: string, jwks: string): string {
  return `A new signing key is in ${out}/ (readable by you alone; delete it once it is stored). Public first, then private:

1. Let everybody accept both keys, and wait until the new revisions are ready. login does not start with a private key
   whose public part is not known.
${publish(`${out}/jwks-both.json`)}
${READY}
2. Sign with the new key:
${sign(out)}
   kn service update login -n seatmesh --annotation-revision seatmesh.dev/signing-key=${kidOf(jwks)}
3. 15 minutes after the last old login is gone no token of the old key is alive. Drop it:
${publish(`${out}/jwks.json`)}
${READY}`;
}

/** Other keys are a ConfigMap of another name, and so new revisions. */
function publish(file: string): string {
  return `   cp ${file} ${OVERLAY}/jwks.json && kubectl apply -k ${OVERLAY}`;
}

const OVERLAY = 'scripts/overlays/eks';
const READY = '   kubectl -n seatmesh wait --for=condition=Ready ksvc --all --timeout=5m';

function sign(out: string): string {
  return `   jq -Rs '{jwk: .}' ${out}/signing-key.json | aws secretsmanager put-secret-value --secret-id seatmesh/signing-key --secret-string file:///dev/stdin
   kubectl -n seatmesh annotate externalsecret signing-key force-sync=$(date +%s) --overwrite
   (without a secret store: kubectl -n seatmesh create secret generic signing-key --from-file=jwk=${out}/signing-key.json)`;
}

function kidOf(jwks: string): string | undefined {
  return tokenSettings.JWKS.parse(jwks).keys[0]?.kid;
}
