/** What a page may do in a browser, and who may keep it. */
import { expect, test } from 'vitest';
import type { Content } from '../shared/http/content.ts';
import { pageAnswer } from './page-answer.ts';
import { accountPage, ordersPage, registerPage, signInPage } from './pages/account-pages.tsx';
import { hallPage } from './pages/hall-page.tsx';
import { organizePage } from './pages/organize-pages.tsx';
import { notFoundPage, unavailablePage } from './pages/plain-pages.tsx';
import type { Page, PageView } from './pages/page-view.ts';
import { textsIn } from './texts/languages.ts';

const view: PageView = {
  language: 'en',
  t: textsIn('en'),
  path: '/organize/new/hall',
  publicUrl: 'https://seatmesh.example',
  now: new Date('2031-05-14T18:30:00Z'),
};
const answerOf = (page: Page | undefined) => {
  if (!page) throw new Error('no such page');
  const { headers = {}, ...rest } = pageAnswer(page, view);
  return { ...rest, headers };
};
const policyOf = (page: Page | undefined): Map<string, string[]> =>
  new Map(
    (answerOf(page).headers['content-security-policy'] ?? '').split('; ').map((line) => {
      const [name = '', ...values] = line.split(' ');
      return [name, values];
    }),
  );

test('nothing inline runs or styles, nobody frames a page, texts become no HTML, what is typed is sent nowhere else', () => {
  for (const page of [hallPage(view), organizePage(view, '/organize'), notFoundPage(view)]) {
    const policy = policyOf(page);
    expect(policy.get('default-src')).toEqual(["'none'"]);
    for (const name of ['script-src', 'style-src', 'connect-src', 'form-action', 'worker-src'])
      expect([name, policy.get(name)]).toEqual([name, ["'self'"]]);
    for (const name of ['base-uri', 'frame-ancestors']) expect([name, policy.get(name)]).toEqual([name, ["'none'"]]);
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(policy.get('trusted-types')).toEqual(["'none'"]);
    expect(policy.get('img-src')).toEqual(["'self'", 'data:', 'https:']);
  }
});

test('what is there is told by a tag, and what is not there is kept by nobody', () => {
  expect(answerOf(hallPage(view)).etag).toBeDefined();
  for (const page of [notFoundPage(view), unavailablePage(view)]) {
    const { etag, headers } = answerOf(page);
    expect([etag, headers['cache-control']]).toEqual([undefined, 'no-store']);
  }
});

const htmlOf = (page: Page | undefined): string => String((answerOf(page).body as Content).plain);

test('search engines keep the ways in, each with what it is and one address; what is somebody’s own, none', () => {
  const noindex = '<meta name="robots" content="noindex"';
  for (const [page, path, about] of [
    [signInPage(view), '/account/sign-in', view.t.signInAbout],
    [registerPage(view), '/account/register', view.t.registerAbout],
    [organizePage(view, '/organize'), '/organize', view.t.deskAbout],
  ] as const) {
    const html = htmlOf(page);
    expect(html).not.toContain(noindex);
    expect(html).toContain(`<link rel="canonical" href="https://seatmesh.example${path}"`);
    expect(html).toContain(`<meta name="description" content="${about}"`);
  }
  for (const page of [hallPage(view), organizePage(view, '/organize/new/hall'), ordersPage(view), accountPage(view)])
    expect(htmlOf(page)).toContain(noindex);
});
