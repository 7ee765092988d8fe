import { expect, test } from 'vitest';
import { continueTrace } from './trace.ts';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

test('a trace goes on under its id, with a span of its own and the sampling flag kept', () => {
  const trace = continueTrace(`00-${id}-${span}-00`);
  expect(trace.traceId).toBe(id);
  expect(trace.traceparent).toMatch(new RegExp(`^00-${id}-[0-9a-f]{16}-00$`));
  expect(trace.traceparent).not.toContain(span);
});

test.each([
  [`01-${id}-${span}-01`, '01'],
  [`cc-${id}-${span}-03-and-what-else-it-says`, '01'],
  [`fe-${id}-${span}-02`, '00'],
])('of a version to come the ids are read, and whether it is sampled: %s', (traceparent, flags) => {
  const trace = continueTrace(traceparent);
  expect(trace.traceId).toBe(id);
  expect(trace.traceparent).toMatch(new RegExp(`^00-${id}-[0-9a-f]{16}-${flags}$`));
});

test.each([
  ['missing', undefined],
  ['empty', ''],
  ['of the version that is none', `ff-${id}-${span}-01`],
  ['of a later version, and shorter than it may be', `01-${id}-${span}`],
  ['with the id that means none', `00-${'0'.repeat(32)}-${span}-01`],
  ['with the span that means none', `00-${id}-${'0'.repeat(16)}-01`],
  ['in upper case', `00-${id.toUpperCase()}-${span}-01`],
  ['with something behind it', `00-${id}-${span}-01-x`],
  ['with a header smuggled in', `00-${id}-${span}-01\r\nx: y`],
])('a traceparent that is %s begins a new trace', (_, traceparent) => {
  const [one, two] = [continueTrace(traceparent), continueTrace(traceparent)];
  expect(one.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(one.traceparent.slice(3, 35)).toBe(one.traceId);
  expect(one.traceId).not.toBe(id);
  expect(one.traceId).not.toBe(two.traceId);
});
