import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NewEvent } from '../../../functions/publish/api.ts';
import { seatCount } from '../../../functions/shared/event/chart.ts';
import { newEvent, RULE } from './import-rules.ts';
import type { SourceEvent } from './source-event.ts';

const sourceEvent = (identity: readonly string[], online = false): SourceEvent => ({
  identity,
  family: '',
  originally: new Date('2031-03-10T08:00:00Z'),
  isOfSeries: false,
  isBeyond: false,
  title: 'A title',
  description: '',
  category: 'general',
  startsAt: new Date('2031-03-10T08:00:00Z'),
  endsAt: new Date('2031-03-12T17:00:00Z'),
  online,
  venue: { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' },
});

const identities = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 });

describe('the rule for charts and prices', () => {
  it('makes an event that the API takes, of every record', () => {
    fc.assert(
      fc.property(identities, fc.boolean(), (identity, online) => {
        expect(NewEvent.safeParse(newEvent(sourceEvent(identity, online))).error).toBeUndefined();
      }),
    );
  });

  it('leaves out of texts what no event may have in them', () => {
    const odd = 'a\u0000\u202Eb\n\u2028c\u0085';
    const venue = { name: odd, city: odd, country: odd, timeZone: 'Europe/Berlin' };
    const event = { ...sourceEvent(['1']), title: odd, category: odd, description: odd, venue };
    const line = 'ab c';
    expect(NewEvent.parse(newEvent(event))).toMatchObject({
      title: line,
      category: line,
      description: 'ab\n\u2028c',
      venue: { name: line, city: line, country: line },
    });
  });

  it('cuts what is too long, between what a reader sees as characters', () => {
    const long = `${'a'.repeat(39)}👩‍🚀${'b'.repeat(20_000)}`;
    const venue = { name: long, city: long, country: long, timeZone: 'Europe/Berlin' };
    const event = { ...sourceEvent(['1']), title: long, category: long, description: long, venue };
    expect(NewEvent.parse(newEvent(event))).toMatchObject({
      title: long.slice(0, 200),
      category: 'a'.repeat(39),
      description: long.slice(0, 10_000),
      venue: { name: long.slice(0, 120), city: long.slice(0, 80), country: long.slice(0, 80) },
    });
  });

  it('makes the same of the same record', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        expect(newEvent(sourceEvent([...identity]))).toEqual(newEvent(sourceEvent(identity)));
      }),
    );
  });

  it('keeps to the bounds it states: a hall has 110 to 1100 places, prices step by 5 euros', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const { chart, priceCategories } = NewEvent.parse(newEvent(sourceEvent(identity)));
        expect(seatCount(chart)).toBeGreaterThanOrEqual(6 * 10 + 50);
        expect(seatCount(chart)).toBeLessThanOrEqual(20 * 30 + 500);
        expect(chart.sections.map(({ id, kind }) => [id, kind])).toEqual([
          ['A', 'seated'],
          ['B', 'seated'],
          ['GA', 'general'],
        ]);
        const [front, main, standing] = priceCategories.map(({ priceCents }) => priceCents / 100);
        expect([front, standing]).toEqual([Math.round((main ?? 0) * 1.5), Math.round((main ?? 0) * 0.6)]);
        expect((main ?? 0) % 5).toBe(0);
        expect(main).toBeGreaterThanOrEqual(20);
        expect(main).toBeLessThanOrEqual(300);
      }),
    );
  });

  it('gives what is only online one section of 500 to 3000 places', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const { chart, priceCategories } = NewEvent.parse(newEvent(sourceEvent(identity, true)));
        expect(chart.sections).toHaveLength(1);
        expect(seatCount(chart)).toBeGreaterThanOrEqual(500);
        expect(seatCount(chart)).toBeLessThanOrEqual(3_000);
        expect(priceCategories).toHaveLength(1);
      }),
    );
  });

  it('stays as it is: a changed rule would make a repeated import differ from the first', () => {
    const { chart, priceCategories } = NewEvent.parse(newEvent(sourceEvent(['json', 'Harbour Systems Days'])));
    expect({
      seats: seatCount(chart),
      prices: priceCategories.map(({ priceCents }) => priceCents),
    }).toMatchInlineSnapshot(`
      {
        "prices": [
          36800,
          24500,
          14700,
        ],
        "seats": 760,
      }
    `);
    expect(RULE).toContain('6 to 20 rows of 10 to 30 seats');
  });
});
