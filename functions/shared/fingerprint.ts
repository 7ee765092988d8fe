/** What tells two requests under one key or id apart: the SHA-256 of what was sent. */
import { hash } from 'node:crypto';

export function fingerprintOf(sent: unknown): Buffer {
  return hash('sha256', JSON.stringify(sent), 'buffer');
}
