/**
 * Passwords: argon2id with the parameters that OWASP's Password Storage Cheat Sheet names first (19 MiB, two passes,
 * one lane; about 9 ms of a core). A process hashes a few at once and lets a bounded number wait.
 */
import { hash, verify } from '@node-rs/argon2';
import { readConfig, wholeNumber } from '../config.ts';
import { gate } from './gate.ts';

/** The algorithm is the package's default, argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const config = readConfig({
  /** Two hold 38 MiB and leave the other half of libuv's four threads to everything else. */
  HASHES_AT_ONCE: wholeNumber(1, 64, 2),
  /** With two at once the last in the queue waits about a second; beyond that a 503 is the better answer. */
  HASHES_WAITING: wholeNumber(0, 10_000, 128),
});

const turn = gate(config.HASHES_AT_ONCE, config.HASHES_WAITING);

/** Hashes a password, with a salt of its own. @throws Problem `unavailable` when too many are waiting */
export function hashPassword(password: string): Promise<string> {
  return turn(() => hash(normalised(password), PARAMETERS));
}

/** Whether a password is the one that was hashed; takes as long as `hashPassword`. @throws as `hashPassword` */
export function passwordMatches(passwordHash: string, password: string): Promise<boolean> {
  return turn(() => verify(passwordHash, normalised(password)));
}

/** The same password typed on another keyboard may come in other code points (NIST SP 800-63B, 5.1.1.2). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}
