/** The pages, as a browser without scripts gets them. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishOn } from '../../scripts/testing/events.ts';
import { rawRequest } from '../../scripts/testing/raw-request.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

/** Drawn for a network in a minute. */
const PICTURES = 3;

let system: TestSystem;
let ada: Person;
let eventId: string;
beforeAll(async () => {
  system = await startTestSystem({
    env: { web: { PICTURES_PER_MINUTE: String(PICTURES) } },
    annotations: { web: { 'autoscaling.knative.dev/max-scale': '1' } },
  });
  ada = await system.user('Ada');
  eventId = await publishOn(system, ada, 'e0', {
    title: 'Requiem <b>& more',
    description: 'First.\n\n</script><script>alert(1)</script>',
    category: 'concert',
  });
  // The first page starts functions from nothing, and so does the first message to the index.
  await system.until('it is listed', async () => (await (await get('/')).text()).includes(eventId), 90_000);
}, 150_000);
afterAll(() => system.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(system.url + path, { headers, redirect: 'manual' });

/** A picture of its own for each number, as somebody at an address asks for it. */
async function picture(n: number, address = '127.0.5.1') {
  const path = `/e/evt_001_01JDCMX0C1E6S9T4W2VZQK8M5${n}/picture.png`;
  const asking = request(system.url + path, { localAddress: address, agent: false }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}

/** A page that shows the event. */
const shown = (path: string): Promise<string> =>
  expect
    .poll(async () => (await get(path)).text(), { timeout: 45_000 })
    .toContain(eventId)
    .then(async () => (await get(path)).text());

describe('GET /', () => {
  it('200 lists what is on, as HTML without anything of its asker, kept by its entity tag', async () => {
    const html = await shown('/');
    expect(html).toContain(`href="/e/${eventId}"`);
    expect(html).toContain('Requiem &lt;b>&amp; more');
    const response = await get('/', { 'accept-encoding': 'br' });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en',
      'cache-control': 'public, max-age=0, s-maxage=30, stale-while-revalidate=300',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('vary')).toBe('accept-encoding');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    const again = await get('/', { 'if-none-match': response.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('200 in other languages, each at its own address', async () => {
    const german = await shown('/de');
    expect(german).toContain('<html lang="de" dir="ltr">');
    expect(german).toContain(`href="/de/e/${eventId}"`);
    expect(await shown('/ar')).toContain('<html lang="ar" dir="rtl">');
    expect((await get('/de/')).headers.get('location')).toBe('/de');
  });

  it('200 searches by its address', async () => {
    await shown('/?q=requiem');
    expect(await (await get('/?q=nothing+of+the+kind&utm_source=x')).text()).toContain('Nothing matches');
    const wrong = await (await get('/?from=someday')).text();
    expect(wrong).toContain('This cannot be searched for: From.');
  });
});

describe('GET /e/{id}', () => {
  it('200 shows the event; its texts are text, in data for machines, too', async () => {
    const html = await shown(`/e/${eventId}`);
    expect(html).toContain('<h1 dir="auto">Requiem &lt;b>&amp; more</h1>');
    expect(html).not.toMatch(/<script>/);
    const [, data = ''] = /<script type="application\/ld\+json">(.+?)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'Event',
      name: 'Requiem <b>& more',
      eventStatus: 'https://schema.org/EventScheduled',
    });
    expect(html).not.toMatch(/ style=| on\w+="/);
  });

  it('200 is rendered once for all that ask at a moment; what is behind ? is nothing of it', async () => {
    await shown(`/de/e/${eventId}`);
    const pages = await Promise.all(['', '?seats=A-1-1', '?utm_source=x'].map((query) => get(`/e/${eventId}${query}`)));
    expect(new Set(pages.map(({ headers }) => headers.get('etag'))).size).toBe(1);
    const [, html = ''] = await Promise.all(pages.map((page) => page.text()));
    expect(html).not.toContain('A-1-1');
    expect(html).toContain('lang="en"');
  });

  it('404 is a page, for an event that is none as for one that is not there', async () => {
    for (const path of ['/e/x', `/e/evt_0a7_01HZ0000000000000000000000`, '/de/nowhere']) {
      const response = await get(path);
      expect([path, response.status, response.headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
      expect(await response.text()).toContain('<h1>');
    }
  });

  it('405 for what is no reading', async () => {
    const response = await fetch(`${system.url}/e/${eventId}`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

it('scripts and styles are kept for ever, and compressed as they were built', async () => {
  const html = await shown(`/e/${eventId}`);
  const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    const response = await get(path, { 'accept-encoding': 'br' });
    expect([path, response.status]).toEqual([path, 200]);
    const isLong = (await response.arrayBuffer()).byteLength >= 1_200;
    expect(response.headers.get('content-encoding')).toBe(isLong ? 'br' : null);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
  expect((await get('/assets/page-00000000.css')).status).toBe(404);
});

const askOembed = (url: string, more = '') => get(`/oembed?url=${encodeURIComponent(url)}${more}`);

it('422 for a body, whatever page it is sent to', async () => {
  for (const path of ['/', `/e/${eventId}`, '/account', '/organize', '/robots.txt', '/de/no-such-page'])
    for (const method of ['GET', 'HEAD']) {
      const { host, port } = new URL(system.url);
      const head = [`${method} ${path} HTTP/1.1`, `host: ${host}`, 'content-length: 2', 'connection: close'];
      const { status } = await rawRequest(Number(port), `${head.join('\r\n')}\r\n\r\n{}`);
      expect([method, path, status]).toEqual([method, path, 422]);
    }
});

describe('for machines', () => {
  it('robots.txt names the sitemap, which names every event in every language', async () => {
    await shown('/');
    const robots = await (await get('/robots.txt')).text();
    expect(robots).toContain('Disallow: /account\n');
    // The way in is found, in each language; what is behind it is not.
    expect(robots).toContain('Allow: /de/account/sign-in\n');
    expect(robots).toContain('Disallow: /organize/\n');
    expect(robots).not.toContain('Disallow: /organize\n');
    expect(robots).toContain('Sitemap: https://api.example.com/sitemap.xml');
    const response = await get('/sitemap.xml');
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const sitemap = await response.text();
    expect(sitemap).toContain(`<loc>https://api.example.com/e/${eventId}</loc>`);
    expect(sitemap).toContain(`hreflang="de" href="https://api.example.com/de/e/${eventId}"`);
  });

  it('oEmbed gives a link for the address of an event, in any language, and 404 for any other', async () => {
    const response = await askOembed(`https://api.example.com/de/e/${eventId}`);
    expect(await response.json()).toMatchObject({
      version: '1.0',
      type: 'rich',
      title: 'Requiem <b>& more',
      html: `<script type="module" src="https://api.example.com/assets/seats.v1.js"></script><seatmesh-seats event="${eventId}" lang="de"><a href="https://api.example.com/de/e/${eventId}">Requiem &lt;b&gt;&amp; more</a></seatmesh-seats>`,
      width: 960,
      height: 720,
      thumbnail_url: `https://api.example.com/e/${eventId}/picture.png`,
    });
    for (const url of [`https://evil.example/e/${eventId}`, 'https://api.example.com/', 'x', ''])
      expect([url, (await askOembed(url)).status]).toEqual([url, 404]);
    expect((await askOembed(`https://api.example.com/e/${eventId}`, '&format=xml')).status).toBe(501);
  });

  it('a picture is drawn for an event, as a PNG of the size that is told', async () => {
    const response = await get(`/e/${eventId}/picture.png`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(bytes.length).toBeLessThan(300_000);
    expect((await get('/e/x/picture.png')).status).toBe(404);
  });

  it('429 to a network for which more pictures are drawn than people look at; what memory has is given to it, too', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < PICTURES + 2; n++) statuses.push((await picture(n)).status ?? 0);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const [refused, known, other] = [await picture(PICTURES), await picture(0), await picture(PICTURES, '127.0.5.2')];
    expect(JSON.parse(refused.body.toString())).toMatchObject({ code: 'too_many_requests', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect([known.status, other.status]).toEqual([200, 200]);
  });
});

it('503 is a page that says so, while the functions that it asks do not answer', async () => {
  const lone = await startTestSystem({
    patch: (manifests) => {
      const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'web')!;
      const { containers } = (
        service.spec as { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } }
      ).template.spec;
      for (const variable of containers[0]?.env ?? [])
        if (variable.name.endsWith('_URL'))
          variable.value = variable.value.replaceAll(/http:[^,]+/g, 'http://127.0.0.1:1');
    },
  });
  try {
    for (const path of ['/', `/e/${eventId}`]) {
      const response = await fetch(lone.url + path);
      expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([
        503,
        '5',
        'no-store',
      ]);
      expect(await response.text()).toContain('Please try again in a moment');
    }
  } finally {
    await lone.close();
  }
});

describe('a section in which seats cost differently', () => {
  it('says from what to what', async () => {
    const rows = [{ label: '1', seats: 4, otherPrices: [{ priceCategory: 'P2', places: [1, 4] }] }];
    const id = await publishOn(system, ada, 'e0', {
      chart: { sections: [{ id: 'A', name: 'Parquet', kind: 'seated', priceCategory: 'P1', rows }] },
    });
    expect(await (await get(`/e/${id}`)).text()).toMatch(/€20 – €50/);
  });
});
