/** Series that are moved or cut short, and what is not public any more, through the API: first what --dry-run says, then what is done. */
import { describe, expect, it } from 'vitest';
import {
  entry,
  idOf,
  importing,
  sell,
  shown,
  startWithCalendars,
  summary,
  system,
} from './fixtures/followed-calendars.ts';

startWithCalendars();

const weekly = (uid: string, count: number, start?: string, ...lines: string[]): string[] =>
  entry(uid, { ...(start !== undefined && { start }), lines: [`RRULE:FREQ=WEEKLY;COUNT=${count}`, ...lines] });

const daysFromNow = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

const DONE: Record<string, string> = { change: 'changed', cancel: 'cancelled', refuse: 'refused' };

/** Imports twice: what the dry run says is what is done. */
async function following(name: string, lines: string[], ...more: string[]) {
  const dry = await importing(name, lines, '--dry-run', ...more);
  const real = await importing(name, lines, ...more);
  // What is published is only counted afterwards.
  const would = dry.lines.filter((line) => !line.startsWith('would publish'));
  expect(
    would.map((line) => line.replace(/^would (change|cancel|refuse)/, (_, verb: string) => DONE[verb] ?? verb)),
  ).toEqual(real.lines);
  const isToDo = /[1-9]\d* would be (?:published|changed|cancelled)/.test(dry.summary);
  expect(dry.code).toBe(real.code === 0 && isToDo ? 3 : real.code);
  return real;
}

const onSale = async (uid: string, days: readonly string[]): Promise<string[]> => {
  const events = await Promise.all(days.map((day) => shown(uid, `2031-03-${day}T19:00:00`)));
  return events.map(({ status, startsAt }) => (status === 'published' ? startsAt.slice(5, 16) : status));
};

describe('a series', () => {
  it('that is at another time, and shorter, is moved, and what remains is cancelled', async () => {
    await importing('shorter', weekly('shorter', 4));
    const next = await following('shorter', weekly('shorter', 3, '20310305T200000'));
    expect(next).toMatchObject({ code: 0, summary: summary({ changed: 3, cancelled: 1 }) });
    expect(next.lines).toEqual([
      expect.stringMatching(/^changed 1 "Show": startsAt 2031-03-04T18:00:00.000Z → 2031-03-05T19:00:00.000Z; endsAt/),
      expect.stringMatching(/^changed 1 .+2031-03-12T19/),
      expect.stringMatching(/^changed 1 .+2031-03-19T19/),
      'cancelled 1 "Show": the source does not have this date of it any more (2031-03-25T18:00:00.000Z)',
    ]);
    const days = ['04', '11', '18', '25'];
    expect(await onSale('shorter', days)).toEqual(['03-05T19:00', '03-12T19:00', '03-19T19:00', 'cancelled']);
    expect((await following('shorter', weekly('shorter', 3, '20310305T200000'))).summary).toBe(
      summary({ unchanged: 3 }),
    );
  });

  it('that gets a date back that it had lost has it on sale again', async () => {
    await importing('back', weekly('back', 2));
    await importing('back', weekly('back', 1));
    expect((await following('back', weekly('back', 2))).summary).toBe(summary({ published: 1, unchanged: 1 }));
    expect((await importing('back', weekly('back', 2))).summary).toBe(summary({ unchanged: 2 }));
    expect(await onSale('back', ['04', '11'])).toEqual(['03-04T18:00', 'cancelled']);
  });

  it('keeps what is sold until it is told otherwise', async () => {
    await importing('sold', weekly('sold', 3));
    await Promise.all(['11', '18'].map((day) => sell(idOf('sold', `2031-03-${day}T19:00:00`))));
    const next = weekly('sold', 2, '20310304T200000');
    const told = await following('sold', next);
    expect(told).toMatchObject({ code: 1, summary: summary({ changed: 1, refused: 2 }) });
    expect(told.lines.slice(1)).toEqual([
      expect.stringMatching(
        /^refused 1 "Show": 2 seats are sold or blocked, left as it is .+: --change-sold changes it$/,
      ),
      'refused 1 "Show": the source does not have this date of it any more (2031-03-18T18:00:00.000Z), but 2 seats are sold or blocked, left as it is: --cancel-sold cancels it',
    ]);
    expect(await onSale('sold', ['04', '11', '18'])).toEqual(['03-04T19:00', '03-11T18:00', '03-18T18:00']);
    const done = await importing('sold', next, '--change-sold', '--cancel-sold');
    expect(done).toMatchObject({ code: 0, summary: summary({ changed: 1, cancelled: 1, unchanged: 1 }) });
    expect(await onSale('sold', ['04', '11', '18'])).toEqual(['03-04T19:00', '03-11T19:00', 'cancelled']);
  });

  it('that has ended by now has none on sale, also where the file has nothing else', async () => {
    const start = `${daysFromNow(-16)}T190000`;
    const series = (until: number) =>
      entry('ended', { start, lines: [`RRULE:FREQ=WEEKLY;UNTIL=${daysFromNow(until)}T235959Z`] });
    expect((await importing('ended', series(14))).summary).toBe(summary({ published: 2 }));
    const told = await following('ended', series(-3));
    expect(told).toMatchObject({ code: 0, summary: summary({ cancelled: 2, skipped: 1 }) });
    expect(await importing('ended', series(-3))).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nothing of'),
    });
  });

  it('that is moved, and loses a date by the same import, has it off for good, and says which it is', async () => {
    await importing('withdrawn', weekly('withdrawn', 3));
    const moved = weekly('withdrawn', 3, '20310305T200000');
    const off = ['RECURRENCE-ID;TZID=Europe/Berlin:20310312T200000', 'STATUS:CANCELLED'];
    const told = await importing('withdrawn', [
      ...moved,
      ...entry('withdrawn', { start: '20310312T200000', lines: off }),
    ]);
    expect(told).toMatchObject({ code: 0, summary: summary({ changed: 2, cancelled: 1 }) });
    expect(told.lines).toContain('cancelled 2 "Show": cancelled in the source (2031-03-11T18:00:00.000Z)');
    const again = await following('withdrawn', moved);
    expect(again).toMatchObject({ code: 1, summary: summary({ unchanged: 2, refused: 1 }) });
    expect(again.lines).toEqual([
      'refused 1 "Show": it was cancelled here, since it was cancelled in the source, and a cancelled event stays so (2031-03-12T19:00:00.000Z)',
    ]);
    expect(await onSale('withdrawn', ['04', '11', '18'])).toEqual(['03-05T19:00', 'cancelled', '03-19T19:00']);
  });

  it('that is split at a date goes on under the UID that Google gives what follows', async () => {
    await importing('split', weekly('split', 4));
    const next = [...weekly('split', 2), ...weekly('split_R20310318T180000', 2, '20310318T203000')];
    expect((await following('split', next)).summary).toBe(summary({ changed: 2, unchanged: 2 }));
    expect(await onSale('split', ['04', '18', '25'])).toEqual(['03-04T18:00', '03-18T19:30', '03-25T19:30']);
    expect(
      (await system.ask('GET', `/v1/events/${idOf('split_R20310318T180000', '2031-03-18T20:30:00')}`)).status,
    ).toBe(404);
  });
});

describe('what is not public any more (CLASS)', () => {
  it.each(['PRIVATE', 'CONFIDENTIAL', 'X-STAFF'])('%s is cancelled, unless seats are sold', async (kind) => {
    const hidden = { lines: [`CLASS:${kind}`] };
    const three = ['open', 'hidden', 'sold'].map((name) => `${kind}-${name}`) as [string, string, string];
    await importing(
      kind,
      three.flatMap((uid) => entry(uid)),
    );
    await sell(idOf(three[2]));
    const next = [...entry(three[0]), ...entry(three[1], hidden), ...entry(three[2], hidden)];
    const told = await following(kind, next);
    expect(told).toMatchObject({ code: 1, summary: summary({ cancelled: 1, unchanged: 1, refused: 1 }) });
    expect(told.lines).toEqual([
      'cancelled 2 "Show": not public in the source (CLASS) (2031-03-04T18:00:00.000Z)',
      expect.stringMatching(
        /^refused 3 "Show": not public in the source .+ 2 seats are sold .+: --cancel-sold cancels it$/,
      ),
    ]);
    expect((await importing(kind, next, '--cancel-sold')).summary).toBe(summary({ cancelled: 1, unchanged: 2 }));
    expect(await Promise.all(three.map(async (uid) => (await shown(uid)).status))).toEqual([
      'published',
      'cancelled',
      'cancelled',
    ]);
  });

  it('is one date of a series, or the series', async () => {
    await importing('classes', weekly('class', 3));
    const one = entry('class', {
      start: '20310311T190000',
      lines: ['RECURRENCE-ID:20310311T180000Z', 'CLASS:PRIVATE'],
    });
    expect((await following('classes', [...weekly('class', 3), ...one])).summary).toBe(
      summary({ cancelled: 1, unchanged: 2 }),
    );
    expect((await following('classes', weekly('class', 3, undefined, 'CLASS:CONFIDENTIAL'))).summary).toBe(
      summary({ cancelled: 2 }),
    );
    expect(await onSale('class', ['04', '11', '18'])).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});
