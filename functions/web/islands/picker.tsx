/** The seat picker of an event's page, in the element `#picker`; the checkout is loaded when it is needed. */
import { CHECKOUT } from '../picker/checkout-address.ts';
import { openCheckoutGate } from '../picker/checkout-gate.tsx';
import { mountPicker } from '../picker/mount.tsx';
import { onSession } from './session.ts';

const root = document.getElementById('picker');
const eventId = root?.dataset['event'];
if (root && eventId) {
  mountPicker(root, {
    eventId,
    onContinue: () => {
      location.hash = CHECKOUT;
    },
  });
  openCheckoutGate(root, eventId, {
    load: async () => (await import('../parts/checkout-script.tsx')).checkout,
    onUser: (listener) => void onSession((user) => listener(user?.id)),
  });
}
