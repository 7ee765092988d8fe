import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { networkOf, networksOf } from './network.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:FFFF:c000:0207', '192.0.2.7'],
  ['::ffff:0:192.0.2.7', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::5', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ['1:2:3:4:5:6:192.0.2.33', '1:2:3:4::/64'],
  ['', ''],
  ['not an address', 'not an address'],
])('"%s" is counted as "%s"', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ['192.0.2.7', ['192.0.2.7']],
  ['::ffff:192.0.2.7', ['192.0.2.7']],
  ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2::/64', '2001:db8:1::/48']],
  ['2001:db8::5', ['2001:db8:0:0::/64', '2001:db8:0::/48']],
  ['', ['']],
])('"%s" lies in %j', (address, networks) => {
  expect(networksOf(address)).toEqual(networks);
});

/** The same by ipaddr.js. */
function byLibrary(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

test('every address, however it is written, is counted as ipaddr.js reads it', () => {
  const groups = fc.array(fc.oneof(fc.constantFrom(0, 0xff_ff), fc.integer({ min: 0, max: 0xff_ff })), {
    minLength: 8,
    maxLength: 8,
  });
  const written = fc.tuple(groups, fc.boolean(), fc.boolean()).map(([parts, isLong, isDotted]) => {
    const address = new ipaddr.IPv6(parts);
    const [high = 0, low = 0] = parts.slice(6);
    const dotted = [high >> 8, high & 255, low >> 8, low & 255].join('.');
    if (isDotted)
      return `${parts
        .slice(0, 6)
        .map((part) => part.toString(16))
        .join(':')}:${dotted}`;
    return isLong ? address.toNormalizedString().toUpperCase() : address.toString();
  });
  const mapped = fc.ipV4().map((address) => `::ffff:${address}`);
  fc.assert(
    fc.property(fc.oneof(written, mapped, fc.ipV6(), fc.ipV4()), (address) => {
      // It takes the deprecated `::192.0.2.7` (RFC 4291, 2.5.5.1) for `::ffff:192.0.2.7`.
      fc.pre(!/^::\d+\./.test(address));
      expect(networkOf(address)).toBe(byLibrary(address));
    }),
    { numRuns: 2_000 },
  );
});
