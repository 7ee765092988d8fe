/** A certificate authority of a test's own, by openssl. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a certificate and its key. */
export interface Certificate {
  cert: string;
  key: string;
}

/** An authority: the file that others trust it by, and a way to certificates. */
export interface Authority {
  ca: string;
  certify(name: string): Certificate;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority whose files are in a folder; servers of any account can read them. */
export function makeAuthority(folder: string, title: string): Authority {
  const file = (name: string): string => join(folder, `${title}-${name}`);
  const [ca, caKey] = [file('ca.pem'), file('ca.key')];
  openssl('req', '-x509', ...KEY, '-days', '2', '-subj', `/CN=${title}`, '-keyout', caKey, '-out', ca);
  return {
    ca,
    certify: (name) => {
      const [cert, key, request, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) => file(`${name}.${end}`)) as [
        string,
        string,
        string,
        string,
      ];
      openssl('req', '-new', ...KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
      writeFileSync(extensions, `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`);
      const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', extensions];
      openssl('x509', '-req', '-in', request, ...signing, '-out', cert);
      for (const one of [ca, cert, key]) chmodSync(one, 0o644);
      return { cert, key };
    },
  };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 });
}
