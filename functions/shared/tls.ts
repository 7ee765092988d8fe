/**
 * TLS to servers. Who asks for it gets a server whose certificate is from the CA and for the name in the URL, or none: there is no
 * falling back to plain text, and no mode that checks half of it.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as z from 'zod';

const OLDEST = 'TLSv1.2';
const MODE = 'ssl-mode';

/** What Node's TLS is given; without a CA of one's own, those it knows. */
export interface ServerTrust {
  ca?: string;
  minVersion: 'TLSv1.2';
}

/** A MySQL server's URL, without what the client would not understand, and how it is trusted. */
export interface MysqlAddress {
  uri: string;
  ssl?: ServerTrust & { verifyIdentity: true };
}

/**
 * A setting that names a file of CA certificates (PEM): CA_FILE, for every server, or MYSQL_CA_FILE and REDIS_CA_FILE, each for one kind
 * instead of it. It is read once, here; empty or unset: undefined.
 */
export const caFile = z
  .string()
  .optional()
  .transform((file, context) => {
    if (!file) return undefined;
    try {
      return readCa(file);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  });

/** @throws Error that says why it is no file of certificates */
export function readCa(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('has no certificate in it (PEM is wanted)');
  return text;
}

/**
 * How a MySQL server is reached: with TLS where there is a CA or the URL says `ssl-mode=VERIFY_IDENTITY`.
 * @throws Error that says what does not fit; it never repeats the URL
 */
export function mysqlAddress(url: string, ca: string | undefined): MysqlAddress {
  const parsed = new URL(url);
  const mode = parsed.searchParams.get(MODE)?.toUpperCase();
  if (parsed.searchParams.has('ssl')) throw new Error(`takes ${MODE} and a CA file, not ssl`);
  if (mode !== undefined && mode !== 'VERIFY_IDENTITY' && mode !== 'DISABLED')
    throw new Error(`${MODE} may be VERIFY_IDENTITY or DISABLED: the others do not say who answers`);
  parsed.searchParams.delete(MODE);
  if (mode === 'DISABLED' || (mode === undefined && ca === undefined)) return { uri: parsed.href };
  if (isIP(parsed.hostname.replace(/^\[|\]$/g, '')) !== 0)
    throw new Error("needs the name in the server's certificate for TLS, not an IP address");
  return { uri: parsed.href, ssl: { ...trust(ca), verifyIdentity: true } };
}

/**
 * How a server is trusted whose URL says by its scheme whether it speaks TLS (`rediss:`, `amqps:`).
 * @throws Error when there is a CA and the URL asks for plain text
 */
export function trustOf(url: string, ca: string | undefined): ServerTrust | undefined {
  const scheme = new URL(url).protocol.slice(0, -1);
  if (scheme.endsWith('s') && scheme !== 'redis') return trust(ca);
  if (ca !== undefined)
    throw new Error(`is ${scheme}://, which is plain text, though there is a CA file: ${scheme}s://`);
  return undefined;
}

/** Whether a connection failed because the other side is not who it should be, or speaks no TLS. */
export function isDistrust(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    typeof code === 'string' &&
    /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA$|HANDSHAKE_(NO_SSL_SUPPORT|SSL_ERROR)$|EPROTO$)/.test(
      code,
    )
  );
}

function trust(ca: string | undefined): ServerTrust {
  return { ...(ca !== undefined && { ca }), minVersion: OLDEST };
}
