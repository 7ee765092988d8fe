import { expect, test } from 'vitest';
import { inTheClear } from './plain-http-check.ts';

const at = (url: string, connectTo?: { host: string; port: number }) => ({ url: new URL(url), connectTo });

test('the same edge in the clear is where port 443 has its port 80, by the same name', () => {
  expect(inTheClear(at('https://tickets.example.org'))).toMatchObject({ url: new URL('http://tickets.example.org') });
  expect(inTheClear(at('https://tickets.example.org', { host: '10.0.0.7', port: 443 }))).toEqual({
    url: new URL('http://tickets.example.org'),
    connectTo: { host: '10.0.0.7', port: 80 },
  });
});

test.each([
  ['a forwarded port', at('https://tickets.example.org', { host: '127.0.0.1', port: 8443 })],
  ['a port of its own', at('https://tickets.example.org:8443')],
  ['what is asked in the clear anyway', at('http://127.0.0.1:8080')],
])('%s has none that is known', (_, place) => {
  expect(inTheClear(place)).toBeUndefined();
});
