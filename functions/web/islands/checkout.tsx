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
    onChange: (listener) => {
      let isFirst = true;
      // It also tells what is known already.
      const end = onSession(() => {
        if (!isFirst) listener();
      });
      isFirst = false;
      return end;
    },
  });
