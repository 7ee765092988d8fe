/** Every instant of an event against every other, and against the clock: published, drafted, changed, imported. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { eventBody, publishEvent, shardOf } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(() => system.close());

const ask = (method: string, path: string, body?: unknown) => system.ask(method, path, { token: ada.token, body });
const change = (id: string, body: unknown) => ask('PATCH', `/v1/events/${id}`, body);
const put = (body: unknown) => ask('PUT', `/v1/events/${chosenEventId(ada.id, randomUUID())}`, body);
const draft = async (changes: object): Promise<string> =>
  (await ask('POST', '/v1/events', eventBody({ status: 'draft', ...changes }))).body.id;

const wrong = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [
  status,
  body.code,
  body.errors?.map(({ path }: { path: string }) => path),
];

const [START, END] = ['2031-05-14T18:30:00Z', '2031-05-14T22:00:00Z'];

describe('422 for instants in the wrong order, on every way in', () => {
  const cases: [title: string, changes: Record<string, unknown>, path: string][] = [
    ['an end as it begins', { endsAt: START }, 'endsAt'],
    ['doors after the beginning', { doorsAt: '2031-05-14T18:30:00.001Z' }, 'doorsAt'],
    ['doors after the end', { doorsAt: '2031-05-15T18:30:00Z' }, 'doorsAt'],
    ['doors more than a week before', { doorsAt: '2031-05-07T18:29:59.999Z' }, 'doorsAt'],
    ['doors a year before', { doorsAt: '2030-05-14T18:00:00Z' }, 'doorsAt'],
    ['a sale that begins with the end', { onSaleAt: END }, 'onSaleAt'],
    ['a sale that ends after the event', { offSaleAt: '2031-05-14T22:00:00.001Z' }, 'offSaleAt'],
    [
      'a sale that ends as it begins',
      { onSaleAt: '2031-05-01T00:00:00Z', offSaleAt: '2031-05-01T02:00:00+02:00' },
      'offSaleAt',
    ],
    [
      'a sale that ends before it begins',
      { onSaleAt: '2031-05-10T21:00:00Z', offSaleAt: '2031-05-09T00:00:00Z' },
      'offSaleAt',
    ],
    ['cancelling after the event', { cancelUntil: '2031-05-14T22:00:00.001Z' }, 'cancelUntil'],
  ];
  test.each(cases)('%s', async (_, changes, path) => {
    const [published, drafted] = [await publishEvent(system, ada), await draft({})];
    const replies = [
      await ask('POST', '/v1/events', eventBody(changes)),
      await ask('POST', '/v1/events', eventBody({ ...changes, status: 'draft' })),
      await put(eventBody(changes)),
      await change(published, changes),
      await change(drafted, changes),
    ];
    for (const reply of replies) expect(wrong(reply)).toEqual([422, 'invalid', [path]]);
  });

  test('201 at the very limits', async () => {
    const limits = {
      doorsAt: '2031-05-07T18:30:00Z',
      onSaleAt: '2031-05-14T21:59:59.998Z',
      offSaleAt: '2031-05-14T21:59:59.999Z',
      cancelUntil: END,
    };
    for (const changes of [limits, { doorsAt: START, offSaleAt: END, onSaleAt: '2020-01-01T00:00:00Z' }])
      expect((await ask('POST', '/v1/events', eventBody(changes))).status).toBe(201);
  });

  test('a change is measured by what stays, and told by a field that was sent', async () => {
    const times = { doorsAt: '2031-05-14T18:00:00Z', onSaleAt: '2031-05-02T00:00:00Z', offSaleAt: END };
    const id = await publishEvent(system, ada, times);
    const drafted = await draft(times);
    const said: [changes: Record<string, string>, path: string, message: string][] = [
      [{ startsAt: '2031-05-14T17:00:00Z' }, 'startsAt', 'must not be before doorsAt'],
      [{ startsAt: END }, 'startsAt', 'must be before endsAt'],
      [{ endsAt: START, offSaleAt: START }, 'endsAt', 'must be after startsAt'],
      [{ endsAt: '2031-05-14T21:59:59Z' }, 'endsAt', 'must not be before offSaleAt'],
      [
        { startsAt: '2031-06-14T17:00:00Z', endsAt: '2031-06-15T00:00:00Z' },
        'startsAt',
        'must not be more than 7 days after doorsAt',
      ],
      [{ doorsAt: '2031-05-01T18:00:00Z' }, 'doorsAt', 'must not be more than 7 days before startsAt'],
      [{ onSaleAt: END }, 'onSaleAt', 'must be before endsAt'],
      [{ offSaleAt: '2031-05-01T00:00:00Z' }, 'offSaleAt', 'must be after onSaleAt'],
    ];
    for (const [changes, path, message] of said)
      for (const one of [id, drafted]) {
        const { status, body } = await change(one, changes);
        expect([status, body.errors]).toEqual([422, expect.arrayContaining([{ path, message }])]);
        expect(body.errors.every((error: { path: string }) => error.path in changes)).toBe(true);
      }
  });

  test('prices and charts that do not go with what stays are told by what was sent', async () => {
    const id = await publishEvent(system, ada);
    const { body } = await change(id, { priceCategories: [{ id: 'P9', name: 'P', priceCents: 1 }] });
    expect(new Set(body.errors.map(({ path }: { path: string }) => path))).toEqual(new Set(['priceCategories']));
    expect(body.errors[0].message).toMatch(/^does not go with chart\.sections\.0\.priceCategory: no price category /);
  });
});

describe('422 for what is said to be over as it is published', () => {
  const PAST = '2020-05-10T21:00:00Z';
  const MINUTE_AGO = new Date(Date.now() - 60_000).toISOString();
  const soonDoors = { startsAt: new Date(Date.now() + 86_400_000).toISOString(), doorsAt: MINUTE_AGO };
  const cases: [title: string, changes: Record<string, unknown>, path: string][] = [
    ['doors that have opened', soonDoors, 'doorsAt'],
    ['a sale that has ended long ago', { offSaleAt: PAST }, 'offSaleAt'],
    ['a sale that ended a minute ago', { offSaleAt: MINUTE_AGO }, 'offSaleAt'],
    ['nobody could cancel any more', { cancelUntil: PAST }, 'cancelUntil'],
  ];

  test.each(cases)('%s: by POST, by a change, and of a draft', async (_, changes, path) => {
    expect(wrong(await ask('POST', '/v1/events', eventBody(changes)))).toEqual([422, 'invalid', [path]]);
    const id = await publishEvent(system, ada);
    expect(wrong(await change(id, changes))).toEqual([422, 'invalid', [path]]);
    // A draft may say so for a while.
    for (const drafted of [await draft(changes), await draft({})]) {
      expect((await change(drafted, { ...changes, title: 'Another' })).status).toBe(200);
      expect(wrong(await ask('POST', `/v1/events/${drafted}/publish`))).toEqual([422, 'invalid', [path]]);
      expect((await change(drafted, { [path]: null })).status).toBe(200);
      expect((await ask('POST', `/v1/events/${drafted}/publish`)).status).toBe(200);
    }
    // What is imported may be over.
    expect((await put(eventBody(changes))).status).toBe(201);
  });

  test('each that has passed is named', async () => {
    const all = { startsAt: PAST, doorsAt: PAST, offSaleAt: '2031-05-01T00:00:00Z', cancelUntil: PAST };
    const paths = ['startsAt', 'doorsAt', 'cancelUntil'];
    expect(wrong(await ask('POST', '/v1/events', eventBody(all)))).toEqual([422, 'invalid', paths]);
    const drafted = await draft(all);
    expect(wrong(await ask('POST', `/v1/events/${drafted}/publish`))).toEqual([422, 'invalid', paths]);
  });

  test('200 a sale, and cancelling, can be ended now', async () => {
    const id = await publishEvent(system, ada);
    const now = new Date(Date.now() - 1).toISOString();
    expect((await change(id, { offSaleAt: now, cancelUntil: now })).body).toMatchObject({ offSaleAt: now });
  });
});

test('200 whatever else changes of an event whose times have passed since', async () => {
  const id = await publishEvent(system, ada, { offSaleAt: '2031-05-14T21:00:00Z', doorsAt: START });
  const past = "off_sale_at = '2020-01-02', doors_at = '2020-01-01', cancel_until = '2020-01-01'";
  await system.database(shardOf(id)).query(`UPDATE events SET ${past} WHERE id = ?`, [id]);
  const shown = (await ask('GET', `/v1/events/${id}`)).body;
  expect((await change(id, { title: 'Another' })).status).toBe(200);
  // Sent back as it stands is no change.
  const { offSaleAt, doorsAt, cancelUntil } = shown;
  const same = { offSaleAt, doorsAt, cancelUntil, title: 'Yet another' };
  expect((await change(id, same)).body).toMatchObject(same);
  expect(wrong(await change(id, { offSaleAt: '2020-01-03T00:00:00Z' }))[2]).toEqual(['offSaleAt']);
  expect((await change(id, { offSaleAt: '2031-05-14T20:00:00Z' })).status).toBe(200);
});
