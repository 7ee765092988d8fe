/** From seats to an order, on the page of an event. */
import { mountCheckout } from '../picker/checkout/mount-checkout.tsx';
import { accessToken, askApi, currentUser, onSession, register, signIn } from './session.ts';

const picker = document.getElementById('picker');
const eventId = picker?.dataset['event'];
if (picker && eventId)
  mountCheckout(picker, eventId, {
    ask: askApi,
    signIn,
    register,
    findBuyer: async () => ((await accessToken()) === undefined ? undefined : currentUser()),
    onChange: (listener) => onSession((user) => listener(user?.id)),
  });
