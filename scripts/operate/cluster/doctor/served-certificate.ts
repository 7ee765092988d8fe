/** Whether the certificate that the edge has is for its host, and for how long: callers see nothing else of a wrong one than that nobody answers. Pure. */
import { X509Certificate } from 'node:crypto';
import type { KubeObject } from '../kubectl.ts';
import type { DoctorFinding } from './doctor-finding.ts';

/** It is renewed 30 days before its end (cert-manager: a third of its time). */
const SOON_MS = 14 * 86_400_000;
const NAME = 'edge-certificate';
const MEND = `kubectl -n seatmesh describe certificate,certificaterequest,challenge: ${NAME} and what became of it`;

/** Nothing before there is one: then the Secret is waited for, which is said elsewhere. */
export function servedCertificateFindings(
  secrets: readonly KubeObject[],
  host: string | undefined,
  now: Date,
): DoctorFinding[] {
  const encoded = secrets.find(({ metadata }) => metadata.name === NAME)?.data?.['tls.crt'];
  if (host === undefined || encoded === undefined) return [];
  const certificate = certificateIn(encoded);
  if (!certificate) return [{ what: `Secret/${NAME} has no certificate in tls.crt`, mend: MEND }];
  const endsIn = certificate.validToDate.getTime() - now.getTime();
  const until = certificate.validToDate.toISOString().slice(0, 10);
  return [
    ...(certificate.checkHost(host) === undefined
      ? [
          {
            what: `the edge's certificate is for ${certificate.subjectAltName ?? 'nobody'}, and not for ${host}`,
            mend: MEND,
          },
        ]
      : []),
    ...(endsIn < SOON_MS
      ? [
          {
            what: `the edge's certificate ${endsIn < 0 ? 'has ended' : 'ends'} on ${until}, and is not renewed`,
            mend: MEND,
          },
        ]
      : []),
  ];
}

function certificateIn(encoded: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}
