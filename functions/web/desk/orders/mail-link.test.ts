/** A buyer chooses an address, and no mail of the organizer's. */
import { expect, test } from 'vitest';
import { mailLink } from './mail-link.ts';

const partsOf = (link: string) => {
  const { protocol, pathname, search, hash } = new URL(link);
  return { protocol, to: decodeURIComponent(pathname), search, hash };
};

test.each([
  'ada@example.com',
  'victim%40mail.example?subject=refund&body=x@evil.example',
  'foo?bcc=bar@evil.example',
  'a,b@evil.example',
  'a#b@example.com',
  '"a@b"@example.com',
  'ädä@exämple.com',
])('%s is who the mail is to, and all of it', (address) => {
  expect(partsOf(mailLink(address))).toEqual({ protocol: 'mailto:', to: address, search: '', hash: '' });
});

test('only the last @ divides', () => {
  expect(mailLink('"a@b",c@example.com')).toBe('mailto:%22a%40b%22%2Cc@example.com');
});
