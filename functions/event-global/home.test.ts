import { expect, test } from 'vitest';
import { HOME_HEADERS, HomePage, homePage } from './home.ts';
import openApi from './openapi.json' with { type: 'json' };

const shownOf = (document: Parameters<typeof homePage>[0]) => homePage(document);

test('shows every operation of the document, with its method, path and summary', () => {
  const html = homePage(openApi);
  const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { summary: string }>).map(([method, { summary }]) => [
      method,
      path,
      summary,
    ]),
  );
  expect(operations.length).toBeGreaterThan(30);
  for (const [method = '', path = ''] of operations)
    expect(html).toContain(`<b>${method.toUpperCase()}</b> <code>${path}</code>`);
  expect(html).toContain('Sells seats');
  expect(html).toContain('&quot;holdId&quot;');
});

test('loads nothing, and runs nothing', () => {
  const html = homePage(openApi);
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon\w+=|javascript:|url\(/i);
  // Addresses in examples are text.
  expect(html.match(/<[^>]*https?:/g)).toBeNull();
  expect(HOME_HEADERS['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
  expect(new HomePage(openApi).plain.toString()).toBe(html);
});

test('what the document says is text, whatever it says', () => {
  const html = shownOf({
    info: { title: '<b>"x"</b>', version: "1'", description: '`<i>` & more' },
    tags: [{ name: 'a', description: '<script>alert(1)</script>' }],
    paths: {
      '/<x>': {
        get: {
          tags: ['a'],
          summary: '<u>',
          parameters: [{ name: '"q"', in: 'query', description: '<q>', required: true }],
          responses: { 200: { content: { 'application/json': { examples: { one: { value: '</pre><script>' } } } } } },
        },
      },
    },
  });
  expect(html).not.toMatch(/<script|<u>|<q>|<x>|<i>/);
  expect(html).toContain('<code>&lt;i&gt;</code> &amp; more');
  expect(html).toContain('&lt;/pre&gt;&lt;script&gt;');
});
