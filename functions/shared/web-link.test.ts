import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebLink } from './web-link.ts';

test.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTP://Example.ORG/A?q=1#x', 'http://example.org/A?q=1#x'],
  ['https://bücher.example/straße', 'https://xn--bcher-kva.example/stra%C3%9Fe'],
  ['https://example.org/a%20b', 'https://example.org/a%20b'],
  ['http://[2001:db8::1]:8080/', 'http://[2001:db8::1]:8080/'],
  ['https://例え.テスト', 'https://xn--r8jz45g.xn--zckzah/'],
  [String.raw`https://example.org\x`, 'https://example.org/x'],
  ['https://example.org:/', 'https://example.org/'],
  ['https://example.org:065535/', 'https://example.org:65535/'],
  ['https://example.org:59999', 'https://example.org:59999/'],
])('%s is a link: %s', (text, href) => {
  expect(WebLink.parse(text)).toBe(href);
  expect(WebLink.parse(href)).toBe(href);
});

test('the pattern refuses nothing that is a link', () => {
  const letters = fc.constantFrom(...String.raw`aB.-_~%415:[]@/\?#|^<>{}é．：`.split(''));
  const text = fc.string({ unit: letters, maxLength: 14 }).map((rest) => `https://${rest}`);
  fc.assert(
    fc.property(text, (link) => {
      const isParsed = URL.canParse(link) && new URL(link).username === '' && new URL(link).password === '';
      const isPlain = !/[\s\p{Cc}\p{Cf}@]/u.test(link);
      fc.pre(isParsed && isPlain);
      expect([link, WebLink.safeParse(link).success]).toEqual([link, true]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  'ftp://example.org/',
  'javascript:alert(1)',
  'data:text/html,x',
  '//example.org/',
  'example.org',
  'https:example.org',
  'https:\\\\example.org',
  'https://',
  'https://user@example.org/',
  'https://user:secret@example.org/',
  'https://exa mple.org/',
  'https://example.org:65536/',
  'https://example.org:99999',
  'https://example.org:100000',
  'https://example.org:8a/',
  'https://[::1',
  'https://a<b.example/',
  ' https://example.org/',
  'https://example.org/\n',
  'https://example.org/\ta',
  'https://example.org/\u0000',
  'https://example.org/\u202ea',
  'https://example.org/a\u200bb',
  `https://example.org/${'a'.repeat(2_048)}`,
  `https://example.org/${'ä'.repeat(800)}`,
  '',
])('%j is none', (text) => {
  expect(WebLink.safeParse(text).success).toBe(false);
});
