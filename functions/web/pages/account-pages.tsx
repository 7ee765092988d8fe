/** Pages of a visitor's own: the same for everybody, filled by scripts that know who it is. */
import type { Page, PageView } from './page-view.ts';

function ownPage(view: PageView, title: string, place: Page['place'], part: string, islands: readonly string[]): Page {
  const { t } = view;
  return {
    status: 200,
    title,
    isPrivate: true,
    ...(place !== undefined && { place }),
    islands,
    body: (
      <div class="narrow">
        <h1>{title}</h1>
        <div data-part={part}>
          <p class="loading">
            <span class="if-script">{t.loading}</span>
          </p>
        </div>
        <noscript>
          <p class="notice">{t.needsScript}</p>
        </noscript>
      </div>
    ),
  };
}

export function signInPage(view: PageView): Page {
  return ownPage(view, view.t.signInTitle, 'account', 'sign-in', ['account.js']);
}

export function registerPage(view: PageView): Page {
  return ownPage(view, view.t.registerTitle, 'account', 'register', ['account.js']);
}

export function ordersPage(view: PageView): Page {
  return ownPage(view, view.t.ordersTitle, 'orders', 'orders', ['account.js']);
}

export function accountPage(view: PageView): Page {
  return ownPage(view, view.t.accountTitle, 'account', 'account', ['account.js']);
}
