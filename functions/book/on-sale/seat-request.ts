/** What seats are asked for by: their names, or so many of a section. */
import * as z from 'zod';
import { MOST_SEATS_AT_ONCE } from '../../shared/event/event-view.ts';
import { soundFields } from '../../shared/http/rules-across.ts';

/** Labels, none of them twice. */
export function labelsUpTo(most: number) {
  return z
    .array(z.string().min(3).max(24))
    .min(1)
    .max(most)
    .refine((seats) => new Set(seats).size === seats.length, 'a seat is named twice')
    .meta({
      uniqueItems: true,
      examples: [['A-12-7', 'A-12-8']],
    });
}

export const sectionId = z.string().min(1).max(8);

const quantity = z.number().int().min(1).max(MOST_SEATS_AT_ONCE);

/** Named seats. */
export const NamedSeats = z
  .strictObject({ seats: labelsUpTo(MOST_SEATS_AT_ONCE) })
  .meta({ id: 'NamedSeats', description: 'Seats by their names' });

/** So many seats of a section, chosen by the system: the best available ones. */
export const SectionSeats = z
  .strictObject({
    section: sectionId,
    quantity,
    priceCategory: z
      .string()
      .min(1)
      .max(8)
      .optional()
      .describe('Only seats of this price category: else the best, whatever each of them costs'),
    accessible: quantity.optional().describe('So many of them are to be places for wheelchairs'),
    restricted: z
      .boolean()
      .optional()
      .describe(
        'Seats from which one does not see all may be among them, when the section has not enough others; without it none is',
      ),
  })
  .check((context) => {
    const { value: wish, issues } = context;
    if (!soundFields(context)('accessible', 'quantity') || (wish.accessible ?? 0) <= wish.quantity) return;
    issues.push({ code: 'custom', input: wish, path: ['accessible'], message: 'more than the quantity' });
  })
  .meta({ id: 'SectionSeats', description: 'So many seats of a section: the best available ones' });

export const SeatRequest = z
  .union([NamedSeats, SectionSeats])
  .meta({ id: 'SeatRequest', description: 'What seats are asked for by' });
export type SeatRequest = z.output<typeof SeatRequest>;
