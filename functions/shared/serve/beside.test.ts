/** Which trace a request is part of. */
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isOfMessage, traceOf } from './beside.ts';

const [made, brought] = ['a'.repeat(32), 'b'.repeat(32)];
const parent = (traceId: string, span = '1') => `00-${traceId}-${span.repeat(16)}-01`;
const request = (url: string, headers: Record<string, string>) => ({ url, headers }) as unknown as IncomingMessage;

test('a message is part of the trace in which it was made, though it came in another', () => {
  const trace = traceOf(request('/cloudevents', { 'ce-traceparent': parent(made), traceparent: parent(brought) }));
  expect(trace).toMatchObject({ traceId: made, parentId: '1'.repeat(16) });
});

test('where it came in the same it goes on from whoever brought it', () => {
  const trace = traceOf(request('/cloudevents', { 'ce-traceparent': parent(made), traceparent: parent(made, '2') }));
  expect(trace).toMatchObject({ traceId: made, parentId: '2'.repeat(16) });
});

test('elsewhere nobody is asked for a message’s trace', () => {
  const trace = traceOf(request('/v1/events', { 'ce-traceparent': parent(made), traceparent: parent(brought) }));
  expect(trace.traceId).toBe(brought);
});

test('a tick, or what has no trace, begins one of its own', () => {
  const tick = { 'ce-type': 'dev.knative.sources.ping', traceparent: parent(brought) };
  expect(isOfMessage(request('/cloudevents', tick))).toBe(false);
  expect(isOfMessage(request('/cloudevents', {}))).toBe(false);
  expect(isOfMessage(request('/cloudevents', { 'ce-traceparent': parent(made) }))).toBe(true);
  expect(isOfMessage(request('/v1/events', { traceparent: parent(made) }))).toBe(false);
});
