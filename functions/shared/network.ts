/** Whom an IP address stands for when attempts are counted. */
import { isIPv6 } from 'node:net';

/**
 * An IPv4 address as it is, an IPv6 address as its /64: whoever has one address of that network has all 2^64 of them.
 * Anything else (no address, a Unix socket) as it is.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const bare = address.split('%')[0] ?? '';
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = bare.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted last part stands for two groups.
  const given = left.length + right.length + (bare.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - given;
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
