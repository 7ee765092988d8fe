/** What people call an event, a house or a city has the direction of its own script, on a page of whichever language. */
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { textsIn } from '../texts/languages.ts';
import { sampleEvents } from './styleguide-events.ts';
import { EventCard } from './whats-on.tsx';

const NOW = new Date('2031-05-14T18:30:00Z');

test.each(['ar', 'en'] as const)('in a list, on a page in %s', (language) => {
  const [sample] = sampleEvents(NOW);
  if (!sample) throw new Error('no sample');
  const event = {
    ...sample,
    title: 'Hello!',
    venue: { name: 'قاعة', city: 'بيروت', timeZone: 'Asia/Beirut' },
    city: 'بيروت',
  };
  const view = { language, t: textsIn(language), path: '/', publicUrl: undefined, now: NOW };
  const html = renderToString(EventCard({ view, event: event as never }));
  expect(html).toContain('<bdi>Hello!</bdi></a>');
  expect(html).toContain('<bdi>قاعة</bdi>, <bdi>بيروت</bdi></p>');
});
