/** The paths of blocks: seats that the organizer takes off sale and releases again. */
import * as z from 'zod';
import { Timestamp } from '../shared/event/event-view.ts';
import { BlockId, EventId } from '../shared/ids.ts';
import { cursorOf, Next, PageSize } from '../shared/http/page.ts';
import { route } from '../shared/http/route.ts';
import { textLine } from '../shared/text.ts';
import { labelsUpTo, sectionId } from './on-sale/seat-request.ts';

const SEATS_OF_BLOCK = 1_000;
/** A URL has room for so many. */
const SEATS_IN_QUERY = 200;

const note = textLine(200).optional();

const NamedSeatsToBlock = z
  .strictObject({
    seats: labelsUpTo(SEATS_OF_BLOCK),
    takeHeld: z.boolean().optional().describe('Also seats that somebody holds: that hold can then not be ordered from'),
    note,
  })
  .meta({ id: 'NamedSeatsToBlock', description: 'Seats by their names' });

const SectionSeatsToBlock = z
  .strictObject({ section: sectionId, quantity: z.number().int().min(1).max(SEATS_OF_BLOCK), note })
  .meta({ id: 'SectionSeatsToBlock', description: 'So many of a section' });

export const BlockRequest = z
  .union([NamedSeatsToBlock, SectionSeatsToBlock])
  .meta({ id: 'BlockRequest', description: 'What is taken off sale' });
export type BlockRequest = z.output<typeof BlockRequest>;

export const Block = z
  .object({
    id: BlockId,
    eventId: EventId,
    seats: z.array(z.string()).describe('Those still blocked'),
    note: z.string().nullable(),
    createdAt: Timestamp,
    etag: z
      .string()
      .nullable()
      .describe('Its entity tag, to be named by If-Match; null once all its seats are released'),
  })
  .meta({ id: 'Block', description: 'Seats that the organizer took off sale' });
export type Block = z.output<typeof Block>;

/** Labels in a query, parted by commas. */
const SomeSeats = z
  .string()
  .transform((text) => text.split(','))
  .pipe(labelsUpTo(SEATS_IN_QUERY))
  .describe('Labels parted by commas; without them, all seats of the block')
  .meta({ examples: ['A-12-7,A-12-8'], pattern: '^[^,]{3,24}(,[^,]{3,24})*$', maxLength: SEATS_IN_QUERY * 25 });

export const blockSeats = route({
  name: 'blockSeats',
  summary: 'Takes seats off sale',
  description:
    'Takes seats off sale, all or none, once per Idempotency-Key; they count as sold. Held ones are refused unless `takeHeld` says otherwise.',
  method: 'POST',
  path: '/v1/events/{eventId}/blocks',
  access: 'user',
  idempotent: true,
  etag: 'block',
  conditions: { ifMatch: 'event' },
  body: BlockRequest,
  location: '/v1/events/{eventId}/blocks/{id}',
  answers: { 200: Block, 201: Block },
  problems: [
    'event_not_found',
    'not_organizer',
    'event_cancelled',
    'seats_unknown',
    'seats_unavailable',
    'capacity_exceeded',
    'idempotency_key_missing',
    'idempotency_key_reused',
    'outcome_unknown',
    'event_changed',
    'too_many_requests',
  ],
});

export const listBlocks = route({
  name: 'listBlocks',
  summary: 'The blocks of an event',
  description: 'The blocks of an event that have seats left, newest first; for its organizer.',
  method: 'GET',
  etag: 'answer',
  path: '/v1/events/{eventId}/blocks',
  access: 'user',
  query: z.strictObject({ cursor: cursorOf(BlockId).optional(), limit: PageSize }),
  answers: {
    200: z.object({ items: z.array(Block), next: Next }).meta({ id: 'BlockPage', description: 'A page of blocks' }),
  },
  problems: ['event_not_found', 'not_organizer'],
});

export const getBlock = route({
  name: 'getBlock',
  summary: 'A block, for the organizer',
  description: 'A block with the seats that it has left, for the organizer; one that has none left is gone.',
  method: 'GET',
  path: '/v1/events/{eventId}/blocks/{blockId}',
  access: 'user',
  etag: 'block',
  answers: { 200: Block },
  problems: ['event_not_found', 'not_organizer', 'block_not_found'],
});

export const releaseBlock = route({
  name: 'releaseBlock',
  summary: 'Puts seats of a block on sale again',
  description: 'Puts seats of a block on sale again, all or some; what is released already is no error.',
  method: 'DELETE',
  path: '/v1/events/{eventId}/blocks/{blockId}',
  access: 'user',
  etag: 'block',
  conditions: { ifMatch: 'block' },
  query: z.strictObject({ seats: SomeSeats.optional() }),
  answers: { 204: null },
  problems: [
    'event_not_found',
    'not_organizer',
    'block_not_found',
    'seats_unknown',
    'outcome_unknown',
    'too_many_requests',
  ],
});

export const blockRoutes = [blockSeats, listBlocks, getBlock, releaseBlock] as const;
