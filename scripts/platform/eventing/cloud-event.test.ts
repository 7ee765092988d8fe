import type { Message } from 'amqplib';
import { expect, test } from 'vitest';
import { eventFromHttp, InvalidEvent, eventFromMessage, httpHeaders, publishOptions } from './cloud-event.ts';

const ce = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'a.b.v1' };
const body = Buffer.from('{"a":1}');

const structured = (more: object): ReturnType<typeof eventFromHttp> =>
  eventFromHttp(
    { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    Buffer.from(JSON.stringify({ specversion: '1.0', id: '1', source: '/s', type: 't', ...more })),
  );

test('a binary event goes through RabbitMQ unchanged, its trace beside it', () => {
  const event = eventFromHttp(
    { ...ce, 'ce-slot': '0a7', 'ce-time': '2026-01-01T00:00:00Z', 'content-type': 'application/json', host: 'x' },
    body,
  );
  const options = publishOptions(event, { traceparent: '00-a-b-01' });
  expect(options).toMatchObject({
    persistent: true,
    messageId: '1',
    contentType: 'application/json',
    headers: { type: 'a.b.v1', slot: '0a7', 'content-type': 'application/json', traceparent: '00-a-b-01' },
  });
  const message = {
    content: body,
    properties: { ...options, headers: { ...options.headers, 'x-death': 'y' } },
  } as unknown as Message;
  const back = eventFromMessage(message);
  expect(back.event).toEqual(event);
  const sent = httpHeaders(back.event, back.trace);
  const named = Array.from({ length: sent.length / 2 }, (_, pair) => [sent[pair * 2], sent[pair * 2 + 1]]);
  expect(Object.fromEntries(named)).toEqual({
    ...ce,
    'ce-slot': '0a7',
    'ce-time': '2026-01-01T00:00:00Z',
    'content-type': 'application/json',
    traceparent: '00-a-b-01',
  });
});

test('a structured event is taken apart; data may be JSON, text or base64', () => {
  expect(structured({ data: { a: 1 }, slot: 'x' })).toEqual({
    attributes: { specversion: '1.0', id: '1', source: '/s', type: 't', slot: 'x' },
    contentType: 'application/json',
    data: body,
  });
  expect(structured({ data: 'hi', datacontenttype: 'text/plain' }).data.toString()).toBe('hi');
  expect(structured({ data_base64: 'aGk=' }).data.toString()).toBe('hi');
  expect(structured({}).data).toHaveLength(0);
  const headers = httpHeaders(structured({ subject: 'Zürich ☃' }), {});
  expect(headers[headers.indexOf('ce-subject') + 1]).toBe('Zürich %E2%98%83');
});

test.each([
  ['no specversion', { ...ce, 'ce-specversion': undefined }],
  ['no id', { ...ce, 'ce-id': '' }],
  ['no type', { ...ce, 'ce-type': undefined }],
  ['another version', { ...ce, 'ce-specversion': '2.0' }],
  ['a time that is none', { ...ce, 'ce-time': 'yesterday' }],
  ['an attribute name with a dash', { ...ce, 'ce-my-name': 'x' }],
  ['a batch', { 'content-type': 'application/cloudevents-batch+json' }],
  ['structured, but no JSON', { 'content-type': 'application/cloudevents+json' }],
])('refused: %s', (_, headers) => {
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  expect(() => eventFromHttp(sent, Buffer.from('['))).toThrow(InvalidEvent);
});

test.each([
  ['a line break in an attribute', { subject: 'a\r\nhost: b' }],
  ['half a character in an attribute', { subject: '\ud800' }],
  ['a line break in the trace', { traceparent: '00-a\n' }],
  ['a line break in the content type', { data: 1, datacontenttype: 'application/json\r\nx: y' }],
])('refused, for no request could carry it: %s', (_, more) => {
  expect(() => structured(more)).toThrow(InvalidEvent);
});
