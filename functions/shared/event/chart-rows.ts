/** The rows of a chart as callers send and get them. */
import * as z from 'zod';
import { textLine } from '../text.ts';

export const MAX_SEATS_IN_ROW = 1_000;
/** The highest number that a seat shows. */
export const MOST_SHOWN = 999_999;

/** What sections, rows and price categories are named by in labels and lists. */
export const code = z.string().regex(/^[A-Za-z0-9]{1,8}$/, '1 to 8 letters and digits');

/** Seats of a row by their place in it, beginning with 1. */
const places = z.array(z.number().int().min(1).max(MAX_SEATS_IN_ROW)).max(MAX_SEATS_IN_ROW).meta({ uniqueItems: true });

const CountedNumbers = z
  .strictObject({
    first: z.number().int().min(0).max(MOST_SHOWN),
    step: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .refine((step) => step !== 0, 'not 0')
      .meta({ if: { maximum: -1 }, else: { minimum: 1 } })
      .describe('2: odd or even; negative: from right to left'),
  })
  .meta({
    id: 'CountedNumbers',
    description: 'What seats show: counted from the first',
    examples: [{ first: 101, step: 2 }],
  });

const OtherPrice = z
  .strictObject({ priceCategory: code.describe('The id of a price category'), places })
  .meta({ id: 'OtherPrice', description: 'Seats of a row that cost otherwise than the row' });

export const ChartRow = z
  .strictObject({
    label: code,
    seats: z.number().int().min(1).max(MAX_SEATS_IN_ROW),
    name: textLine(40).optional().describe('What people call it, instead of its label: "Table 4"'),
    numbers: z
      .union([CountedNumbers, z.array(textLine(6)).min(1).max(MAX_SEATS_IN_ROW).meta({ uniqueItems: true })])
      .optional()
      .describe('What its seats show where that is not 1, 2, 3 …: counted, or of each seat, in their order'),
    priceCategory: code.optional().describe('The id of a price category, where it is another than the section’s'),
    otherPrices: z.array(OtherPrice).max(50).optional(),
    accessible: places.optional().describe('Places for wheelchairs'),
    companion: places.optional().describe('Seats beside those, for who comes along'),
    restricted: places.optional().describe('Seats from which one does not see all'),
    aisleAfter: places.optional().describe('An aisle parts each of these seats from the next'),
  })
  .meta({ id: 'ChartRow', description: 'A row: the places of its seats are counted from 1' });
export type ChartRow = z.output<typeof ChartRow>;
