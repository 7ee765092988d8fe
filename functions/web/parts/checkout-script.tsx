/** From seats to an order, on the page of an event: loaded by the picker's script when it is needed. */
import type { CheckoutScript } from '../picker/checkout-gate.tsx';
import { CheckoutOfEvent, findHolds } from '../picker/checkout/checkout-of-event.tsx';
import { AccountForm } from './account-form.tsx';
import { pagePath } from './page-paths.ts';
import * as texts from '../texts/of-page.ts';
import { accessToken, askApi, currentUser, isSessionUnknown, onSession } from '../islands/session.ts';

const LEADS = { 'sign-in': texts.checkoutSignInLead, register: texts.checkoutRegisterLead };

const session: Parameters<typeof CheckoutOfEvent>[0]['session'] = {
  ask: askApi,
  signInForm: (onDone) => (
    <>
      <AccountForm kind="sign-in" canSwitch leads={LEADS} onSignedIn={onDone} />
      <p>
        <a href={pagePath('/account/password')}>{texts.forgotPassword}</a>
      </p>
    </>
  ),
  findBuyer: async () => {
    if ((await accessToken()) !== undefined) return currentUser();
    return isSessionUnknown() ? 'unknown' : undefined;
  },
  orderPath: (orderId) => pagePath(`/account/orders/${orderId}`),
  ordersPath: pagePath('/account/orders'),
  eventsPath: pagePath('/'),
  onChange: (listener) => onSession((user) => listener(user?.id)),
};

export const checkout: CheckoutScript = {
  show: (eventId) => <CheckoutOfEvent eventId={eventId} session={session} />,
  findHolds: (eventId) => findHolds(eventId, session),
};
