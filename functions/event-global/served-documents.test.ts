import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog as eventCatalog } from '../../events/catalog.ts';
import { startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
}, 60_000);

afterAll(() => system.close());

describe('GET /v1/asyncapi.json and /v1/schemas/{type}.json', () => {
  it('200 is the AsyncAPI document, with every type of message', async () => {
    const { status, headers, body } = await system.ask('GET', '/v1/asyncapi.json');
    expect([status, body.asyncapi, headers.get('cache-control')]).toEqual([200, '3.0.0', 'public, max-age=300']);
    expect(Object.values(body.components.messages).map((message) => (message as { name: string }).name)).toEqual(
      Object.keys(eventCatalog),
    );
  });

  it.each(Object.keys(eventCatalog))('200 is the JSON Schema of %s, also by the name on the wire', async (type) => {
    const { status, headers, body } = await system.ask('GET', `/v1/schemas/${type}.json`);
    expect([status, body.title, body.$id]).toEqual([
      200,
      `dev.seatmesh.${type}`,
      `https://api.example.com/v1/schemas/${type}.json`,
    ]);
    const byWire = await system.ask('GET', `/v1/schemas/dev.seatmesh.${type}.json`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(byWire.status).toBe(304);
  });

  it.each([
    'order.confirmed.v2',
    'order.confirmed',
    'dev.seatmesh.x.y.v1',
    '__proto__',
    'constructor',
    'a%2fb',
    'order.confirmed.v1.json',
  ])('404 for %s, which is no type', async (type) => {
    expect((await system.ask('GET', `/v1/schemas/${type}.json`)).status).toBe(404);
  });
});

describe('GET /developers', () => {
  it('200 is a page for people, which loads nothing; kept by its ETag, and compressed', async () => {
    const response = await fetch(`${system.url}/developers`, {
      headers: { accept: 'text/html', 'accept-encoding': 'gzip' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('<code>/v1/events/{eventId}/orders</code>');
    const again = await fetch(`${system.url}/developers`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('GET /v1/openapi.json', () => {
  it('200 is the OpenAPI document, with an ETag', async () => {
    const { status, headers, body } = await system.ask('GET', '/v1/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(Object.keys(body.paths)).toContain('/v1/events/{eventId}/orders');
    const again = await system.ask('GET', '/v1/openapi.json', {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});
