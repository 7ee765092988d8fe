/**
 * Pages of a visitor's own: the same for everybody, filled by scripts that know who it is. Search engines keep those by which one comes in, and no
 * others.
 */
import { pathIn } from '../texts/languages.ts';
import type { Page, PageView } from './page-view.ts';
import { WaitingPart } from './waiting-part.tsx';

function ownPage(view: PageView, title: string, place: Page['place'], part: string, islands: readonly string[]): Page {
  const { t } = view;
  return {
    status: 200,
    title,
    description: t.accountAbout,
    isPrivate: true,
    ...(place !== undefined && { place }),
    frame: 'account-frame.js',
    islands,
    body: (
      <div class="narrow">
        <h1>{title}</h1>
        <WaitingPart t={t} part={part} />
      </div>
    ),
  };
}

/** @param about what is said of it where it is found */
function entrance(page: Page, canonical: string, about: string): Page {
  // Where it leads on to (`?next=`) makes it no other page.
  return { ...page, isPrivate: false, canonical, description: about };
}

export function signInPage(view: PageView): Page {
  const page = ownPage(view, view.t.signInTitle, 'account', 'sign-in', ['account.js']);
  return entrance(page, '/account/sign-in', view.t.signInAbout);
}

export function registerPage(view: PageView): Page {
  const page = ownPage(view, view.t.registerTitle, 'account', 'register', ['account.js']);
  return entrance(page, '/account/register', view.t.registerAbout);
}

export function ordersPage(view: PageView): Page {
  return ownPage(view, view.t.ordersTitle, 'orders', 'orders', ['account.js']);
}

export function accountPage(view: PageView): Page {
  return ownPage(view, view.t.accountTitle, 'account', 'account', ['account.js']);
}

export function orderPage(view: PageView): Page {
  return ownPage(view, view.t.orderTitle, 'orders', 'order', ['account.js']);
}

export function forgottenPasswordPage(view: PageView): Page {
  return ownPage(view, view.t.resetTitle, 'account', 'forgotten-password', ['account.js']);
}

/** Where the link of a mail leads: `/account/password/new#mlt_…`. */
export function newPasswordPage(view: PageView): Page {
  return ownPage(view, view.t.newPasswordTitle, 'account', 'new-password', ['account.js']);
}

/** Where the link of a mail leads: `/account/confirm#mlt_…`. */
export function confirmEmailPage(view: PageView): Page {
  return ownPage(view, view.t.confirmTitle, 'account', 'confirm-email', ['account.js']);
}

export function accountClosedPage({ t, language }: PageView): Page {
  return {
    status: 200,
    title: t.accountClosedTitle,
    isPrivate: true,
    body: (
      <div class="narrow">
        <h1>{t.accountClosedTitle}</h1>
        <p class="lead">{t.accountClosedText}</p>
        <p>
          <a class="button" href={pathIn(language, '/')}>
            {t.navWhatsOn}
          </a>
        </p>
      </div>
    ),
  };
}
