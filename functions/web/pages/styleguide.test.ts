import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { textsIn } from '../texts/languages.ts';
import { COLOURS, isInDevelopment, sampleEvents, styleguidePage } from './styleguide.tsx';
import { saleOf } from './event-sale.ts';

const NOW = new Date('2031-05-01T12:00:00Z');

test('it is there on a machine of one’s own alone', () => {
  expect(['http://127.0.0.1:8080', 'http://localhost:1'].map(isInDevelopment)).toEqual([true, true]);
  expect([undefined, 'https://localhost.example.com', 'https://api.example.com'].map(isInDevelopment)).toEqual([
    false,
    false,
    false,
  ]);
});

test('it has seats in every state: those that the picker draws, with every sign and price', () => {
  const sheet = readFileSync(join(import.meta.dirname, '../style/parts/picker.css'), 'utf8');
  const drawn = new Set(
    [...sheet.matchAll(/\.(seat-[a-z]+|seats-form-[a-z]+|seats-failed|hue-\d)\b/g)].map(([, name = '']) => name),
  );
  expect(drawn.size).toBeGreaterThan(15);
  const view = { language: 'en', t: textsIn('en'), path: '/styleguide', publicUrl: undefined, now: NOW } as const;
  const html = renderToString(styleguidePage(view).body as never);
  const shown = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')));
  expect([...drawn].filter((name) => !shown.has(name))).toEqual([]);
});

test('it has every colour, and events in every state', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../style/parts/tokens.css'), 'utf8');
  const declared = [...tokens.matchAll(/--([a-z-]+): light-dark/g)].map(([, name]) => name);
  expect(new Set<string | undefined>(COLOURS)).toEqual(new Set(declared));
  const sales = sampleEvents(NOW).map((event) => saleOf({ ...event, free: event.seatsLeft }, NOW));
  expect(new Set(sales)).toEqual(new Set(['on', 'few-left', 'sold-out', 'soon', 'ended', 'cancelled', 'past']));
  const view = { language: 'en', t: textsIn('en'), path: '/styleguide', publicUrl: undefined, now: NOW } as const;
  const html = renderToString(styleguidePage(view).body as never);
  for (const event of sampleEvents(NOW)) expect(html).toContain(event.title);
});
