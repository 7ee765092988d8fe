/** The seat picker of an event's page, in the element `#picker`. */
import { mountPicker } from '../picker/mount.tsx';

const root = document.getElementById('picker');
const eventId = root?.dataset['event'];
if (root && eventId)
  mountPicker(root, {
    eventId,
    onContinue: () => {
      location.hash = '#checkout';
    },
  });
