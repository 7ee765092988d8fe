/**
 * Passwords: argon2id with the parameters that OWASP's Password Storage Cheat Sheet names first (19 MiB, two passes,
 * a parallelism of one; about 9 ms of a core). A process hashes a few at once and lets a bounded number wait.
 */
import { hash, verify } from '@node-rs/argon2';
import { readEarly } from '../config.ts';
import { gate } from './gate.ts';
import { passwordSettings } from './password-settings.ts';

/** The algorithm is the package's default, argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const config = readEarly(passwordSettings);
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
