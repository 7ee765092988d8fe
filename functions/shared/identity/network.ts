/** Whom an IP address stands for when attempts are counted. */
import { isIPv6 } from 'node:net';

/**
 * An IPv4 address as it is, an IPv6 address as its /64: whoever has one address of that network has all 2^64 of them.
 * Anything else (no address, a Unix socket) as it is.
 */
export function networkOf(address: string): string {
  const groups = groupsOf(address);
  return groups ? prefixOf(groups, 64) : (mappedAddress(address) ?? address);
}

/**
 * The network of an address and the one around it, where there is one: who is given a /64 at home or with a server often has
 * the 256 or 65,536 of a /56 or /48. IPv4 addresses are too scarce for that, and those beside each other belong to strangers.
 */
export function networksOf(address: string): string[] {
  const groups = groupsOf(address);
  return groups ? [prefixOf(groups, 64), prefixOf(groups, 48)] : [networkOf(address)];
}

function mappedAddress(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
}

/** The eight groups of an IPv6 address that is not an IPv4 address in disguise. */
function groupsOf(address: string): string[] | undefined {
  const bare = address.split('%')[0] ?? '';
  if (mappedAddress(address) !== undefined || !isIPv6(bare)) return undefined;
  const [head = '', tail] = bare.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted last part stands for two groups.
  const given = left.length + right.length + (bare.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - given;
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
}

function prefixOf(groups: readonly string[], bits: 48 | 64): string {
  const kept = groups.slice(0, bits / 16).map((group) => Number.parseInt(group, 16).toString(16));
  return `${kept.join(':')}::/${bits}`;
}
