/** Pages that say why there is nothing else. */
import { pathIn } from '../texts/languages.ts';
import type { Page, PageView } from './page-view.ts';

/** @param text what is to be known, and done */
function plainPage(
  { language, t }: PageView,
  status: number,
  title: string,
  text: string,
  action = { href: pathIn(language, '/'), text: t.navWhatsOn },
): Page {
  return {
    status,
    title,
    isPrivate: true,
    cache: 'none',
    body: (
      <div class="narrow">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        <p>
          <a class="button" href={action.href}>
            {action.text}
          </a>
        </p>
      </div>
    ),
  };
}

export function notFoundPage(view: PageView): Page {
  return plainPage(view, 404, view.t.notFoundTitle, view.t.notFoundText);
}

const SOON_SECONDS = 5;

export function unavailablePage(view: PageView): Page {
  const { language, t, path } = view;
  const again = { href: pathIn(language, path), text: t.tryAgain };
  return { ...plainPage(view, 503, t.unavailableTitle, t.unavailableText, again), retryAfterSeconds: SOON_SECONDS };
}

export function wrongMethodPage(view: PageView): Page {
  return plainPage(view, 405, view.t.methodTitle, view.t.notFoundText);
}
