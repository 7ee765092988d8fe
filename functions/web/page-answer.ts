/** From a page to what is sent: HTML with an entity tag, and headers that allow as little as pages need. */
import { renderToString } from 'preact-render-to-string';
import type { PlainAnswer } from '../shared/http/call.ts';
import { Content } from '../shared/http/content.ts';
import { tagOf } from '../shared/http/etag.ts';
import { Layout } from './pages/layout.tsx';
import type { Page, PageView } from './pages/page-view.ts';

/** Nothing inline runs or styles; pictures of events may be anywhere. Scripts make no HTML of texts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const CACHES = {
  // A CDN may answer for half a minute, and five minutes longer while it asks; browsers ask each time.
  public: 'public, max-age=0, s-maxage=30, stale-while-revalidate=300',
  none: 'no-store',
} as const;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()',
};

/** The page as HTML. Nothing of who asks is in it, but for pages that are not kept. */
export function pageAnswer(page: Page, view: PageView): PlainAnswer {
  const html = `<!doctype html>${renderToString(Layout({ page, view }))}`;
  const body = new Content(
    () => html,
    (text) => text,
  );
  const headers: Record<string, string> = {
    ...HEADERS,
    'content-language': view.language,
    'cache-control': CACHES[page.cache ?? 'public'],
    ...(page.retryAfterSeconds !== undefined && { 'retry-after': String(page.retryAfterSeconds) }),
  };
  return page.status === 200
    ? { status: 200, body, headers, etag: tagOf(body.plain) }
    : { status: page.status, body, headers };
}
