/** The organizer's desk, in its pages. */
import { render } from 'preact';
import { Desk } from '../desk/desk.tsx';

const place = document.querySelector<HTMLElement>('[data-part=desk]');
if (place) {
  place.replaceChildren();
  render(<Desk />, place);
}
