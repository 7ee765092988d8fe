/** From seats to an order, on the page of an event. */
import { mountCheckout } from '../picker/checkout/mount-checkout.tsx';
import { AccountForm } from '../parts/account-form.tsx';
import { pagePath } from '../parts/page-paths.ts';
import * as texts from '../texts/of-page.ts';
import { accessToken, askApi, currentUser, onSession } from './session.ts';

const LEADS = { 'sign-in': texts.checkoutSignInLead, register: texts.checkoutRegisterLead };

const picker = document.getElementById('picker');
const eventId = picker?.dataset['event'];
if (picker && eventId)
  mountCheckout(picker, eventId, {
    ask: askApi,
    signInForm: (onDone) => <AccountForm kind="sign-in" canSwitch leads={LEADS} onSignedIn={onDone} />,
    findBuyer: async () => ((await accessToken()) === undefined ? undefined : currentUser()),
    orderPath: (orderId) => pagePath(`/account/orders/${orderId}`),
    onChange: (listener) => onSession((user) => listener(user?.id)),
  });
