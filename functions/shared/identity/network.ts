/**
 * Whom an IP address stands for when attempts are counted. ipaddr.js, which tests hold this to, would be another 20 KB in the bundles of
 * five functions.
 */
import { isIPv6 } from 'node:net';

/**
 * An IPv4 address as it is, an IPv6 address as its /64: whoever has one address of that network has all 2^64 of them.
 * Anything else (no address, a Unix socket) as it is.
 */
export function networkOf(address: string): string {
  const groups = groupsOf(address);
  return groups ? (mappedAddress(groups) ?? prefixOf(groups, 64)) : address;
}

/**
 * The network of an address and the one around it, where there is one: who is given a /64 at home or with a server often has
 * the 256 or 65,536 of a /56 or /48. IPv4 addresses are too scarce for that, and those beside each other belong to strangers.
 */
export function networksOf(address: string): string[] {
  const groups = groupsOf(address);
  return groups && !mappedAddress(groups) ? [prefixOf(groups, 64), prefixOf(groups, 48)] : [networkOf(address)];
}

/** The IPv4 address that an IPv6 address stands for (`::ffff:192.0.2.7`, however it is written). */
function mappedAddress(groups: readonly number[]): string | undefined {
  const [sixth, high = 0, low = 0] = groups.slice(5);
  if (sixth !== 0xff_ff || groups.slice(0, 5).some((group) => group !== 0)) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address; undefined for anything else. */
function groupsOf(address: string): number[] | undefined {
  const bare = address.split('%')[0] ?? '';
  if (!isIPv6(bare)) return undefined;
  const [left = [], right] = bare.split('::').map((half) => half.split(':').flatMap(groupsIn));
  const zeros = right === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: zeros }, () => 0), ...(right ?? [])];
}

/** A dotted last part stands for two groups. */
function groupsIn(part: string): number[] {
  if (part === '') return [];
  if (!part.includes('.')) return [Number.parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function prefixOf(groups: readonly number[], bits: 48 | 64): string {
  const kept = groups.slice(0, bits / 16).map((group) => group.toString(16));
  return `${kept.join(':')}::/${bits}`;
}
