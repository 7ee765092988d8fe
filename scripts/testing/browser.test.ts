/** The browser that pages are tested with finds what it is there to find. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, newPage, PHONE, startBrowser } from './browser.ts';

startBrowser();

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>${title}</title><main><h1>${title}</h1>${body}</main>`;
const PAGES: Record<string, [type: string, body: string]> = {
  '/good': ['text/html', page('Good', '<p>Nothing else</p>')],
  '/bad': ['text/html', page('Bad', '<p style="color:red">Red</p><input><script src="/throws.js"></script>')],
  '/small': ['text/html', page('Small', '<button class="a">a</button><button class="b">b</button>')],
  '/throws.js': ['text/javascript', 'throw new Error("on purpose")'],
};

let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    const [type, body] = PAGES[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('a page with nothing wrong has no faults and no barriers, under a policy that allows no script of ours', async () => {
  const { page: good, faults } = await newPage();
  await good.goto(`${url}/good`);
  expect(await barriers(good)).toEqual([]);
  expect(faults).toEqual([]);
});

test('a field without a label, a refused style and what is thrown are found', async () => {
  const { page: bad, faults } = await newPage();
  await bad.goto(`${url}/bad`);
  expect(await barriers(bad)).toEqual([expect.stringMatching(/^label at input/)]);
  expect(faults).toContain('thrown: on purpose');
  expect(faults).toContainEqual(expect.stringMatching(/Content Security Policy/));
});

test('a phone has its own width, and targets that are too small are found', async () => {
  const { page: small } = await newPage(PHONE);
  await small.goto(`${url}/small`);
  expect(await small.evaluate('[innerWidth, devicePixelRatio]')).toEqual([360, 2]);
  await small.evaluate(`for (const button of document.querySelectorAll('button'))
    Object.assign(button.style, { width: '12px', height: '12px', padding: '0', fontSize: '8px' })`);
  expect((await barriers(small)).map((line) => line.split(' ')[0])).toContain('target-size');
});
