/** An event as a source gives it, for tests that change what they are about. */
import type { SourceEvent } from '../source-event.ts';

/** @param day when it takes place, from six to eight in the evening, UTC */
export function exampleSourceEvent(day = '2031-03-04', more: Partial<SourceEvent> = {}): SourceEvent {
  const startsAt = new Date(`${day}T18:00:00Z`);
  return {
    identity: ['1'],
    family: '1',
    originally: startsAt,
    isOfSeries: false,
    isBeyond: false,
    title: 'Show',
    description: '',
    category: 'general',
    startsAt,
    endsAt: new Date(`${day}T20:00:00Z`),
    online: false,
    venue: { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' },
    ...more,
  };
}
