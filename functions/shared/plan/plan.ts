/**
 * Plans: where the seats of a chart lie. A plan is no part of a sale: it moves no number and no price. Centimetres, integers; x to the right,
 * y away from the stage; degrees clockwise.
 */
import * as z from 'zod';
import { textLine } from '../text.ts';
import { LinkText } from '../web-link.ts';

/** A kilometre: no hall is larger. */
const MOST_CM = 100_000;
const LEAST_RADIUS_CM = 50;

const code = z.string().regex(/^[A-Za-z0-9]{1,8}$/, '1 to 8 letters and digits');
const cm = z.number().int().min(-MOST_CM).max(MOST_CM);
const length = z.number().int().min(1).max(MOST_CM);
const Point = z.tuple([cm, cm]).meta({ id: 'PlanPoint', description: 'x, y', examples: [[0, -600]] });
const Size = z.tuple([length, length]).meta({ id: 'PlanSize', description: 'Width, depth', examples: [[1200, 300]] });
const turn = z.number().min(-360).max(360);
const radius = cm
  .refine((value) => Math.abs(value) >= LEAST_RADIUS_CM, `at least ${LEAST_RADIUS_CM}, or at most -${LEAST_RADIUS_CM}`)
  .meta({ if: { maximum: -LEAST_RADIUS_CM }, else: { minimum: LEAST_RADIUS_CM } })
  .describe('What is bent has its middle so far before it; a negative one bends away from the stage');
const seatPitch = z.number().int().min(20).max(1_000);
const align = z.enum(['left', 'middle', 'right']);
const outline = z
  .array(cm)
  .min(6)
  .max(400)
  .refine((list) => list.length % 2 === 0, 'x and y in turn')
  .describe('x and y in turn, around what is outlined');

const Table = z
  .strictObject({
    kind: z
      .enum(['round', 'rect'])
      .describe('Seats stand clockwise: around from the side of the stage; at a rectangle from the corner front left'),
    size: Size,
  })
  .meta({ id: 'PlanTable', description: 'The table that a row’s seats stand around; its middle is the row’s' });

const RowPlan = z
  .strictObject({
    at: Point.optional().describe('Of its middle, in the section’s own frame; else where the section’s rule has it'),
    shift: Point.optional().describe('By how much it is moved, in the section’s own frame'),
    turn: turn.optional().describe('In the section’s own frame'),
    radius: radius.optional(),
    pitch: seatPitch.optional().describe('From seat to seat'),
    align: align.optional(),
    table: Table.optional(),
    seats: z
      .array(cm)
      .min(2)
      .max(2_000)
      .refine((list) => list.length % 2 === 0, 'x and y in turn')
      .optional()
      .describe(
        'The way to each seat from the one before, x and y in turn, to the first from `at` (without it: from the section’s own middle); seats that the row has beyond these go on as the last',
      ),
  })
  .meta({ id: 'RowPlan', description: 'What of a row is otherwise than its section’s rule says' });
export type RowPlan = z.output<typeof RowPlan>;

const SectionPlan = z
  .strictObject({
    at: Point.optional().describe('The middle of the front row, or of the front of general admission'),
    turn: turn.optional(),
    radius: radius.optional(),
    pitch: z
      .tuple([seatPitch, seatPitch])
      .optional()
      .describe('From seat to seat, from row to row; [55, 90] without it')
      .meta({ examples: [[55, 90]] }),
    aisle: z.number().int().min(0).max(2_000).optional().describe('How wide an aisle is; 110 without it'),
    align: align.optional().describe('Where rows of different lengths meet; in the middle without it'),
    floor: code.optional().describe('The id of a floor'),
    size: Size.optional().describe('Of general admission'),
    outline: outline.optional().describe('In its own frame; without it 40 around its seats'),
    rows: z.record(code, RowPlan).optional().describe('By the label of the row'),
  })
  .meta({ id: 'SectionPlan', description: 'Where a section lies; without `at` it is put where there is room' });
export type SectionPlan = z.output<typeof SectionPlan>;

/** What is drawn with a form of its own. */
const DRAWN = ['stage', 'area', 'wall', 'door', 'bar', 'stairs', 'lift', 'toilet'] as const;

const Shape = z
  .strictObject({
    kind: z.enum([...DRAWN, 'text']),
    at: Point.optional().describe('Its middle'),
    size: Size.optional(),
    turn: turn.optional(),
    outline: outline.optional().describe('Instead of `at` and `size`; with `at`, around that'),
    round: z.boolean().optional().describe('An ellipse of this size'),
    text: textLine(80).optional(),
    floor: code.optional(),
  })
  .meta({
    id: 'PlanShape',
    description:
      'What is drawn besides seats: it has `at` and `size`, or an outline; a text has `text`, and needs no size',
    // As `planErrors` has it.
    dependentSchemas: { kind: { if: { properties: { kind: { enum: DRAWN } } }, else: { required: ['text'] } } },
    if: { required: ['outline'] },
    else: { required: ['at'], if: { properties: { kind: { const: 'text' } } }, else: { required: ['size'] } },
  });

const View = z
  .strictObject({
    section: code,
    row: code.optional().describe('Without it the view is that of the whole section'),
    image: LinkText,
    alt: textLine(200).describe('What is seen, in words'),
  })
  .meta({ id: 'PlanView', description: 'What is seen from a row or a section' });

/** A plan as callers send and get it. */
export const Plan = z
  .strictObject({
    focus: Point.optional().describe('Where people look; without it the middle of the stage, or of the front'),
    floors: z
      .array(z.strictObject({ id: code, name: textLine(80) }).meta({ id: 'PlanFloor', description: 'A floor' }))
      .max(20)
      .optional(),
    sections: z.record(code, SectionPlan).optional().describe('By the id of the section'),
    shapes: z.array(Shape).max(500).optional(),
    views: z.array(View).max(200).optional(),
  })
  .meta({
    id: 'Plan',
    description:
      'Where the seats of a chart lie, in whole centimetres: x to the right, y away from the stage, degrees clockwise. It has a version of its own, may change while seats are sold, and never matters to a sale',
  });
export type Plan = z.output<typeof Plan>;
