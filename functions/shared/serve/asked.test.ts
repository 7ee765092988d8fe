import { expect, test } from 'vitest';
import { parseShardMap } from '../slots.ts';
import { addresses, askedIn } from './asked.ts';

const known = addresses.parse('e0=http://e0,e1=http://e1,*=http://any');
const asked = (map: string) => askedIn({ 'event-detail': 'events' }, () => known, { events: parseShardMap(map) });
const id = (slot: string) => `evt_${slot}_01JDCMX0C1E6S9T4W2VZQK8M5F`;

test('whoever has a slot is asked, and of one that moves whoever can ask both', () => {
  const functions = asked('e0=000-3ff+400-4ff>e1+500-7ff,e1=800-fff');
  expect(['3ff', '400', '4ff', '500', '800'].map((slot) => functions.addressOf('event-detail', id(slot)))).toEqual([
    'http://e0',
    'http://any',
    'http://any',
    'http://e0',
    'http://e1',
  ]);
});
