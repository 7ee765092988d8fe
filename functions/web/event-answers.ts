/**
 * Pages of events as they were rendered last. What they show is asked for once a moment for all visitors (`asking/function-client.ts`), so that long
 * the page is the same, too: rendered, tagged and compressed once. What is forgotten there is forgotten here.
 */
import type { PlainAnswer } from '../shared/http/call.ts';
import type { EventOnPage } from './asking/event-on-page.ts';
import { eventPage } from './pages/event-page.tsx';
import { type Sale, saleOf } from './pages/event-sale.ts';
import type { PageView } from './pages/page-view.ts';
import { pageAnswer } from './page-answer.ts';

interface Rendered {
  shown: EventOnPage;
  sale: Sale;
  answer: PlainAnswer;
}

/** By what was answered of the event, then by language. */
const rendered = new WeakMap<EventOnPage['event'], Map<string, Rendered>>();

/** @param view at the event's own path: what is behind `?` changes nothing of it */
export function eventAnswer(view: PageView, shown: EventOnPage): PlainAnswer {
  const sale = saleOf({ ...shown.event, ...shown.availability?.counts }, view.now);
  const byLanguage = rendered.get(shown.event) ?? new Map<string, Rendered>();
  rendered.set(shown.event, byLanguage);
  const known = byLanguage.get(view.language);
  if (known?.sale === sale && isSame(known.shown, shown)) return known.answer;
  const answer = pageAnswer(eventPage(view, shown, sale), view);
  byLanguage.set(view.language, { shown, sale, answer });
  return answer;
}

const isSame = (one: EventOnPage, other: EventOnPage): boolean =>
  one.chart === other.chart && one.availability === other.availability && one.chartPath === other.chartPath;
