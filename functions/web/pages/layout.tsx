/** What all pages have: head, navigation, footer. */
import type { ComponentChildren } from 'preact';
import { assetPath, importedPaths, isBuilt, laterPaths } from '../assets/asset-names.ts';
import { directionOf, FIRST_LANGUAGE, LANGUAGES, pathIn } from '../texts/languages.ts';
import type { Page, PageView } from './page-view.ts';

/** On every page: says who is signed in, and shares it among tabs. */
const FRAME = 'frame.js';

const scriptsOf = ({ frame = FRAME, islands = [] }: Page): string[] => [frame, ...islands];

/** A whole page. */
export function Layout({ page, view }: { page: Page; view: PageView }) {
  const { language, t, path } = view;
  const scripts = scriptsOf(page).filter((name) => isBuilt(language, name));
  return (
    <html lang={language} dir={directionOf(language)}>
      <Head page={page} view={view} />
      <body>
        <a class="skip" href="#content">
          {t.skipToContent}
        </a>
        <Header page={page} view={view} />
        <main id="content" tabIndex={-1}>
          {page.body}
        </main>
        <Footer view={view} path={path} />
        {scripts.map((name) => (
          <script key={name} type="module" src={assetPath(language, name)} />
        ))}
      </body>
    </html>
  );
}

function Head({ page, view }: { page: Page; view: PageView }) {
  const { language, t, path, publicUrl } = view;
  const { title, description, structured, picture, isPrivate = false, alternates = [] } = page;
  const whole = page.place === 'whats-on' && title === t.whatsOnTitle ? `${t.siteName} · ${title}` : title;
  const full = whole.includes(t.siteName) ? whole : `${whole} · ${t.siteName}`;
  const canonical = page.canonical ?? path;
  const isIndexed = !isPrivate && page.status === 200;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{full}</title>
      {description !== undefined && <meta name="description" content={description} />}
      <meta name="color-scheme" content="light dark" />
      {!isIndexed && <meta name="robots" content="noindex" />}
      <link rel="stylesheet" href={assetPath(language, 'page.css')} />
      {page.styles?.map((name) => (
        <link key={name} rel="stylesheet" href={assetPath(language, name)} />
      ))}
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      {importedPaths(language, scriptsOf(page)).map((href) => (
        <link key={href} rel="modulepreload" href={href} />
      ))}
      {laterPaths(language, page.later ?? [], scriptsOf(page)).map((href) => (
        <link key={href} rel="modulepreload" href={href} fetchpriority="low" />
      ))}
      {isIndexed && <Addresses canonical={canonical} view={view} />}
      {alternates.map(({ type, href, title: name }) => (
        <link key={href} rel="alternate" type={type} href={href} title={name} />
      ))}
      <meta property="og:site_name" content={t.siteName} />
      <meta property="og:title" content={title} />
      <meta property="og:type" content="website" />
      <meta property="og:locale" content={language} />
      {description !== undefined && <meta property="og:description" content={description} />}
      {publicUrl !== undefined && isIndexed && (
        <meta property="og:url" content={absolute(publicUrl, pathIn(language, canonical))} />
      )}
      {publicUrl !== undefined && picture !== undefined && (
        <>
          <meta property="og:image" content={absolute(publicUrl, picture)} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
      {structured && (
        <script
          type="application/ld+json"
          // Data, which no browser runs; `<` is escaped, so it cannot end.
          dangerouslySetInnerHTML={{ __html: JSON.stringify(structured).replaceAll('<', String.raw`\u003c`) }}
        />
      )}
    </head>
  );
}

/** Where the page is, and where it is in other languages. Search engines take whole URLs only. */
function Addresses({ canonical, view: { language, publicUrl } }: { canonical: string; view: PageView }) {
  if (publicUrl === undefined) return null;
  return (
    <>
      <link rel="canonical" href={absolute(publicUrl, pathIn(language, canonical))} />
      {LANGUAGES.map(({ code }) => (
        <link key={code} rel="alternate" hreflang={code} href={absolute(publicUrl, pathIn(code, canonical))} />
      ))}
      <link rel="alternate" hreflang="x-default" href={absolute(publicUrl, pathIn(FIRST_LANGUAGE, canonical))} />
    </>
  );
}

/** A URL of the installation. */
export function absolute(publicUrl: string, path: string): string {
  return new URL(path, publicUrl).href;
}

function Header({ page, view: { language, t } }: { page: Page; view: PageView }) {
  const link = (place: Page['place'], path: string, text: string, attributes: object = {}): ComponentChildren => (
    <a href={pathIn(language, path)} aria-current={page.place === place ? 'page' : undefined} {...attributes}>
      {text}
    </a>
  );
  return (
    <header class="site-header">
      <div class="bar">
        <a class="brand" href={pathIn(language, '/')}>
          <Mark />
          <span>{t.siteName}</span>
        </a>
        <nav aria-label={t.siteName}>
          <ul>
            <li>{link('whats-on', '/', t.navWhatsOn)}</li>
            <li class="if-signed-in" hidden>
              {link('orders', '/account/orders', t.navOrders)}
            </li>
            <li class="if-signed-in" hidden>
              {link('account', '/account', t.navAccount)}
            </li>
            <li>{link('organize', '/organize', t.navOrganize)}</li>
            <li class="if-signed-out">{link('account', '/account/sign-in', t.navSignIn)}</li>
          </ul>
        </nav>
      </div>
    </header>
  );
}

/** Nine seats, one of them one's own. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      {[4, 12, 20].flatMap((y) =>
        [4, 12, 20].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r={x === 12 && y === 12 ? 4 : 2} />),
      )}
    </svg>
  );
}

function Footer({ view: { language, t }, path }: { view: PageView; path: string }) {
  return (
    <footer class="site-footer">
      <div class="bar">
        <p>{t.footerAbout}</p>
        <nav aria-label={t.language}>
          <ul>
            {LANGUAGES.map(({ code, name }) => (
              <li key={code}>
                <a
                  href={pathIn(code, path)}
                  lang={code}
                  hreflang={code}
                  aria-current={code === language ? 'true' : undefined}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p>
          <a href="/developers" lang="en">
            {t.footerDevelopers}
          </a>
        </p>
      </div>
    </footer>
  );
}
