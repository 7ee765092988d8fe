import { expect, test } from 'vitest';
import { chosenEventId } from '../../../shared/event/chosen-id.ts';
import { ownEventId } from './own-event-id.ts';

test.each(['one', 'two', 'Łódź', ''])('an id is as the API makes them: %j', async (key) => {
  const organizer = 'usr_3f9_01J8ZQ4X5Y6Z7A8B9C0D1E2F3G';
  expect(await ownEventId(organizer, key)).toBe(chosenEventId(organizer, key));
});
