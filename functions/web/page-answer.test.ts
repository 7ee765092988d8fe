/** What a page may do in a browser, and who may keep it. */
import { expect, test } from 'vitest';
import type { Content } from '../shared/http/content.ts';
import { pageAnswer } from './page-answer.ts';
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

test('no page of an organizer is found by search', () => {
  for (const page of [hallPage(view), organizePage(view, '/organize'), organizePage(view, '/organize/new/hall')])
    expect(String(answerOf(page).body && (answerOf(page).body as { plain?: unknown }).plain)).toContain(
      '<meta name="robots" content="noindex"',
    );
});

test('a page of the organizer’s desk says what it is, and is no search engine’s', () => {
  const html = String((answerOf(organizePage(view, '/organize')).body as Content).plain);
  expect(html).toContain(`<meta name="description" content="${view.t.deskAbout}"`);
  expect(html).toContain('<meta name="robots" content="noindex"');
});
