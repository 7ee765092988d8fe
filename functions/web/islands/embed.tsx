/** The seats of an event within a page of another site: list and map in a shadow root, with the styles of our pages and none of that page's. */
import { render } from 'preact';
import { EmbeddedSeats } from '../embed/embedded-seats.tsx';
import { sheetText } from '../embed/sheet-text.ts';
import { languageDirection } from '../texts/of-page.ts';

/** @returns what ends it */
export function showSeats(element: HTMLElement, root: ShadowRoot): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetText);
  root.adoptedStyleSheets = [sheet];
  const shown = document.createElement('div');
  shown.className = 'embed';
  shown.dir = languageDirection;
  root.replaceChildren(shown);
  const eventId = element.getAttribute('event') ?? '';
  render(<EmbeddedSeats element={element} eventId={eventId} home={new URL(import.meta.url).origin} />, shown);
  return () => render(null, shown);
}
