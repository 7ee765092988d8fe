/** Examples of publish's operations. */
import { event, newEvent } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const changed = { ...event, version: 2, title: 'Brahms: Ein deutsches Requiem', updatedAt: '2027-02-02T10:00:00.000Z' };

export const examples: ExamplesOf<typeof routes> = {
  publishEvent: {
    body: { concert: newEvent, draft: { ...newEvent, status: 'draft' } },
    200: { repeated: event },
    201: { published: event, drafted: { ...event, status: 'draft' } },
  },
  putEvent: { body: { concert: newEvent }, 200: { unchanged: event }, 201: { published: event } },
  changeEvent: {
    body: { title: { title: changed.title }, prices: { priceCategories: event.priceCategories } },
    200: { changed },
  },
  publishDraft: { 200: { published: { ...event, version: 2 } } },
  discardDraft: {},
  cancelEvent: { 200: { cancelled: { ...changed, version: 3, status: 'cancelled' } } },
};
